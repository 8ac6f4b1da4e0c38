import { fail } from "../../core";
import type { LabelEvent } from "../event/label-event";
import type { StoredRange } from "./history";
import type { LabelState } from "./label-state";

/**
 * Removes and puts the ranges of an event, each only by whom it belongs to. What stood under each of their numbers before
 * comes back, undefined where nothing did: undo puts it there again.
 *
 * @throws LabError `format` for a range of somebody else; nothing is changed then
 */
export function putRanges(
  state: LabelState,
  event: LabelEvent & { readonly action: "ranges" },
): Map<number, StoredRange | undefined> {
  const { by, origin, id: number, time, schema } = event;
  const before = new Map<number, StoredRange | undefined>();
  for (const id of [...event.remove, ...event.put.map((range) => range.id)]) {
    const old = state.ranges.get(id);
    if (old !== undefined && (old.by !== by || old.origin !== origin)) {
      fail({ code: "format", expected: `a range of ${by}`, found: `one of ${old.by}` });
    }
    before.set(id, old);
  }
  for (const id of event.remove) state.ranges.delete(id);
  for (const range of event.put) {
    state.ranges.set(range.id, { ...range, by, origin, event: number, time, schema });
    state.lastRange = Math.max(state.lastRange, range.id);
  }
  return before;
}
