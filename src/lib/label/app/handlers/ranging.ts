import type { RangeRequest } from "../../ranges/put-range";
import { deleteRange, labelRange, rangesOf } from "../../ranges/range-labels";
import { field, labelValue, numeric, oneOf, text, whole } from "../message-fields";
import type { RangesReply } from "../protocol";
import type { Asked, Handlers } from "./handler";

const MOST = 2 ** 32;

/** Labels on stretches of time. */
export const RANGING: Handlers<"ranges" | "range-put" | "range-delete"> = {
  ranges: (asked) => reply(asked),
  "range-put": async (asked) => {
    const { message, session, bench } = asked;
    const channel = field(message, "channel");
    if (typeof channel === "string") bench.data.table.numbers(channel);
    const wanted: RangeRequest = {
      ...(field(message, "id") === undefined ? {} : { id: whole(message, "id", 1, MOST) }),
      start: numeric(message, "start"),
      end: numeric(message, "end"),
      channel: channel === null || channel === undefined ? null : text(message, "channel"),
      value: labelValue(message, "value"),
    };
    const overlap = oneOf(message, "overlap", ["split", "refuse", "allow"], "split");
    const id = await labelRange(bench.store, session.annotator, wanted, overlap);
    return { ...reply(asked), id };
  },
  "range-delete": async (asked) => {
    await deleteRange(asked.bench.store, asked.session.annotator, whole(asked.message, "id", 1, MOST));
    return reply(asked);
  },
};

/** One's own ranges, and those of others where one may see them. */
function reply({ bench, session }: Asked): RangesReply {
  const all = rangesOf(bench.store, session.blind ? session.annotator : undefined);
  return { ranges: all, undo: session.undoable };
}
