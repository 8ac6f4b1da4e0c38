/**
 * The q-quantile of sorted values, linear between neighbours (Hyndman and Fan's type 7, as NumPy and R do). NaN of
 * nothing.
 *
 * @example
 * learn.quantile([1, 2, 3, 4], 0.5) //=> 2.5
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The median of the values that are there. */
export function median(values: ArrayLike<number>): number {
  return quantile(
    Float64Array.from(values)
      .filter((v) => !Number.isNaN(v))
      .sort(),
    0.5,
  );
}
