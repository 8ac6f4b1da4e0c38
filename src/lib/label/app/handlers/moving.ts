import { instanceView, LONGEST_CELL, part, stepReply } from "../instance-view";
import { text, whole } from "../message-fields";
import type { StepReply } from "../protocol";
import type { Asked, Handlers } from "./handler";

/** Looking at rows and going from one to the next. */
export const MOVING: Handlers<"instance" | "cell" | "next" | "previous" | "next-unlabelled"> = {
  instance: ({ session, message }) => {
    const row = session.row(message.row);
    session.moveTo(row);
    return instanceView(session, row);
  },
  cell: ({ session, message }) => {
    const column = session.data.table.texts(text(message, "column"));
    const cell = column[session.row(message.row)] ?? "";
    const from = whole(message, "from", 0, cell.length, 0);
    return { text: part(cell, from, 50 * LONGEST_CELL), length: cell.length };
  },
  next: (asked) => go(asked, (row) => asked.session.walk.next(row), "This is the last row."),
  previous: (asked) => go(asked, (row) => asked.session.walk.previous(row), "This is the first row."),
  "next-unlabelled": (asked) =>
    go(asked, (row) => asked.session.walk.nextUnlabelled(row), "No other row is without a label."),
};

function go({ session, message }: Asked, step: (row: number) => number | null, note: string): StepReply {
  const row = session.row(message.row);
  const next = step(row);
  return next === null ? stepReply(session, row, note) : stepReply(session, next);
}
