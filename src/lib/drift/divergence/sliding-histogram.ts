import type { RowWindow } from "../row-window";
import { ColumnRanges } from "./column-ranges";
import { binScale, countColumn } from "./equal-bins";
import { HistogramDivergence } from "./histogram-divergence";
import type { ResolvedDivergence } from "./options";

/** The bin of a missing value. */
const MISSING = -1;

/**
 * The histograms of a reference and of a sliding window over their joint range, kept up row by row: a row costs two
 * counts a feature, a score no look at the window. A feature is counted anew, at the next score, only when its joint
 * range changed: a value came outside of it, or the one that widened it left. Same numbers as `JointHistogram`.
 */
export class SlidingHistogram {
  readonly #window: RowWindow;
  readonly #bins: number;
  readonly #divergence: HistogramDivergence;
  readonly #reference: ColumnRanges;
  readonly #measured: ColumnRanges;
  // The joint range of each feature, and the scale of its bins.
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #scale: Float64Array;
  /** Bins + 1 counts a feature: see `countColumn`. */
  readonly #p: Int32Array;
  readonly #q: Int32Array;
  readonly #missing: Int32Array;
  /** The bin of every value of the window, in the window's own order. */
  readonly #bin: Int32Array;
  readonly #stale: Uint8Array;
  #block = new Float64Array(0);
  #rows = 0;

  constructor(window: RowWindow, options: ResolvedDivergence) {
    const { width, capacity } = window;
    this.#window = window;
    this.#bins = options.bins;
    this.#divergence = new HistogramDivergence(options);
    this.#reference = new ColumnRanges(width);
    this.#measured = new ColumnRanges(width);
    this.#low = new Float64Array(width);
    this.#high = new Float64Array(width);
    this.#scale = new Float64Array(width);
    this.#p = new Int32Array(width * (options.bins + 1));
    this.#q = new Int32Array(width * (options.bins + 1));
    this.#missing = new Int32Array(width);
    this.#bin = new Int32Array(width * capacity);
    this.#stale = new Uint8Array(width);
  }

  /** Takes a reference, column after column; it must not change afterwards. */
  compareWith(block: Float64Array, rows: number): void {
    this.#block = block;
    this.#rows = rows;
    this.#reference.measure(block);
    this.#stale.fill(1);
  }

  /** To be called before the window takes the row. */
  beforePush(row: ArrayLike<number>): void {
    const { capacity, values, position, full, width } = this.#window;
    const bins = this.#bins;
    const q = this.#q;
    const bin = this.#bin;
    for (let f = 0, slot = position, at = 0; f < width; f++, slot += capacity, at += bins + 1) {
      if (this.#stale[f] === 1) continue;
      const low = this.#low[f];
      const high = this.#high[f];
      if (full) {
        const old = bin[slot];
        if (old === MISSING) this.#missing[f]--;
        else {
          q[at + old]--;
          const leaving = values[slot];
          // It may be what the range owed its width to, and it is unless another one is as large.
          const wide = leaving < this.#reference.low[f] || leaving > this.#reference.high[f];
          if (wide && (leaving === low || leaving === high)) {
            this.#stale[f] = 1;
            continue;
          }
        }
      }
      const value = row[f];
      if (value >= low && value <= high) {
        const b = this.#binOf(f, value, low, high);
        bin[slot] = b;
        q[at + b]++;
      } else if (Number.isNaN(value)) {
        bin[slot] = MISSING;
        this.#missing[f]++;
      } else this.#stale[f] = 1;
    }
  }

  /** Writes the divergence of every feature into `values`, as `JointHistogram.compare` does. */
  score(values: Float64Array): { missing: number; lacking: boolean } {
    const { width, filled } = this.#window;
    let missing = 0;
    let lacking = false;
    for (let f = 0; f < width; f++) {
      if (this.#stale[f] === 1) this.#recount(f);
      missing += this.#missing[f];
      const pTotal = this.#rows - this.#reference.missing[f];
      const qTotal = filled - this.#missing[f];
      if (pTotal === 0 || qTotal === 0) lacking = true;
      const range = this.#high[f] - this.#low[f];
      values[f] =
        pTotal > 0 && qTotal > 0 && range > 0
          ? this.#divergence.of(this.#p, this.#q, f * (this.#bins + 1), pTotal, qTotal, range)
          : Number.NaN;
    }
    return { missing, lacking };
  }

  #binOf(f: number, value: number, low: number, high: number): number {
    const scale = this.#scale[f];
    const b =
      scale < Number.POSITIVE_INFINITY
        ? ((value - low) * scale) | 0
        : (((value - low) * this.#bins) / (high - low)) | 0;
    return b < this.#bins ? b : this.#bins - 1;
  }

  #recount(f: number): void {
    const { capacity, values, filled } = this.#window;
    const bins = this.#bins;
    const reference = this.#reference;
    const from = f * capacity;
    const measured = this.#measured;
    measured.measureColumn(f, values, from, from + filled);
    const low = Math.min(reference.low[f], measured.low[f]);
    const high = Math.max(reference.high[f], measured.high[f]);
    this.#low[f] = low;
    this.#high[f] = high;
    this.#scale[f] = binScale(high - low, bins);
    this.#missing[f] = measured.missing[f];
    this.#stale[f] = 0;
    const at = f * (bins + 1);
    const missing = reference.missing[f];
    countColumn(
      this.#p,
      at,
      this.#block,
      f * this.#rows,
      (f + 1) * this.#rows,
      missing,
      low,
      high - low,
      bins,
    );
    const q = this.#q;
    for (let b = at; b < at + bins; b++) q[b] = 0;
    for (let slot = from; slot < from + filled; slot++) {
      const value = values[slot];
      if (Number.isNaN(value)) this.#bin[slot] = MISSING;
      else {
        const b = this.#binOf(f, value, low, high);
        this.#bin[slot] = b;
        q[at + b]++;
      }
    }
  }
}
