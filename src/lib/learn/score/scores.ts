import { fail } from "../../core";
import { RELATIVE_FLOOR, relativeError } from "./accuracy";
import { quantile } from "./quantile";

/** The thresholds τ that a report shows unless told otherwise. */
export const TAUS: readonly number[] = [0.1, 0.15, 0.2, 0.25, 0.5];
/** The quantiles of the relative error that a report shows unless told otherwise. */
export const ERROR_QUANTILES: readonly number[] = [0.5, 0.8, 0.9, 0.95, 0.99];

/** How good predictions are. NaN where a score is not defined. */
export interface Scores {
  /** Pairs scored: truth and prediction both finite. */
  readonly n: number;
  /** Pairs left out. */
  readonly skipped: number;
  /** 1 − SSres / SStot; NaN when the truth does not vary. */
  readonly r2: number;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number;
  /** Root mean squared error, in the target's unit. */
  readonly rmse: number;
  /** Mean of prediction − truth. */
  readonly bias: number;
  /** accuracy@τ in percent, by τ. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Quantiles of the relative error, by q. */
  readonly errorQuantiles: Readonly<Record<string, number>>;
}

export interface ScoreOptions {
  readonly taus?: readonly number[];
  readonly quantiles?: readonly number[];
  /** Floor of the relative error's denominator. */
  readonly floor?: number;
}

/**
 * All scores of predictions against the truth.
 *
 * @example
 * const s = learn.scores([1, 2, 3, 4], [1, 2, 3, 5]);
 * s.mae //=> 0.25
 * s.r2 //=> 0.8
 * s.accuracy["0.25"] //=> 100
 */
export function scores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  options: ScoreOptions = {},
): Scores {
  if (truth.length !== prediction.length) {
    fail({
      code: "argument",
      expected: `${truth.length} predictions, one for each row`,
      found: String(prediction.length),
    });
  }
  const { taus = TAUS, quantiles = ERROR_QUANTILES, floor = RELATIVE_FLOOR } = options;
  const relative = new Float64Array(truth.length);
  let n = 0;
  let mean = 0;
  let total = 0;
  let squared = 0;
  let absolute = 0;
  let signed = 0;
  for (let i = 0; i < truth.length; i++) {
    const error = prediction[i] - truth[i];
    if (!(Number.isFinite(truth[i]) && Number.isFinite(error))) continue;
    relative[n++] = relativeError(truth[i], prediction[i], floor);
    const before = truth[i] - mean;
    mean += before / n;
    total += before * (truth[i] - mean);
    squared += error * error;
    absolute += Math.abs(error);
    signed += error;
  }
  const sorted = relative.subarray(0, n).sort();
  const part = (sum: number) => (n === 0 ? Number.NaN : sum / n);
  return {
    n,
    skipped: truth.length - n,
    r2: total > 0 ? 1 - squared / total : Number.NaN,
    mae: part(absolute),
    rmse: Math.sqrt(part(squared)),
    bias: part(signed),
    accuracy: Object.fromEntries(taus.map((tau) => [String(tau), 100 * part(countUpTo(sorted, tau))])),
    errorQuantiles: Object.fromEntries(quantiles.map((q) => [String(q), quantile(sorted, q)])),
  };
}

function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
