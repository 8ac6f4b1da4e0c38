import { fail } from "../../core";
import type { Table } from "../../table";
import { flowEnds } from "./flow-ends";
import { indexTruth } from "./index-truth";
import type { Truth } from "./truth";

export interface OffsetEstimate {
  /** Seconds to add to the times of the ground truth; pass it to the join as `offset`. */
  readonly offset: number;
  /** Pairs of flow and activity in which, with this offset, the flow begins within the activity. */
  readonly support: number;
  /** All pairs with equal protocol and end points, whatever their times. */
  readonly pairs: number;
  /** Support of the best offset that lies further away than the resolution: near `support`, the answer is a guess. */
  readonly runnerUp: number;
}

/**
 * Estimates how far the clock of the capture is ahead of the clock of the ground truth. Each pair of a flow and an
 * activity with equal protocol and 4-tuple allows the offsets with which the flow begins within the activity, half a
 * resolution of slack on both sides; the answer is the middle of the offsets that most pairs allow.
 *
 * @param resolution how exact the times are, in seconds, default 1
 */
export function estimateOffset(flows: Table, truth: Truth, resolution = 1): OffsetEstimate {
  if (!(Number.isFinite(resolution) && resolution > 0)) {
    return fail({ code: "argument", expected: "a resolution above 0 seconds", found: String(resolution) });
  }
  const index = indexTruth(truth.table);
  const start = truth.table.numbers("start_ms");
  const end = truth.table.numbers("end_ms");
  const flowStart = flows.numbers("FLOW_START_MILLISECONDS");
  const ends = flowEnds(flows);
  const least: number[] = [];
  const most: number[] = [];
  for (let flow = 0; flow < flows.length; flow++) {
    index.visit(ends(flow), (row) => {
      const latest = (flowStart[flow] - start[row]) / 1000;
      if (Number.isNaN(latest)) return;
      // An activity without an end is taken for an instant: as a bound it would allow every larger clock.
      const earliest = Number.isNaN(end[row]) ? latest : (flowStart[flow] - end[row]) / 1000;
      least.push(earliest - resolution / 2);
      most.push(latest + resolution / 2);
    });
  }
  if (least.length === 0) {
    return fail({
      code: "no-match",
      expected: "at least one flow with the protocol and end points of a row of the ground truth",
      found: `none among ${flows.length} flows and ${truth.table.length} rows`,
    });
  }
  const from = Float64Array.from(least).sort();
  const to = Float64Array.from(most).sort();
  const best = deepest(from, to, () => true);
  const offset = (best.from + best.to) / 2;
  const apart = (low: number, high: number): boolean =>
    low > best.to + resolution || high < best.from - resolution;
  return {
    offset: Math.round(offset * 1000) / 1000,
    support: best.depth,
    pairs: least.length,
    runnerUp: deepest(from, to, apart).depth,
  };
}

/** Among the stretches between neighbouring ends of intervals, the allowed one that most intervals cover. */
function deepest(
  from: Float64Array,
  to: Float64Array,
  allowed: (low: number, high: number) => boolean,
): { from: number; to: number; depth: number } {
  let best = { from: Number.NaN, to: Number.NaN, depth: 0 };
  for (let opened = 0, closed = 0; opened < from.length; ) {
    const low = from[opened];
    while (opened < from.length && from[opened] === low) opened++;
    while (to[closed] < low) closed++;
    // The depth rises only where an interval begins, and holds until the next one ends or begins.
    const high = opened < from.length ? Math.min(to[closed], from[opened]) : to[closed];
    if (opened - closed > best.depth && allowed(low, high))
      best = { from: low, to: high, depth: opened - closed };
  }
  return best;
}
