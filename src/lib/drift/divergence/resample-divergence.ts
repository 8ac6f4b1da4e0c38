import { countsDivergence } from "./counts-divergence";
import { DENSITY_SMOOTHING } from "./joint-histogram";
import type { ResolvedDivergence } from "./options";
import { SmoothedDivergence } from "./smoothed-divergence";

/** Where a feature's missing values are counted, behind its bins. */
const MISSING_SLOTS = 1;

/**
 * The score of resamples of a sample against the sample itself. No resample leaves the sample's range, so each value
 * is put into its bin once. The rows are then kept in the order of their bins, and a resample is the number of times
 * each row was drawn: every bin's count is a sum over neighbours.
 */
export class ResampleDivergence {
  readonly #rows: number;
  readonly #bins: number;
  readonly #features: number;
  /** For each feature its rows, bin after bin, the missing ones last. */
  readonly #order: Int32Array;
  /** The counts of the sample: bins and a slot for missing values, for each feature. */
  readonly #counts: Int32Array;
  readonly #smoothing: Float64Array;
  readonly #skipped: Uint8Array;
  readonly #times: Int32Array;
  /** How often the first rows of a feature's order were drawn. */
  readonly #upTo: Int32Array;
  readonly #drawn: Int32Array;
  readonly #own: Int32Array;
  readonly #smoothed: readonly SmoothedDivergence[];

  /** @param block the sample, column after column */
  constructor(block: Float64Array, features: number, options: ResolvedDivergence) {
    const { bins } = options;
    this.#rows = block.length / features;
    this.#bins = bins;
    this.#features = features;
    this.#order = new Int32Array(block.length);
    this.#counts = new Int32Array(features * (bins + MISSING_SLOTS));
    this.#smoothing = new Float64Array(features);
    this.#skipped = new Uint8Array(features);
    this.#times = new Int32Array(this.#rows);
    this.#upTo = new Int32Array(this.#rows + 1);
    this.#drawn = new Int32Array(bins + MISSING_SLOTS);
    this.#own = new Int32Array(bins + MISSING_SLOTS);
    this.#smoothed = Array.from({ length: features }, () => new SmoothedDivergence());
    for (let f = 0; f < features; f++)
      this.#prepare(f, block.subarray(f * this.#rows, (f + 1) * this.#rows), options);
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
    const bin = Int32Array.from(column, (v) => {
      if (Number.isNaN(v)) return bins;
      return range === 0 ? 0 : Math.min(bins - 1, Math.floor(((v - low) * bins) / range));
    });
    const rows = Int32Array.from(bin, (_, i) => i).sort((a, b) => bin[a] - bin[b] || a - b);
    this.#order.set(rows, f * this.#rows);
    for (const b of bin) this.#counts[f * (bins + MISSING_SLOTS) + b]++;
  }

  /** The mean divergence in nats of the rows drawn; features that cannot be measured are left out, 0 without any. */
  score(rows: Int32Array): number {
    const times = this.#times;
    times.fill(0);
    for (let i = 0; i < rows.length; i++) times[rows[i]]++;
    let sum = 0;
    let measured = 0;
    for (let f = 0; f < this.#features; f++) {
      if (this.#skipped[f] === 1) continue;
      const total = rows.length - this.#recount(f);
      if (total === 0) continue;
      measured++;
      sum += this.#divergence(f, total);
    }
    return measured === 0 ? 0 : sum / measured;
  }

  /** Counts the resample into `#drawn`, the sample's own counts beside it; gives the number of missing values. */
  #recount(f: number): number {
    const slots = this.#bins + MISSING_SLOTS;
    const order = this.#order;
    const times = this.#times;
    const upTo = this.#upTo;
    const own = this.#own;
    const drawn = this.#drawn;
    const from = f * this.#rows;
    // One running sum over all rows: a loop a bin would be too short to predict.
    let sum = 0;
    for (let i = 0; i < this.#rows; i++) {
      sum += times[order[from + i]];
      upTo[i + 1] = sum;
    }
    let next = 0;
    for (let b = 0; b < slots; b++) {
      const count = this.#counts[f * slots + b];
      own[b] = count;
      drawn[b] = upTo[next + count] - upTo[next];
      next += count;
    }
    return drawn[this.#bins];
  }

  #divergence(f: number, total: number): number {
    const ownTotal = this.#rows - this.#own[this.#bins];
    const smoothing = this.#smoothing[f];
    if (smoothing > 0 && total === ownTotal) {
      return this.#smoothed[f].of(this.#own, this.#drawn, 0, this.#bins, total, smoothing);
    }
    return countsDivergence(this.#own, 0, ownTotal, this.#drawn, 0, total, this.#bins, smoothing);
  }
}
