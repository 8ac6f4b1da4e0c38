import { countsDivergence } from "./counts-divergence";
import { DENSITY_SMOOTHING } from "./joint-histogram";
import type { ResolvedDivergence } from "./options";

/**
 * The score of resamples of a sample against the sample itself. No resample leaves the sample's range, so each value
 * is put into its bin once, and a resample costs one count a cell.
 */
export class ResampleDivergence {
  readonly #rows: number;
  readonly #bins: number;
  readonly #features: number;
  /** The bin of every cell; missing ones have a slot of their own behind the bins. */
  readonly #bin: Uint16Array;
  readonly #counts: Int32Array;
  readonly #missing: Int32Array;
  readonly #smoothing: Float64Array;
  readonly #skipped: Uint8Array;
  readonly #drawn: Int32Array;

  /** @param block the sample, column after column */
  constructor(block: Float64Array, features: number, options: ResolvedDivergence) {
    const { bins } = options;
    this.#rows = block.length / features;
    this.#bins = bins;
    this.#features = features;
    this.#bin = new Uint16Array(block.length);
    this.#counts = new Int32Array(features * (bins + 1));
    this.#missing = new Int32Array(features);
    this.#smoothing = new Float64Array(features);
    this.#skipped = new Uint8Array(features);
    this.#drawn = new Int32Array(bins + 1);
    for (let f = 0; f < features; f++) this.#prepare(f, block, options);
  }

  #prepare(f: number, block: Float64Array, options: ResolvedDivergence): void {
    const bins = this.#bins;
    const from = f * this.#rows;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = from; i < from + this.#rows; i++) {
      if (block[i] < low) low = block[i];
      if (block[i] > high) high = block[i];
    }
    // A constant feature is left out, but has bins of its own (and a divergence of 0) in form `v1`.
    this.#skipped[f] = low === high && options.form === "v1" ? 0 : Number(!(low < high));
    const range = high - low;
    if (options.form === "v2") this.#smoothing[f] = (DENSITY_SMOOTHING * range) / bins;
    for (let i = from; i < from + this.#rows; i++) {
      const position = range === 0 ? 0 : Math.floor(((block[i] - low) * bins) / range);
      this.#bin[i] = Number.isNaN(block[i]) ? bins : Math.min(position, bins - 1);
      this.#counts[f * (bins + 1) + this.#bin[i]]++;
    }
    this.#missing[f] = this.#counts[f * (bins + 1) + bins];
  }

  /** The mean divergence in nats of the rows drawn; features that cannot be measured are left out, 0 without any. */
  score(rows: Int32Array): number {
    const bins = this.#bins;
    const drawn = this.#drawn;
    const bin = this.#bin;
    let sum = 0;
    let measured = 0;
    for (let f = 0; f < this.#features; f++) {
      if (this.#skipped[f] === 1) continue;
      drawn.fill(0);
      const from = f * this.#rows;
      for (let i = 0; i < rows.length; i++) drawn[bin[from + rows[i]]]++;
      const total = rows.length - drawn[bins];
      if (total === 0) continue;
      measured++;
      sum += countsDivergence(
        this.#counts,
        f * (bins + 1),
        this.#rows - this.#missing[f],
        drawn,
        0,
        total,
        bins,
        this.#smoothing[f],
      );
    }
    return measured === 0 ? 0 : sum / measured;
  }
}
