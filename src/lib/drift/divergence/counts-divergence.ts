/**
 * The Jensen–Shannon divergence of two histograms over the same bins, in nats, exactly 0 for equal ones:
 * Σ ½ p log(p/m) + ½ q log(q/m), m = (p+q)/2, p = (c/n + ε) / (1 + Bε). The norm is the same for both.
 *
 * @param p counts; the histogram is p[from, from + bins), as for q
 * @param pTotal their sum, not 0
 * @param smoothing ε, added to every probability
 */
export function countsDivergence(
  p: Int32Array,
  pFrom: number,
  pTotal: number,
  q: Int32Array,
  qFrom: number,
  qTotal: number,
  bins: number,
  smoothing: number,
): number {
  let sum = 0;
  for (let b = 0; b < bins; b++) {
    const pCount = p[pFrom + b];
    const qCount = q[qFrom + b];
    if (pCount === 0 && qCount === 0) continue;
    const x = pCount / pTotal + smoothing;
    const y = qCount / qTotal + smoothing;
    if (x === y) continue;
    const m = (x + y) / 2;
    if (x > 0) sum += x * Math.log(x / m);
    if (y > 0) sum += y * Math.log(y / m);
  }
  return Math.max(0, sum / (2 * (1 + bins * smoothing)));
}
