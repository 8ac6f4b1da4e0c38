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
  // One slot more than bins a feature: the largest value falls there and is moved into the last bin.
  readonly #p: Int32Array;
  readonly #q: Int32Array;
  readonly #low: Float64Array;
  readonly #range: Float64Array;

  constructor(features: number, options: ResolvedDivergence) {
    this.#features = features;
    this.#bins = options.bins;
    this.#smooth = options.form === "v2";
    this.#p = new Int32Array(features * (options.bins + 1));
    this.#q = new Int32Array(features * (options.bins + 1));
    this.#low = new Float64Array(features);
    this.#range = new Float64Array(features);
  }

  /**
   * Writes the divergence of every feature into `values`: NaN where it cannot be measured, because all values are the
   * same or (then `lacking`) one sample has none. Values must be finite or NaN.
   */
  compare(p: Measured, q: Measured, values: Float64Array): { missing: number; lacking: boolean } {
    for (let f = 0; f < this.#features; f++) {
      const low = Math.min(p.ranges.low[f], q.ranges.low[f]);
      this.#low[f] = low;
      this.#range[f] = Math.max(p.ranges.high[f], q.ranges.high[f]) - low;
    }
    // Two passes over all features rather than one with both steps: the engine makes tighter loops of them.
    countAll(this.#p, p, this.#low, this.#range, this.#bins);
    countAll(this.#q, q, this.#low, this.#range, this.#bins);
    let missing = 0;
    let lacking = false;
    for (let f = 0; f < this.#features; f++) {
      const pTotal = p.rows - p.ranges.missing[f];
      const qTotal = q.rows - q.ranges.missing[f];
      missing += q.ranges.missing[f];
      if (pTotal === 0 || qTotal === 0) lacking = true;
      const measurable = pTotal > 0 && qTotal > 0 && this.#range[f] > 0;
      values[f] = measurable ? this.#divergence(f, pTotal, qTotal) : Number.NaN;
    }
    return { missing, lacking };
  }

  #divergence(f: number, pTotal: number, qTotal: number): number {
    const bins = this.#bins;
    const from = f * (bins + 1);
    const smoothing = this.#smooth ? (DENSITY_SMOOTHING * this.#range[f]) / bins : 0;
    if (smoothing > 0 && pTotal === qTotal) {
      return this.#smoothed.of(this.#p, this.#q, from, bins, pTotal, smoothing);
    }
    return countsDivergence(this.#p, from, pTotal, this.#q, from, qTotal, bins, smoothing);
  }
}

function countAll(
  counts: Int32Array,
  { block, rows, ranges }: Measured,
  lows: Float64Array,
  rangesOfBoth: Float64Array,
  bins: number,
): void {
  counts.fill(0);
  for (let f = 0; f < lows.length; f++) {
    const first = f * (bins + 1);
    countColumn(counts, first, block, f * rows, (f + 1) * rows, lows[f], rangesOfBoth[f], bins);
    // A missing value, `NaN | 0`, was counted in the first bin: cheaper than a test on every value.
    counts[first] -= ranges.missing[f];
    counts[first + bins - 1] += counts[first + bins];
  }
}

function countColumn(
  counts: Int32Array,
  first: number,
  block: Float64Array,
  from: number,
  to: number,
  low: number,
  range: number,
  bins: number,
): void {
  // Rounding can put a value on an edge a few units in the last place below it, never as far as this lifts it.
  const scale = (bins / range) * (1 + 2 ** -50);
  if (scale < Number.POSITIVE_INFINITY) {
    for (let i = from; i < to; i++) counts[first + (((block[i] - low) * scale) | 0)]++;
  } else {
    // The range is 0 or so small that its reciprocal overflows.
    for (let i = from; i < to; i++) counts[first + ((((block[i] - low) * bins) / range) | 0)]++;
  }
}
