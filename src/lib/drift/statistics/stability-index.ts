import { fail } from "../../core";
import { between, oneOf, whole } from "../checks";
import { chiSquareQuantile, quantileOfSorted } from "./distributions";

/** A share of a bin is taken as at least this, so that an empty one does not make the index infinite. */
const FLOOR = 1e-4;

/**
 * The population stability index of two histograms over the same bins: Σ (aᵢ − eᵢ) ln(aᵢ / eᵢ) over the shares
 * (Lewis 1994; Jeffreys' divergence). A share below 0.0001 counts as 0.0001. Rules of thumb: under 0.1 stable, above
 * 0.25 shifted; they ignore the sample size, see {@link stabilityThreshold}.
 *
 * @example
 * drift.stabilityIndex([50, 50], [25, 75]) //=> Math.log(3) / 4
 */
export function stabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) {
    fail({
      code: "argument",
      expected: `two histograms of ${expected.length} bins`,
      found: `${actual.length} bins in the second`,
    });
  }
  const total = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, c) => sum + c, 0);
  const expectedTotal = total(expected);
  const actualTotal = total(actual);
  if (!(expectedTotal > 0 && actualTotal > 0)) {
    fail({
      code: "argument",
      expected: "counts in both histograms",
      found: `${expectedTotal} and ${actualTotal}`,
    });
  }
  let sum = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = Math.max(FLOOR, expected[i] / expectedTotal);
    const a = Math.max(FLOOR, actual[i] / actualTotal);
    sum += (a - e) * Math.log(a / e);
  }
  return sum;
}

/** Inner edges that cut a sample into `bins` parts: of equal count ("quantile") or of equal width. */
export function stabilityEdges(
  sample: ArrayLike<number>,
  bins: number,
  by: "quantile" | "width",
): Float64Array {
  whole("bins", bins, 2, 65535);
  oneOf("by", by, ["quantile", "width"]);
  const sorted = Float64Array.from(sample)
    .filter((v) => !Number.isNaN(v))
    .sort();
  if (sorted.length === 0) fail({ code: "argument", expected: "values in the sample", found: "none" });
  const low = sorted[0];
  const width = (sorted[sorted.length - 1] - low) / bins;
  const edges = Array.from({ length: bins - 1 }, (_, k) =>
    by === "width" ? low + (k + 1) * width : quantileOfSorted(sorted, (k + 1) / bins),
  );
  // Ties make edges fall together; an empty bin between them would only add to the degrees of freedom.
  return Float64Array.from(new Set(edges));
}

/** How many values fall into each bin: v ≤ first edge, … , v > last edge. Missing values are left out. */
export function binCounts(sample: ArrayLike<number>, edges: Float64Array): Int32Array {
  const counts = new Int32Array(edges.length + 1);
  for (let i = 0; i < sample.length; i++) {
    if (!Number.isNaN(sample[i])) counts[binAt(edges, sample[i])]++;
  }
  return counts;
}

/** The number of edges below v, by bisection. */
export function binAt(edges: Float64Array, v: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (v > edges[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The index that two samples of one distribution exceed with probability `alpha`: χ²₁₋α(bins − 1) · (1/n + 1/m)
 * (Yurdakul & Naranjo 2020). Fixed rules of thumb such as 0.25 stand for another alpha at every sample size.
 *
 * @example
 * Number(drift.stabilityThreshold(0.05, 10, 300, 300).toFixed(4)) //=> 0.1128
 */
export function stabilityThreshold(alpha: number, bins: number, n: number, m: number): number {
  between("alpha", alpha, 0, 1);
  whole("bins", bins, 2);
  return chiSquareQuantile(1 - alpha, bins - 1) * (1 / whole("n", n, 1) + 1 / whole("m", m, 1));
}
