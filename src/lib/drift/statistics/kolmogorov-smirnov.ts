import { fail } from "../../core";
import { oneOf } from "../checks";

export type KsMethod = "auto" | "exact" | "asymptotic";

export interface KsResult {
  /** The largest distance between the two empirical distribution functions. */
  readonly statistic: number;
  /** Two-sided. With ties the exact value is conservative. */
  readonly pValue: number;
  readonly method: "exact" | "asymptotic";
}

/** Above this many steps the exact count gives way to the limit distribution. */
const EXACT_WORK = 4_000_000;

/**
 * The two-sample Kolmogorov–Smirnov test, two-sided. Missing values are left out. The exact p-value counts lattice
 * paths (Hodges 1958); the asymptotic one is Kolmogorov's series with Stephens' correction for finite samples (1970).
 *
 * @param method default "auto": exact while n · m ≤ 4 million
 * @throws LabError when a sample has no value
 * @example
 * drift.kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).statistic //=> 0.5
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  method: KsMethod = "auto",
): KsResult {
  oneOf("method", method, ["auto", "exact", "asymptotic"]);
  const [x, y] = [a, b].map((sample) =>
    Float64Array.from(sample)
      .filter((v) => !Number.isNaN(v))
      .sort(),
  );
  if (x.length === 0 || y.length === 0) {
    fail({ code: "argument", expected: "values in both samples", found: `${x.length} and ${y.length}` });
  }
  const gap = ksGap(x, y);
  const exact = method === "exact" || (method === "auto" && x.length * y.length <= EXACT_WORK);
  return {
    statistic: gap / (x.length * y.length),
    pValue: exact
      ? exactPValue(gap, x.length, y.length)
      : asymptoticPValue(gap / (x.length * y.length), x.length, y.length),
    method: exact ? "exact" : "asymptotic",
  };
}

/** n·m times the largest distance of the distribution functions of two sorted samples: a whole number. */
export function ksGap(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const m = y.length;
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < n && j < m) {
    const v = Math.min(x[i], y[j]);
    while (i < n && x[i] === v) i++;
    while (j < m && y[j] === v) j++;
    gap = Math.max(gap, Math.abs(i * m - j * n));
  }
  return gap;
}

/** P(gap or larger) for continuous samples of n and m: the share of lattice paths that leave the band. */
export function exactPValue(gap: number, n: number, m: number): number {
  // left[j] is the probability that a random path to (i, j) has left the band: nothing overflows, and small values
  // keep their digits, as they would not in one minus the share of those inside.
  const left = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= gap) left[j] = 1;
      else if (i + j > 0) left[j] = ((i === 0 ? 0 : left[j] * i) + (j === 0 ? 0 : left[j - 1] * j)) / (i + j);
    }
  }
  return left[m];
}

/** 2 Σ (−1)^(k−1) exp(−2k²λ²) with Stephens' λ = (√e + 0.12 + 0.11/√e) D, e = nm/(n+m). */
export function asymptoticPValue(statistic: number, n: number, m: number): number {
  const root = Math.sqrt((n * m) / (n + m));
  const lambda = (root + 0.12 + 0.11 / root) * statistic;
  // Below this the p-value is 1 to all digits, and the series converges too slowly to say so.
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * lambda * lambda);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
