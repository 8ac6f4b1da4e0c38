import type { ColumnRanges } from "./column-ranges";
import { countsDivergence } from "./counts-divergence";
import type { ResolvedDivergence } from "./options";
import { SmoothedDivergence } from "./smoothed-divergence";

/** DRST adds this to every density (not probability) of form `v2`. */
export const DENSITY_SMOOTHING = 1e-12;

/** A block of rows, column after column, with its ranges. */
export interface Measured {
  readonly block: Float64Array;
  readonly rows: number;
  readonly ranges: ColumnRanges;
}

/**
 * The Jensen–Shannon divergence of two samples, feature by feature over equal bins of their joint range, in nats.
 * Bin k holds lo + k·w ≤ v < lo + (k+1)·w, the last one also hi. Everything is allocated once.
 */
export class JointHistogram {
  readonly #features: number;
  readonly #bins: number;
  readonly #smooth: boolean;
  readonly #smoothed = new SmoothedDivergence();
  // The counts of one feature at a time, so that they stay in the nearest cache. One slot more than bins: the largest
  // value falls there and is moved into the last bin.
  readonly #p: Int32Array;
  readonly #q: Int32Array;

  constructor(features: number, options: ResolvedDivergence) {
    this.#features = features;
    this.#bins = options.bins;
    this.#smooth = options.form === "v2";
    this.#p = new Int32Array(options.bins + 1);
    this.#q = new Int32Array(options.bins + 1);
  }

  /**
   * Writes the divergence of every feature into `values`: NaN where it cannot be measured, because all values are the
   * same or (then `lacking`) one sample has none. Values must be finite or NaN.
   */
  compare(p: Measured, q: Measured, values: Float64Array): { missing: number; lacking: boolean } {
    let missing = 0;
    let lacking = false;
    for (let f = 0; f < this.#features; f++) {
      missing += q.ranges.missing[f];
      const pTotal = p.rows - p.ranges.missing[f];
      const qTotal = q.rows - q.ranges.missing[f];
      if (pTotal === 0 || qTotal === 0) lacking = true;
      const low = Math.min(p.ranges.low[f], q.ranges.low[f]);
      const range = Math.max(p.ranges.high[f], q.ranges.high[f]) - low;
      values[f] = pTotal > 0 && qTotal > 0 && range > 0 ? this.#feature(f, p, q, low, range) : Number.NaN;
    }
    return { missing, lacking };
  }

  #feature(f: number, p: Measured, q: Measured, low: number, range: number): number {
    const bins = this.#bins;
    const pMissing = p.ranges.missing[f];
    const qMissing = q.ranges.missing[f];
    countColumn(this.#p, p.block, f * p.rows, (f + 1) * p.rows, pMissing, low, range, bins);
    countColumn(this.#q, q.block, f * q.rows, (f + 1) * q.rows, qMissing, low, range, bins);
    const pTotal = p.rows - pMissing;
    const qTotal = q.rows - qMissing;
    const smoothing = this.#smooth ? (DENSITY_SMOOTHING * range) / bins : 0;
    if (smoothing > 0 && pTotal === qTotal) {
      return this.#smoothed.of(this.#p, this.#q, 0, bins, pTotal, smoothing);
    }
    return countsDivergence(this.#p, 0, pTotal, this.#q, 0, qTotal, bins, smoothing);
  }
}

/** Counts the values of a column, block[from, to), into equal bins from `low` on. */
function countColumn(
  counts: Int32Array,
  block: Float64Array,
  from: number,
  to: number,
  missing: number,
  low: number,
  range: number,
  bins: number,
): void {
  for (let b = 0; b <= bins; b++) counts[b] = 0;
  // Rounding can put a value on an edge a few units in the last place below it, never as far as this lifts it.
  const scale = (bins / range) * (1 + 2 ** -50);
  let i = from;
  if (scale < Number.POSITIVE_INFINITY) {
    // Four bins before four counts: the arithmetic of one value need not wait for the count of another.
    for (; i + 4 <= to; i += 4) {
      const a = ((block[i] - low) * scale) | 0;
      const b = ((block[i + 1] - low) * scale) | 0;
      const c = ((block[i + 2] - low) * scale) | 0;
      const d = ((block[i + 3] - low) * scale) | 0;
      counts[a]++;
      counts[b]++;
      counts[c]++;
      counts[d]++;
    }
    for (; i < to; i++) counts[((block[i] - low) * scale) | 0]++;
  } else {
    // The range is 0 or so small that its reciprocal overflows.
    for (; i < to; i++) counts[(((block[i] - low) * bins) / range) | 0]++;
  }
  // A missing value, `NaN | 0`, was counted in the first bin: cheaper than a test on every value.
  counts[0] -= missing;
  counts[bins - 1] += counts[bins];
}
