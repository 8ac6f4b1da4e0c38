import { countsDivergence } from "./counts-divergence";
import type { ResolvedDivergence } from "./options";
import { SmoothedDivergence } from "./smoothed-divergence";

/** DRST adds this to every density (not probability) of form `v2`. */
export const DENSITY_SMOOTHING = 1e-12;

/** The divergence of two histograms over the equal bins of one range, smoothed as the form says. */
export class HistogramDivergence {
  readonly #bins: number;
  readonly #smooth: boolean;
  readonly #smoothed = new SmoothedDivergence();

  constructor(options: ResolvedDivergence) {
    this.#bins = options.bins;
    this.#smooth = options.form === "v2";
  }

  /** In nats. The histograms are p and q[from, from + bins), their sums `pTotal` and `qTotal`, neither 0. */
  of(p: Int32Array, q: Int32Array, from: number, pTotal: number, qTotal: number, range: number): number {
    const bins = this.#bins;
    const smoothing = this.#smooth ? (DENSITY_SMOOTHING * range) / bins : 0;
    if (smoothing > 0 && pTotal === qTotal) return this.#smoothed.of(p, q, from, bins, pTotal, smoothing);
    return countsDivergence(p, from, pTotal, q, from, qTotal, bins, smoothing);
  }
}
