import { fail } from "../../core";
import type { Dataset } from "./dataset";

/** Pearson's correlation over the pairs where both are there; NaN when fewer than two, or when one is constant. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return correlate(y.length, (i) => x[i], y);
}

/** A feature and its correlation with the target. */
export interface Correlation {
  readonly feature: string;
  /** Signed; NaN when it is not defined (a constant feature). */
  readonly correlation: number;
}

/**
 * Every feature with its correlation to the target, the largest |Pearson| first; undefined ones come last, ties stay
 * in file order. `rows` restricts it to a training part.
 *
 * @example
 * const t = table.Table.of({ flat: [1, 1, 1], down: [3, 2, 1], y: [1, 2, 3] });
 * learn.correlations(learn.dataset(t, { target: "y" })).map((c) => c.feature) //=> ["down", "flat"]
 */
export function correlations(data: Dataset, rows?: ArrayLike<number>): Correlation[] {
  const { x, y, features } = data;
  const count = rows?.length ?? x.rows;
  const target = new Float64Array(count);
  for (let i = 0; i < count; i++) target[i] = y[rows === undefined ? i : rows[i]];
  return features
    .map((feature, j) => ({
      feature,
      correlation: correlate(
        count,
        (i) => x.data[(rows === undefined ? i : rows[i]) * x.columns + j],
        target,
      ),
    }))
    .sort((a, b) => strength(b) - strength(a));
}

/** The names of the k features with the largest |Pearson|, strongest first (all, when there are fewer than k). */
export function topFeatures(data: Dataset, k: number, rows?: ArrayLike<number>): string[] {
  if (!(Number.isSafeInteger(k) && k > 0)) {
    fail({ code: "argument", expected: "a positive whole number of features", found: String(k) });
  }
  return correlations(data, rows)
    .slice(0, k)
    .map(({ feature }) => feature);
}

function strength({ correlation }: Correlation): number {
  // The original counts an undefined correlation as 0; so does this order.
  return Number.isNaN(correlation) ? 0 : Math.abs(correlation);
}

function correlate(n: number, x: (i: number) => number, y: ArrayLike<number>): number {
  let count = 0;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    const a = x(i);
    const b = y[i];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    count++;
    meanX += (a - meanX) / count;
    meanY += (b - meanY) / count;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const a = x(i) - meanX;
    const b = y[i] - meanY;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  // Rounding in the mean leaves a constant column a spread of some units in the last place: that is none.
  const flat = (ss: number, mean: number) => ss <= count * (Number.EPSILON * mean) ** 2 * 16;
  if (count < 2 || flat(xx, meanX) || flat(yy, meanY)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
