import { fail } from "../../core";
import type { Table } from "../../table";
import { flowEnds } from "./flow-ends";
import { indexTruth } from "./index-truth";
import type { Truth } from "./truth";

export interface OffsetEstimate {
  /** Seconds to add to the times of the ground truth; pass it to the join as `offset`. */
  readonly offset: number;
  /** Pairs of flow and activity that agree with it within the resolution. */
  readonly support: number;
  /** All pairs with equal protocol and end points, whatever their times. */
  readonly pairs: number;
  /** Support of the best offset that lies further away than the resolution: near `support`, the answer is a guess. */
  readonly runnerUp: number;
}

/**
 * Estimates how far the clock of the capture is ahead of the clock of the ground truth: over all pairs of a flow and
 * an activity with equal protocol and 4-tuple, the most frequent difference of their starts (in bins of the
 * resolution, refined to the median of the differences around the best bin).
 *
 * @param resolution width of a bin in seconds, default 1
 */
export function estimateOffset(flows: Table, truth: Truth, resolution = 1): OffsetEstimate {
  if (!(Number.isFinite(resolution) && resolution > 0)) {
    return fail({ code: "argument", expected: "a resolution above 0 seconds", found: String(resolution) });
  }
  const index = indexTruth(truth.table);
  const start = truth.table.numbers("start_ms");
  const flowStart = flows.numbers("FLOW_START_MILLISECONDS");
  const ends = flowEnds(flows);
  const differences: number[] = [];
  for (let flow = 0; flow < flows.length; flow++) {
    index.visit(ends(flow), (row) => {
      const difference = (flowStart[flow] - start[row]) / 1000;
      if (!Number.isNaN(difference)) differences.push(difference);
    });
  }
  if (differences.length === 0) {
    return fail({
      code: "no-match",
      expected: "at least one flow with the protocol and end points of a row of the ground truth",
      found: `none among ${flows.length} flows and ${truth.table.length} rows`,
    });
  }
  differences.sort((a, b) => a - b);
  const [from, to] = densest(differences, resolution, () => true);
  const middle = differences[Math.floor((from + to) / 2)];
  const rest = densest(differences, resolution, (value) => Math.abs(value - middle) > 2 * resolution);
  return {
    offset: middle,
    support: to - from + 1,
    pairs: differences.length,
    runnerUp: Math.max(0, rest[1] - rest[0] + 1),
  };
}

/** First and last place of the run of sorted values, no wider than the width, that holds the most of those allowed. */
function densest(
  sorted: readonly number[],
  width: number,
  allowed: (value: number) => boolean,
): [number, number] {
  let best: [number, number] = [0, -1];
  let low = 0;
  for (let high = 0; high < sorted.length; high++) {
    if (!allowed(sorted[high])) {
      low = high + 1;
      continue;
    }
    while (sorted[high] - sorted[low] > width) low++;
    if (high - low > best[1] - best[0]) best = [low, high];
  }
  return best;
}
