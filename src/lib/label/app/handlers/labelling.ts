import { fail } from "../../../core";
import { rangesOf } from "../../ranges/range-labels";
import { stepReply } from "../instance-view";
import { field, labelValue, text, whole } from "../message-fields";
import type { Replies } from "../protocol";
import type { Asked, Handlers } from "./handler";

/** Changes of labels: each is answered when it is on disk. */
export const LABELLING: Handlers<
  "label" | "clear" | "skip" | "unskip" | "undo" | "redo" | "bulk-preview" | "bulk" | "adjudicate"
> = {
  label: async ({ session, message }) => {
    const accepted = field(message, "accepted");
    const value = labelValue(message, "value");
    const row = session.row(message.row);
    const next = await session.label(row, value, accepted === undefined ? undefined : (accepted as number));
    const done = next === row && session.autoAdvance;
    return stepReply(session, next, done ? "No other row is without a label." : undefined);
  },
  clear: async ({ session, message }) => stepReply(session, await session.clear(session.row(message.row))),
  skip: async ({ session, message }) => {
    const comment = field(message, "comment") === undefined ? undefined : text(message, "comment", 20_000);
    return stepReply(session, await session.skip(session.row(message.row), comment));
  },
  unskip: async ({ session, message }) => stepReply(session, await session.unskip(session.row(message.row))),
  undo: (asked) => back(asked, "undo"),
  redo: (asked) => back(asked, "redo"),
  "bulk-preview": ({ session, message }) => session.previewBulk(text(message, "query")),
  bulk: async ({ session, message }) => {
    const value = field(message, "value") === null ? null : labelValue(message, "value");
    const count = whole(message, "count", 0, session.store.rows);
    const reached = await session.bulk(text(message, "query"), value, count);
    return { ...stepReply(session, session.position), count: reached };
  },
  adjudicate: async ({ session, message }) => {
    const row = await session.adjudicate(session.row(message.row), labelValue(message, "value"));
    const next = session.autoAdvance && session.walk.order === "disagreement" ? session.walk.next(row) : null;
    return stepReply(session, next ?? row);
  },
};

async function back({ session, bench }: Asked, action: "undo" | "redo"): Promise<Replies["undo"]> {
  const ranges = bench.store.state.ranges;
  const before = new Map(ranges);
  const row = await session[action]();
  if (row === null) {
    return stepReply(
      session,
      session.position,
      action === "undo" ? "Nothing to undo." : "Nothing to do again.",
    );
  }
  const now = bench.store.state.ranges;
  const changed = before.size !== now.size || [...now].some(([id, range]) => before.get(id) !== range);
  const reply = stepReply(session, row);
  return changed ? { ...reply, ranges: rangesOf(bench.store, session.annotator) } : reply;
}

/** Refuses what somebody who labels blind must not see. */
export function seeing({ session }: Asked): void {
  if (!session.blind) return;
  fail({
    code: "blind",
    expected: "somebody who may see what others said",
    found: "a blind annotator",
    hint: "Open the workbench without --blind to compare labels.",
  });
}
