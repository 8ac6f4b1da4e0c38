import type { ColumnRanges } from "./column-ranges";
import { countColumn } from "./equal-bins";
import { HistogramDivergence } from "./histogram-divergence";
import type { ResolvedDivergence } from "./options";

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
  readonly #divergence: HistogramDivergence;
  // The counts of one feature at a time, so that they stay in the nearest cache. One slot more than bins: the largest
  // value falls there and is moved into the last bin.
  readonly #p: Int32Array;
  readonly #q: Int32Array;

  constructor(features: number, options: ResolvedDivergence) {
    this.#features = features;
    this.#bins = options.bins;
    this.#divergence = new HistogramDivergence(options);
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
    countColumn(this.#p, 0, p.block, f * p.rows, (f + 1) * p.rows, pMissing, low, range, bins);
    countColumn(this.#q, 0, q.block, f * q.rows, (f + 1) * q.rows, qMissing, low, range, bins);
    return this.#divergence.of(this.#p, this.#q, 0, p.rows - pMissing, q.rows - qMissing, range);
  }
}
