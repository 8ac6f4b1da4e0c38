import { between, whole } from "../checks";
import { ALARM, type Monitor, type MonitorSays, NO_LOOK, QUIET } from "./monitor";

export interface AdwinOptions {
  /** Limit of the probability of a false cut at one look; default 0.002. */
  readonly delta?: number;
  /** Looks for a change every so many values; default 32. */
  readonly clock?: number;
  /** Buckets of one size before two are merged; default 5. */
  readonly maxBuckets?: number;
  /** Values on each side of a cut, at least; default 5. */
  readonly minWindow?: number;
  /** Values before the first look, at least; default 10. */
  readonly grace?: number;
}

/** 2^52 values: more than a stream will ever have. */
const LARGEST_ROWS = 53;

/**
 * ADWIN2 (Bifet & Gavaldà 2007): a window that grows while its mean is stable and drops its oldest part when two
 * parts of it have different means. Values are kept in buckets of 1, 2, 4, … , with their sum and their squared
 * deviations (Babcock et al. 2003), so memory and the time of a look grow with the logarithm of the window.
 *
 * A cut into n₀ older and n₁ newer values is a change when |mean₀ − mean₁| > √(2/m · σ² · ln(2 ln n / δ)) +
 * 2/(3m) · ln(2 ln n / δ), with 1/m = 1/(n₀ − w + 1) + 1/(n₁ − w + 1) and w the smallest part allowed. Every cut
 * between buckets is looked at.
 *
 * @example
 * const adwin = new drift.Adwin();
 * const changes = Array.from({ length: 2000 }, (_, i) => adwin.update(i < 1000 ? i % 2 : 4 + (i % 4)));
 * changes.indexOf(true) //=> 1023
 */
export class Adwin implements Monitor {
  readonly #delta: number;
  readonly #clock: number;
  readonly #slots: number;
  readonly #minWindow: number;
  readonly #grace: number;
  /** Row r has buckets of 2^r values, the oldest first, at r · slots. */
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #counts: Int32Array;
  #rows = 1;
  #width = 0;
  #total = 0;
  #deviations = 0;
  #tick = 0;
  /** Largest |mean₀ − mean₁| over its limit at the last look; above 1 is a change. */
  statistic = Number.NaN;
  readonly threshold = 1;

  constructor(options: AdwinOptions = {}) {
    this.#delta = between("delta", options.delta ?? 0.002, 0, 1);
    this.#clock = whole("clock", options.clock ?? 32, 1);
    this.#slots = whole("maxBuckets", options.maxBuckets ?? 5, 2, 1000) + 1;
    this.#minWindow = whole("minWindow", options.minWindow ?? 5, 1);
    this.#grace = whole("grace", options.grace ?? 10, 0);
    this.#sums = new Float64Array(LARGEST_ROWS * this.#slots);
    this.#squares = new Float64Array(LARGEST_ROWS * this.#slots);
    this.#counts = new Int32Array(LARGEST_ROWS);
  }

  /** Values in the window. */
  get width(): number {
    return this.#width;
  }

  /** Their mean; NaN without any. */
  get mean(): number {
    return this.#width === 0 ? Number.NaN : this.#total / this.#width;
  }

  /** Their variance (divided by n). */
  get variance(): number {
    return this.#width === 0 ? Number.NaN : this.#deviations / this.#width;
  }

  /** Takes a finite value; true when the window was cut. */
  update(value: number): boolean {
    return this.push(value) === ALARM;
  }

  push(value: number): MonitorSays {
    if (this.#width > 0) {
      const distance = value - this.#total / this.#width;
      this.#deviations += (this.#width * distance * distance) / (this.#width + 1);
    }
    this.#width++;
    this.#total += value;
    const newest = this.#counts[0]++;
    this.#sums[newest] = value;
    this.#squares[newest] = 0;
    if (newest + 1 === this.#slots) this.#compress();
    if (++this.#tick < this.#clock) return NO_LOOK;
    this.#tick = 0;
    return this.#width > this.#grace && this.#look() ? ALARM : QUIET;
  }

  /** Merges the two oldest buckets of every overfull row into one of the next. */
  #compress(): void {
    const slots = this.#slots;
    const sums = this.#sums;
    const squares = this.#squares;
    for (let row = 0; this.#counts[row] === slots; row++) {
      if (row + 1 === this.#rows) this.#rows++;
      const from = row * slots;
      const to = from + slots + this.#counts[row + 1]++;
      const half = 2 ** row;
      const gap = (sums[from] - sums[from + 1]) / half;
      sums[to] = sums[from] + sums[from + 1];
      squares[to] = squares[from] + squares[from + 1] + (half * gap * gap) / 2;
      for (let i = from; i < from + slots - 2; i++) {
        sums[i] = sums[i + 2];
        squares[i] = squares[i + 2];
      }
      this.#counts[row] -= 2;
    }
  }

  /** Drops the oldest bucket as long as some cut shows a change. */
  #look(): boolean {
    let changed = false;
    this.statistic = 0;
    while (this.#hasCut()) {
      changed = true;
      this.#dropOldest();
    }
    return changed;
  }

  #hasCut(): boolean {
    const width = this.#width;
    const log = Math.log((2 * Math.log(width)) / this.#delta);
    const spread = 2 * Math.max(0, this.#deviations / width) * log;
    const margin = this.#minWindow - 1;
    let older = 0;
    let olderSum = 0;
    for (let row = this.#rows - 1; row >= 0; row--) {
      const size = 2 ** row;
      const from = row * this.#slots;
      const end = from + this.#counts[row];
      for (let i = from; i < end; i++) {
        older += size;
        olderSum += this.#sums[i];
        const newer = width - older;
        if (newer <= margin) return false;
        if (older <= margin) continue;
        const inverse = 1 / (older - margin) + 1 / (newer - margin);
        const limit = Math.sqrt(inverse * spread) + (2 / 3) * log * inverse;
        const ratio = Math.abs(olderSum / older - (this.#total - olderSum) / newer) / limit;
        if (ratio > this.statistic) this.statistic = ratio;
        if (ratio > 1) return true;
      }
    }
    return false;
  }

  #dropOldest(): void {
    const row = this.#rows - 1;
    const from = row * this.#slots;
    const size = 2 ** row;
    const sum = this.#sums[from];
    this.#width -= size;
    this.#total -= sum;
    const gap = sum / size - this.#total / this.#width;
    const between = (size * this.#width * gap * gap) / (size + this.#width);
    this.#deviations = Math.max(0, this.#deviations - this.#squares[from] - between);
    const left = --this.#counts[row];
    for (let i = from; i < from + left; i++) {
      this.#sums[i] = this.#sums[i + 1];
      this.#squares[i] = this.#squares[i + 1];
    }
    if (left === 0 && row > 0) this.#rows--;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#rows = 1;
    this.#width = 0;
    this.#total = 0;
    this.#deviations = 0;
    this.#tick = 0;
    this.statistic = Number.NaN;
  }

  save(): number[] {
    const used = this.#rows * this.#slots;
    return [
      this.#rows,
      this.#width,
      this.#total,
      this.#deviations,
      this.#tick,
      this.statistic,
      ...this.#counts.subarray(0, this.#rows),
      ...this.#sums.subarray(0, used),
      ...this.#squares.subarray(0, used),
    ];
  }

  load(state: readonly number[]): void {
    const rows = whole("rows", state[0], 1, LARGEST_ROWS);
    const used = rows * this.#slots;
    whole("numbers in the state", state.length, 6 + rows + 2 * used, 6 + rows + 2 * used);
    [this.#rows, this.#width, this.#total, this.#deviations, this.#tick, this.statistic] = state;
    this.#counts.fill(0);
    this.#counts.set(state.slice(6, 6 + rows));
    this.#sums.set(state.slice(6 + rows, 6 + rows + used));
    this.#squares.set(state.slice(6 + rows + used));
  }
}
