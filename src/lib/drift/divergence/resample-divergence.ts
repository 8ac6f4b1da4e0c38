import { countsDivergence } from "./counts-divergence";
import { DENSITY_SMOOTHING } from "./histogram-divergence";
import type { ResolvedDivergence } from "./options";
import { SmoothedDivergence } from "./smoothed-divergence";

/** Up to so many rows every feature keeps its own logarithms. */
const LARGEST_OWN = 4096;

/**
 * The score of resamples of a sample against the sample itself. No resample leaves the sample's range, so each value
 * is put into its bin once; a resample is then the number of times each row was drawn, added to the bins of the rows
 * that were.
 */
export class ResampleDivergence {
  readonly #rows: number;
  readonly #features: number;
  readonly #bins: number;
  /** Bins a feature, and behind them one for its missing values. */
  readonly #slots: number;
  /** The slot of every cell, row after row, so that a row is added in one sweep. */
  readonly #slot: Uint32Array;
  readonly #counts: Int32Array;
  readonly #drawn: Int32Array;
  readonly #times: Int32Array;
  readonly #smoothing: Float64Array;
  readonly #skipped: Uint8Array;
  /** One a feature, unless that took too much memory: each has an ε of its own, and meets the same counts again. */
  readonly #smoothed: readonly SmoothedDivergence[];

  /** @param block the sample, column after column */
  constructor(block: Float64Array, features: number, options: ResolvedDivergence) {
    this.#rows = block.length / features;
    this.#features = features;
    this.#bins = options.bins;
    this.#slots = options.bins + 1;
    this.#slot = new Uint32Array(block.length);
    this.#counts = new Int32Array(features * this.#slots);
    this.#drawn = new Int32Array(features * this.#slots);
    this.#times = new Int32Array(this.#rows);
    this.#smoothing = new Float64Array(features);
    this.#skipped = new Uint8Array(features);
    const shared = new SmoothedDivergence();
    this.#smoothed = Array.from({ length: features }, () =>
      this.#rows <= LARGEST_OWN ? new SmoothedDivergence() : shared,
    );
    for (let f = 0; f < features; f++) {
      this.#prepare(f, block.subarray(f * this.#rows, (f + 1) * this.#rows), options);
    }
  }

  #prepare(f: number, column: Float64Array, options: ResolvedDivergence): void {
    const bins = this.#bins;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const v of column) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
    // A constant feature is left out, but has bins of its own (and a divergence of 0) in form `v1`.
    this.#skipped[f] = low === high && options.form === "v1" ? 0 : Number(!(low < high));
    const range = high - low;
    if (options.form === "v2") this.#smoothing[f] = (DENSITY_SMOOTHING * range) / bins;
    for (let i = 0; i < column.length; i++) {
      let bin = range === 0 ? 0 : Math.min(bins - 1, Math.floor(((column[i] - low) * bins) / range));
      if (Number.isNaN(column[i])) bin = bins;
      const slot = f * this.#slots + bin;
      this.#slot[i * this.#features + f] = slot;
      this.#counts[slot]++;
    }
  }

  /** The mean divergence in nats of the rows drawn; features that cannot be measured are left out, 0 without any. */
  score(rows: Int32Array): number {
    this.#times.fill(0);
    for (let i = 0; i < rows.length; i++) this.#times[rows[i]]++;
    this.#count();
    let sum = 0;
    let measured = 0;
    for (let f = 0; f < this.#features; f++) {
      const from = f * this.#slots;
      const total = rows.length - this.#drawn[from + this.#bins];
      if (this.#skipped[f] === 1 || total === 0) continue;
      measured++;
      sum += this.#divergence(f, from, total);
    }
    return measured === 0 ? 0 : sum / measured;
  }

  #count(): void {
    const drawn = this.#drawn;
    const slot = this.#slot;
    const features = this.#features;
    drawn.fill(0);
    for (let i = 0; i < this.#rows; i++) {
      const times = this.#times[i];
      if (times === 0) continue;
      const end = (i + 1) * features;
      for (let k = i * features; k < end; k++) drawn[slot[k]] += times;
    }
  }

  #divergence(f: number, from: number, total: number): number {
    const own = this.#rows - this.#counts[from + this.#bins];
    const smoothing = this.#smoothing[f];
    if (smoothing > 0 && total === own) {
      return this.#smoothed[f].of(this.#counts, this.#drawn, from, this.#bins, total, smoothing);
    }
    return countsDivergence(this.#counts, from, own, this.#drawn, from, total, this.#bins, smoothing);
  }
}
