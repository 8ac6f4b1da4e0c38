import type { Histogram } from "./histogram";

/** Where to cut a leaf. `gain` ≤ 0 means: nowhere. */
export interface SplitChoice {
  feature: number;
  /** Rows whose bin is at most this go left. */
  bin: number;
  missingLeft: boolean;
  gain: number;
  leftCount: number;
  leftSum: number;
}

export function noSplit(): SplitChoice {
  return { feature: -1, bin: 0, missingLeft: false, gain: 0, leftCount: 0, leftSum: 0 };
}

/** Gains below this share of the score are rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Improves `best` by the best cut of one feature, whose bins start at `offset`: `width` bins of values, then the bin
 * of the missing. The score of a leaf is (Σ residual)² / (rows + l2); missing rows are tried on both sides.
 */
export function improveSplit(
  best: SplitChoice,
  histogram: Histogram,
  feature: number,
  offset: number,
  width: number,
  count: number,
  sum: number,
  minLeaf: number,
  l2: number,
): void {
  const parent = (sum * sum) / (count + l2);
  const missingAt = 2 * (offset + width);
  const missingSum = histogram[missingAt];
  const missingCount = histogram[missingAt + 1];
  let floor = Math.max(best.gain, LEAST_GAIN * parent);
  let leftSum = 0;
  let leftCount = 0;
  // With missing rows the cut behind the last bin parts them from the rest.
  const cuts = missingCount > 0 ? width : width - 1;
  for (let b = 0; b < cuts; b++) {
    const cell = 2 * (offset + b);
    const here = histogram[cell + 1];
    // A cut behind an empty bin is the cut before it.
    if (here === 0) continue;
    leftSum += histogram[cell];
    leftCount += here;
    const rightCount = count - leftCount;
    if (leftCount >= minLeaf && rightCount >= minLeaf) {
      const rightSum = sum - leftSum;
      const gain =
        (leftSum * leftSum) / (leftCount + l2) + (rightSum * rightSum) / (rightCount + l2) - parent;
      if (gain > floor) {
        floor = gain;
        // Rows that miss the value later, where none did here, follow the larger side.
        set(best, feature, b, missingCount === 0 && leftCount > rightCount, gain, leftCount, leftSum);
      }
    } else if (missingCount === 0 && rightCount < minLeaf) break;
    if (missingCount === 0) continue;
    const withCount = leftCount + missingCount;
    const otherCount = count - withCount;
    if (withCount >= minLeaf && otherCount >= minLeaf && otherCount > 0) {
      const withSum = leftSum + missingSum;
      const otherSum = sum - withSum;
      const gain =
        (withSum * withSum) / (withCount + l2) + (otherSum * otherSum) / (otherCount + l2) - parent;
      if (gain > floor) {
        floor = gain;
        set(best, feature, b, true, gain, withCount, withSum);
      }
    }
  }
}

function set(
  best: SplitChoice,
  feature: number,
  bin: number,
  missingLeft: boolean,
  gain: number,
  leftCount: number,
  leftSum: number,
): void {
  best.feature = feature;
  best.bin = bin;
  best.missingLeft = missingLeft;
  best.gain = gain;
  best.leftCount = leftCount;
  best.leftSum = leftSum;
}
