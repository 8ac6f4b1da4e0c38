/** ln Γ(x) for x > 0: Lanczos' series with the coefficients of Godfrey (g = 7, 9 terms), relative error < 1e-14. */
export function lnGamma(x: number): number {
  const z = x - 1;
  let series = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) series += LANCZOS[i] / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * P(X ≤ x) of the χ² distribution: the regularised incomplete gamma function by its series below the mean and by
 * Lentz's continued fraction above (Abramowitz & Stegun 6.5.29, 6.5.31).
 */
export function chiSquareCdf(x: number, degrees: number): number {
  if (x <= 0) return 0;
  const a = degrees / 2;
  const z = x / 2;
  const front = Math.exp(a * Math.log(z) - z - lnGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
      term *= z / (a + n);
      sum += term;
    }
    return front * sum;
  }
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    const change = c * d;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return 1 - front * h;
}

/** The x with P(X ≤ x) = p of the χ² distribution, by bisection. */
export function chiSquareQuantile(p: number, degrees: number): number {
  let low = 0;
  let high = degrees + 10;
  while (chiSquareCdf(high, degrees) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquareCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z > z) of the standard normal distribution, through the incomplete gamma function. */
export function normalUpperTail(z: number): number {
  // 1 − P loses all digits far out, where the continued fraction has them; erfc's is of the same form.
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z < 3) return 0.5 * (1 - chiSquareCdf(z * z, 1));
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / (z + fraction);
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (z + fraction);
}

/** The p-quantile of sorted numbers, interpolated linearly between order statistics (type 7, as NumPy's default). */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
