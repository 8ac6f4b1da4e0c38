import { fail } from "../../core";
import type { LabelValue, TimeRange } from "../event/label-event";

/** A range that is asked for. */
export interface RangeRequest {
  /** Left out: a new one. */
  readonly id?: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly channel: string | null;
  readonly value: LabelValue;
}

/** What happens to ranges of the same channel that a new one covers in part. */
export type Overlap = "split" | "refuse" | "allow";

/**
 * The ranges to put and to remove so that one is made or changed. "split": others of the same channel give way; one
 * that is covered in its middle becomes two. A null start or end is open; ends are exclusive, so ranges may touch.
 *
 * @param known the annotator's ranges
 * @param nextId the first number that no range has had
 */
export function putRange(
  known: readonly TimeRange[],
  wanted: RangeRequest,
  overlap: Overlap,
  nextId: number,
): { readonly id: number; readonly put: readonly TimeRange[]; readonly remove: readonly number[] } {
  const start = wanted.start ?? Number.NEGATIVE_INFINITY;
  const end = wanted.end ?? Number.POSITIVE_INFINITY;
  if (!(start < end)) {
    fail({
      code: "range",
      expected: "a range whose end lies behind its start",
      found: `${wanted.start} to ${wanted.end}`,
    });
  }
  if (wanted.id !== undefined && !known.some(({ id }) => id === wanted.id)) {
    fail({ code: "range", expected: "a range of this annotator", found: `number ${wanted.id}` });
  }
  let free = nextId;
  const id = wanted.id ?? free++;
  const { channel, value } = wanted;
  const made: TimeRange = { id, start: wanted.start, end: wanted.end, channel, value };
  const put: TimeRange[] = [];
  const remove: number[] = [];
  for (const other of overlap === "allow" ? [] : known) {
    if (other.id === id || other.channel !== channel) continue;
    const from = other.start ?? Number.NEGATIVE_INFINITY;
    const to = other.end ?? Number.POSITIVE_INFINITY;
    if (from >= end || to <= start) continue;
    if (overlap === "refuse") {
      fail({
        code: "range",
        expected: "a range that overlaps no other of its channel",
        found: `one that overlaps ${other.start ?? "the start"} to ${other.end ?? "the end"}`,
        hint: "Let the others give way (split), or allow overlaps.",
      });
    }
    const left = from < start ? [{ ...strip(other), end: start }] : [];
    const right =
      to > end ? [{ ...strip(other), start: end, ...(left.length > 0 ? { id: free++ } : {}) }] : [];
    if (left.length + right.length === 0) remove.push(other.id);
    put.push(...left, ...right);
  }
  return { id, put: [...put, made], remove };
}

function strip({ id, start, end, channel, value }: TimeRange): TimeRange {
  return { id, start, end, channel, value };
}
