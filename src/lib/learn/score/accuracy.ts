/** Below this |truth| the relative error is taken of the bound instead, as in the original's shared helper. */
export const RELATIVE_FLOOR = 1e-6;

/** |prediction − truth| / max(|truth|, floor). NaN when either is missing. */
export function relativeError(truth: number, prediction: number, floor = RELATIVE_FLOOR): number {
  return Math.abs(prediction - truth) / Math.max(Math.abs(truth), floor);
}

/**
 * accuracy@τ: the share, in percent, of predictions whose relative error is at most τ. Pairs that are not finite are
 * left out; NaN when no pair is left (the original reports 0 there, which reads like a score).
 *
 * @example
 * learn.accuracyAt([100, 100, 100, 100], [100, 115, 121, null], 0.2) //=> 66.66666666666667
 */
export function accuracyAt(
  truth: ArrayLike<number | null>,
  prediction: ArrayLike<number | null>,
  tau: number,
  floor = RELATIVE_FLOOR,
): number {
  let hits = 0;
  let pairs = 0;
  for (let i = 0; i < truth.length; i++) {
    const error = relativeError(truth[i] ?? Number.NaN, prediction[i] ?? Number.NaN, floor);
    if (!Number.isFinite(error)) continue;
    pairs++;
    if (error <= tau) hits++;
  }
  return pairs === 0 ? Number.NaN : (100 * hits) / pairs;
}

/** accuracy@τ for each τ: the curve that a figure draws. */
export function accuracyCurve(
  truth: ArrayLike<number | null>,
  prediction: ArrayLike<number | null>,
  taus: readonly number[],
): { tau: number; accuracy: number }[] {
  return taus.map((tau) => ({ tau, accuracy: accuracyAt(truth, prediction, tau) }));
}
