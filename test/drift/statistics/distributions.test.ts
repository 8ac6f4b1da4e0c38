import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  chiSquareCdf,
  chiSquareQuantile,
  lnGamma,
  normalUpperTail,
  quantileOfSorted,
} from "../../../src/lib/drift/statistics/distributions";
import { largerPValue } from "../../../src/lib/drift/statistics/mann-whitney";

function close(actual: number, expected: number, relative = 1e-10): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

describe("distributions", () => {
  // Expected values: scipy.stats (SciPy 1.17.1) chi2.ppf, norm.sf, mannwhitneyu.
  it("give the χ² quantiles of SciPy, and the distribution function inverts them", () => {
    for (const [p, degrees, expected] of [
      [0.95, 1, 3.841458820694124],
      [0.99, 9, 21.665994333461924],
      [0.995, 63, 95.64929748052855],
      [0.5, 2, 2 * Math.LN2],
    ]) {
      close(chiSquareQuantile(p, degrees), expected);
      close(chiSquareCdf(expected, degrees), p);
    }
    assert.equal(chiSquareCdf(-1, 3), 0);
  });

  it("give the upper tail of the normal distribution, far out too", () => {
    for (const [z, expected] of [
      [0, 0.5],
      [1.96, 0.024997895148220435],
      [3.5, 0.00023262907903552502],
      [6, 9.865876450376946e-10],
      [-1, 0.8413447460685429],
    ]) {
      close(normalUpperTail(z), expected);
    }
  });

  it("give ln Γ: factorials, and √π at a half", () => {
    close(lnGamma(11), Math.log(3628800), 1e-14);
    close(lnGamma(0.5), Math.log(Math.PI) / 2, 1e-13);
  });

  it("give quantiles between order statistics as NumPy's default does", () => {
    assert.equal(quantileOfSorted(Float64Array.of(1, 2, 4, 8), 0.5), 3);
    assert.equal(quantileOfSorted(Float64Array.of(1, 2, 4, 8), 1), 8);
    assert.equal(quantileOfSorted(Float64Array.of(5), 0.3), 5);
  });

  it("give Mann-Whitney's p-value with ties and continuity correction", () => {
    const earlier = Float64Array.of(1, 2, 4, 4, 5, 6, 8, 9);
    const later = Float64Array.of(3, 4, 4, 7, 9, 9, 12);
    close(largerPValue(earlier, later), 0.15957275754877537, 1e-9);
    assert.equal(largerPValue(Float64Array.of(7, 7, 7), Float64Array.of(7, 7)), 1);
  });
});
