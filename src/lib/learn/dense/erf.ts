const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/**
 * The error function, to about 15 digits: Kummer's series for |x| < 3 (DLMF 7.6.2, all terms of one sign, so nothing
 * cancels), Laplace's continued fraction beyond (DLMF 7.9.1).
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a >= 6) return Math.sign(x);
  if (Number.isNaN(x)) return x;
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (2 * a * a) / (2 * k + 1);
      sum += term;
    }
    return Math.sign(x) * TWO_OVER_SQRT_PI * Math.exp(-a * a) * sum;
  }
  let fraction = a;
  for (let k = 40; k > 0; k--) fraction = a + k / 2 / fraction;
  return Math.sign(x) * (1 - (TWO_OVER_SQRT_PI / 2) * (Math.exp(-a * a) / fraction));
}
