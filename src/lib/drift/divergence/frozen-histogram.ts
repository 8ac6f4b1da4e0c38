import { countsDivergence } from "./counts-divergence";
import type { ResolvedDivergence } from "./options";

/** Codes of a value that is in no bin. */
export const MISSING = -1;
export const OUTSIDE = -2;

/**
 * Histograms whose bins are frozen from the reference (form `v1`): a row can enter and leave in constant time, and a
 * score costs features × bins whatever the window.
 */
export class FrozenHistogram {
  readonly #bins: number;
  readonly #features: number;
  readonly #edge: boolean;
  readonly #low: Float64Array;
  readonly #range: Float64Array;
  readonly #reference: Int32Array;
  readonly #referenceTotal: Int32Array;
  readonly #counts: Int32Array;
  readonly #total: Int32Array;
  readonly #outside: Int32Array;
  readonly #missing: Int32Array;
  /** What an empty histogram stands for: one value in every bin. */
  readonly #uniform: Int32Array;

  /** @param block the reference, column after column */
  constructor(block: Float64Array, features: number, options: ResolvedDivergence) {
    const { bins } = options;
    this.#bins = bins;
    this.#features = features;
    this.#edge = options.outside === "edge";
    this.#low = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
    this.#range = new Float64Array(features);
    this.#reference = new Int32Array(features * bins);
    this.#referenceTotal = new Int32Array(features);
    this.#counts = new Int32Array(features * bins);
    this.#total = new Int32Array(features);
    this.#outside = new Int32Array(features);
    this.#missing = new Int32Array(features);
    this.#uniform = new Int32Array(bins).fill(1);
    const rows = features === 0 ? 0 : block.length / features;
    for (let f = 0; f < features; f++) this.#freeze(f, block.subarray(f * rows, (f + 1) * rows));
  }

  #freeze(f: number, column: Float64Array): void {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const v of column) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
    if (low === high) {
      const margin = Math.max(Math.abs(low) * 1e-6, 1e-6);
      low -= margin;
      high += margin;
    }
    this.#low[f] = low;
    this.#range[f] = high - low;
    for (const v of column) {
      const bin = this.binOf(f, v);
      if (bin < 0) continue;
      this.#reference[f * this.#bins + bin]++;
      this.#referenceTotal[f]++;
    }
  }

  /** The bin of a value of feature f, or {@link MISSING} or {@link OUTSIDE}. */
  binOf(f: number, value: number): number {
    if (Number.isNaN(value)) return MISSING;
    const bins = this.#bins;
    const position = ((value - this.#low[f]) * bins) / this.#range[f];
    // A reference without values has no range: the position is then no number, and nothing is inside.
    if (position >= 0 && position < bins) return position | 0;
    if (position === bins) return bins - 1;
    if (!this.#edge || this.#referenceTotal[f] === 0) return OUTSIDE;
    return position < 0 ? 0 : bins - 1;
  }

  /** Adds (`by` 1) or takes away (−1) a value of feature f that fell into `bin`. */
  change(f: number, bin: number, by: 1 | -1): void {
    if (bin >= 0) {
      this.#counts[f * this.#bins + bin] += by;
      this.#total[f] += by;
    } else if (bin === MISSING) this.#missing[f] += by;
    else this.#outside[f] += by;
  }

  /** Writes each feature's divergence in nats (NaN without values) and tells what was left out. */
  score(values: Float64Array): { missing: number; outside: number; lacking: boolean } {
    let missing = 0;
    let outside = 0;
    let lacking = false;
    for (let f = 0; f < this.#features; f++) {
      missing += this.#missing[f];
      outside += this.#outside[f];
      values[f] = this.#feature(f);
      if (Number.isNaN(values[f])) lacking = true;
    }
    return { missing, outside, lacking };
  }

  #feature(f: number): number {
    const bins = this.#bins;
    const total = this.#total[f];
    if (this.#referenceTotal[f] === 0 || total + this.#outside[f] === 0) return Number.NaN;
    const empty = total === 0;
    return countsDivergence(
      this.#reference,
      f * bins,
      this.#referenceTotal[f],
      empty ? this.#uniform : this.#counts,
      empty ? 0 : f * bins,
      empty ? bins : total,
      bins,
      0,
    );
  }
}
