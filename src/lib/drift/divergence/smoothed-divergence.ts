/**
 * The divergence of two histograms of equal totals with smoothing, for the hot path of form `v2`: every term is a
 * function of a whole number and of ε, and one feature meets few different counts, so each logarithm is taken once.
 */
export class SmoothedDivergence {
  /** (c + e) ln(c + e), with e = ε n, for the counts met under the current stamp. */
  #single = new Float64Array(0);
  /** (s + 2e) ln((s + 2e) / 2), for their sums. */
  #double = new Float64Array(0);
  /** ln(s / 2) for every sum. */
  #halfLog = new Float64Array(0);
  #singleStamp = new Int32Array(0);
  #doubleStamp = new Int32Array(0);
  #stamp = 0;
  #e = Number.NaN;

  /** As `countsDivergence` on p and q[from, from + bins); `total` is the sum of either histogram. */
  of(p: Int32Array, q: Int32Array, from: number, bins: number, total: number, smoothing: number): number {
    const e = smoothing * total;
    this.#prepare(total, e);
    const stamp = this.#stamp;
    const single = this.#single;
    const double = this.#double;
    const halfLog = this.#halfLog;
    const singleStamp = this.#singleStamp;
    const doubleStamp = this.#doubleStamp;
    let sum = 0;
    for (let b = from; b < from + bins; b++) {
      const x = p[b];
      const y = q[b];
      if (x === y) continue;
      if (singleStamp[x] !== stamp) {
        singleStamp[x] = stamp;
        single[x] = (x + e) * logNear(x, halfLog[2 * x], e);
      }
      if (singleStamp[y] !== stamp) {
        singleStamp[y] = stamp;
        single[y] = (y + e) * logNear(y, halfLog[2 * y], e);
      }
      const s = x + y;
      if (doubleStamp[s] !== stamp) {
        doubleStamp[s] = stamp;
        double[s] = (s + 2 * e) * logNear(s / 2, halfLog[s], e);
      }
      sum += single[x] + single[y] - double[s];
    }
    return Math.max(0, sum / (2 * total * (1 + bins * smoothing)));
  }

  /** What was computed for another ε is forgotten by a new stamp. */
  #prepare(total: number, e: number): void {
    if (this.#single.length <= total) {
      this.#single = new Float64Array(total + 1);
      this.#singleStamp = new Int32Array(total + 1);
      this.#double = new Float64Array(2 * total + 1);
      this.#halfLog = Float64Array.from({ length: 2 * total + 1 }, (_, s) => Math.log(s / 2));
      this.#doubleStamp = new Int32Array(2 * total + 1);
      this.#stamp = 0;
      this.#e = Number.NaN;
    }
    if (e === this.#e) return;
    this.#e = e;
    // After 2³¹ features the stamps would repeat.
    if (this.#stamp === 0x7fffffff) {
      this.#singleStamp.fill(0);
      this.#doubleStamp.fill(0);
      this.#stamp = 0;
    }
    this.#stamp++;
  }
}

/** ln(c + e) from ln c: e is mostly so small that the series ends within the last bit; else, or for c = 0, at length. */
function logNear(c: number, log: number, e: number): number {
  const t = e / c;
  if (t < 2 ** -8) return log + t * (1 - t * (1 / 2 - t * (1 / 3 - t * (1 / 4 - t * (1 / 5 - t / 6)))));
  return Math.log(c + e);
}
