import { fail } from "../../core";

/** Quantiles of errors between these are known to {@link STEP}; smaller ones count as the least, larger as the most. */
const LEAST = 1e-6;
const MOST = 1e4;
/** Ratio of neighbouring bins: a quantile is at most this factor off. */
const STEP = 1.02;
const LOG_STEP = Math.log(STEP);
const BINS = Math.ceil(Math.log(MOST / LEAST) / LOG_STEP) + 1;

/**
 * Quantiles of any number of relative errors in constant memory: counts in bins of equal ratio (the idea of DDSketch,
 * Masson, Rim and Lee 2019). A quantile comes back within 2 %.
 */
export class ErrorSketch {
  readonly #counts = new Float64Array(BINS);
  #total = 0;

  add(error: number): void {
    const bin = error <= LEAST ? 0 : Math.ceil(Math.log(error / LEAST) / LOG_STEP);
    this.#counts[Math.min(BINS - 1, bin)]++;
    this.#total++;
  }

  /** NaN of nothing. */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) {
      fail({ code: "argument", expected: "a quantile from 0 to 1", found: String(q) });
    }
    if (this.#total === 0) return Number.NaN;
    const rank = q * (this.#total - 1);
    let below = 0;
    let bin = 0;
    for (; bin < BINS - 1; bin++) {
      below += this.#counts[bin];
      if (below > rank) break;
    }
    return bin === 0 ? 0 : LEAST * STEP ** (bin - 0.5);
  }
}
