/**
 * What a value above the lowest one is multiplied with to get its bin. Rounding can put a value on an edge a few units
 * in the last place below it, never as far as this lifts it. Infinite where the range is 0, or so small that its
 * reciprocal overflows.
 */
export function binScale(range: number, bins: number): number {
  return (bins / range) * (1 + 2 ** -50);
}

/**
 * Counts block[from, to) into equal bins from `low` on: counts[at, at + bins), and one slot more, in which the largest
 * value falls before it is moved into the last bin. `missing` of the values are NaN, the others lie in the range.
 */
export function countColumn(
  counts: Int32Array,
  at: number,
  block: Float64Array,
  from: number,
  to: number,
  missing: number,
  low: number,
  range: number,
  bins: number,
): void {
  for (let b = at; b <= at + bins; b++) counts[b] = 0;
  const scale = binScale(range, bins);
  let i = from;
  if (scale < Number.POSITIVE_INFINITY) {
    // Four bins before four counts: the arithmetic of one value need not wait for the count of another.
    for (; i + 4 <= to; i += 4) {
      const a = ((block[i] - low) * scale) | 0;
      const b = ((block[i + 1] - low) * scale) | 0;
      const c = ((block[i + 2] - low) * scale) | 0;
      const d = ((block[i + 3] - low) * scale) | 0;
      counts[at + a]++;
      counts[at + b]++;
      counts[at + c]++;
      counts[at + d]++;
    }
    for (; i < to; i++) counts[at + (((block[i] - low) * scale) | 0)]++;
  } else {
    for (; i < to; i++) counts[at + ((((block[i] - low) * bins) / range) | 0)]++;
  }
  // A missing value, `NaN | 0`, was counted in the first bin: cheaper than a test on every value.
  counts[at] -= missing;
  counts[at + bins - 1] += counts[at + bins];
  counts[at + bins] = 0;
}
