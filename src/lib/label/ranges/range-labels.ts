import { fail } from "../../core";
import type { LabelEvent } from "../event/label-event";
import { checkValue } from "../schema/check-value";
import type { StoredRange } from "../store/history";
import type { LabelState } from "../store/label-state";
import type { LabelStore } from "../store/label-store";
import { type Overlap, putRange, type RangeRequest } from "./put-range";

/** The ranges of one person, or of all, by start; open starts first. */
export function rangesOf(source: { readonly state: LabelState }, annotator?: string): StoredRange[] {
  return [...source.state.ranges.values()]
    .filter(({ by, origin }) => annotator === undefined || (by === annotator && origin === "person"))
    .sort((a, b) => from(a) - from(b) || a.id - b.id);
}

/** Makes or changes a range, one step for undo whatever others give way; returns its number. */
export async function labelRange(
  store: LabelStore,
  annotator: string,
  wanted: RangeRequest,
  overlap: Overlap = "split",
): Promise<number> {
  let id = 0;
  await store.add((state) => {
    const value = checkValue(wanted.value, state.schema);
    const made = putRange(rangesOf({ state }, annotator), { ...wanted, value }, overlap, state.lastRange + 1);
    id = made.id;
    return { action: "ranges", by: annotator, origin: "person", put: made.put, remove: made.remove };
  });
  return id;
}

/** Takes a range away. */
export function deleteRange(store: LabelStore, annotator: string, id: number): Promise<LabelEvent> {
  return store.add((state) => {
    const range = state.ranges.get(id);
    if (range?.by !== annotator || range.origin !== "person") {
      fail({ code: "range", expected: `a range of ${annotator}`, found: `number ${id}` });
    }
    return { action: "ranges", by: annotator, origin: "person", put: [], remove: [id] };
  });
}

function from({ start }: StoredRange): number {
  return start ?? Number.NEGATIVE_INFINITY;
}
