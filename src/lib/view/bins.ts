import { extentOf } from "./decimate";

/** Equal bins over the finite range of one or several samples. */
export interface Bins {
  /** One more than there are bins. */
  readonly edges: Float64Array;
  /** Counts per bin, for each sample. */
  readonly counts: readonly Float64Array[];
  /** Finite values in each sample. */
  readonly totals: readonly number[];
}

/** Counts of samples in shared bins; the last bin holds its upper edge. Missing values are in none. */
export function binSamples(samples: readonly ArrayLike<number>[], bins: number): Bins | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const totals = samples.map(countFinite);
  samples.forEach((sample, k) => {
    if (totals[k] === 0) return;
    const [from, to] = extentOf(sample);
    low = Math.min(low, from);
    high = Math.max(high, to);
  });
  if (low > high) return undefined;
  if (low === high) {
    const half = Math.max(0.5, Math.abs(low) * 0.005);
    low -= half;
    high += half;
  }
  const width = (high - low) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * width));
  const counts = samples.map((sample) => {
    const count = new Float64Array(bins);
    for (let i = 0; i < sample.length; i++) {
      if (Number.isFinite(sample[i])) count[Math.min(bins - 1, Math.floor((sample[i] - low) / width))]++;
    }
    return count;
  });
  return { edges, counts, totals };
}

/** How many values are neither missing nor infinite. */
export function countFinite(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) count++;
  return count;
}
