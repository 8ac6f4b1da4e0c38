import { countsDivergence } from "./counts-divergence";
import type { ResolvedDivergence } from "./options";

/** DRST adds this to every density (not probability) of form `v2`. */
export const DENSITY_SMOOTHING = 1e-12;

/** What one call found; reused between calls so that scoring allocates nothing. */
export interface FeatureResult {
  /** The divergence in nats; NaN when it cannot be measured. */
  value: number;
  /** Why it cannot: every value is the same in both samples, or one sample has none. */
  reason: "" | "constant" | "missing";
  /** Missing values of the second sample. */
  missing: number;
}

/**
 * The Jensen–Shannon divergence of two samples of one feature over equal bins of their joint range, in nats.
 * Bin k holds lo + k·w ≤ v < lo + (k+1)·w, the last one also hi. The counters are allocated once.
 */
export class JointHistogram {
  readonly #bins: number;
  readonly #smooth: boolean;
  // One slot more than bins: the largest value falls there and is moved into the last bin.
  readonly #p: Int32Array;
  readonly #q: Int32Array;
  readonly result: FeatureResult = { value: Number.NaN, reason: "", missing: 0 };

  constructor(options: ResolvedDivergence) {
    this.#bins = options.bins;
    this.#smooth = options.form === "v2";
    this.#p = new Int32Array(options.bins + 1);
    this.#q = new Int32Array(options.bins + 1);
  }

  /** Compares p[pFrom, pTo) with q[qFrom, qTo). Values must be finite or NaN. */
  compare(p: Float64Array, pFrom: number, pTo: number, q: Float64Array, qFrom: number, qTo: number): number {
    const result = this.result;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let pMissing = 0;
    let qMissing = 0;
    for (let i = pFrom; i < pTo; i++) {
      const v = p[i];
      if (v < low) low = v;
      if (v > high) high = v;
      if (Number.isNaN(v)) pMissing++;
    }
    for (let i = qFrom; i < qTo; i++) {
      const v = q[i];
      if (v < low) low = v;
      if (v > high) high = v;
      if (Number.isNaN(v)) qMissing++;
    }
    const pCount = pTo - pFrom - pMissing;
    const qCount = qTo - qFrom - qMissing;
    result.missing = qMissing;
    result.value = Number.NaN;
    if (pCount === 0 || qCount === 0) {
      result.reason = "missing";
    } else if (low === high) {
      result.reason = "constant";
    } else {
      result.reason = "";
      count(this.#p, p, pFrom, pTo, low, high, pMissing);
      count(this.#q, q, qFrom, qTo, low, high, qMissing);
      const smoothing = this.#smooth ? (DENSITY_SMOOTHING * (high - low)) / this.#bins : 0;
      result.value = countsDivergence(this.#p, 0, pCount, this.#q, 0, qCount, this.#bins, smoothing);
    }
    return result.value;
  }
}

function count(
  counts: Int32Array,
  values: Float64Array,
  from: number,
  to: number,
  low: number,
  high: number,
  missing: number,
): void {
  const bins = counts.length - 1;
  const range = high - low;
  const scale = bins / range;
  counts.fill(0);
  for (let i = from; i < to; i++) {
    const position = (values[i] - low) * scale;
    let bin = position | 0;
    const rest = position - bin;
    // The product is off by a few units in the last place: near an edge only the division is right. A range so
    // small that the scale overflows (then the rest is no number) takes that way too.
    if (!(rest >= 1e-9 && rest <= 1 - 1e-9)) bin = (((values[i] - low) * bins) / range) | 0;
    counts[bin]++;
  }
  // `NaN | 0` is 0, so missing values were counted in the first bin: cheaper than a test on every value.
  counts[0] -= missing;
  counts[bins - 1] += counts[bins];
}
