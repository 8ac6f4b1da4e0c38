import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { binCounts, stabilityEdges, stabilityIndex, stabilityThreshold } from "../../../src/lib/drift";

describe("stabilityIndex", () => {
  it("is Σ (a − e) ln(a / e): closed forms of two and four bins", () => {
    assert.ok(Math.abs(stabilityIndex([50, 50], [25, 75]) - Math.log(3) / 4) < 1e-15);
    // (0.05−0.1)ln(1/2) + (0.25−0.2)ln(5/4) + (0.2−0.3)ln(2/3) + (0.5−0.4)ln(5/4), also by NumPy 2.4.6.
    assert.ok(Math.abs(stabilityIndex([10, 20, 30, 40], [5, 25, 20, 50]) - 0.10867540253594515) < 1e-15);
    assert.equal(stabilityIndex([1, 2, 3], [10, 20, 30]), 0);
  });

  it("takes an empty bin as a share of 0.0001", () => {
    const expected = (0.5 - 1e-4) * Math.log(0.5 / 1e-4) + 0.5 * Math.log(2);
    assert.ok(Math.abs(stabilityIndex([50, 50], [0, 7]) - expected) < 1e-12);
  });

  it("refuses histograms that do not match, and empty ones", () => {
    assert.throws(() => stabilityIndex([1, 2], [1, 2, 3]), /two histograms of 2 bins, found 3/);
    assert.throws(() => stabilityIndex([0, 0], [1, 2]), /counts in both/);
  });
});

describe("stabilityEdges", () => {
  it("cuts into equal counts or equal widths", () => {
    const sample = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100];
    assert.deepEqual([...stabilityEdges(sample, 2, "quantile")], [4.5]);
    assert.deepEqual([...stabilityEdges(sample, 4, "width")], [25, 50, 75]);
    assert.deepEqual([...binCounts(sample, stabilityEdges(sample, 5, "quantile"))], [2, 2, 2, 2, 2]);
  });

  it("makes one edge of edges that fall together, and skips missing values", () => {
    assert.deepEqual([...stabilityEdges([7, 7, Number.NaN, 7, 9], 4, "quantile")], [7, 7.5]);
    assert.deepEqual([...binCounts([7, Number.NaN, 8, 6], Float64Array.of(7))], [2, 1]);
    assert.throws(() => stabilityEdges([Number.NaN], 4, "quantile"), /values in the sample/);
    assert.throws(() => stabilityEdges([1], 1, "quantile"), /bins: a whole number from 2/);
  });
});

describe("stabilityThreshold", () => {
  it("falls with the sample size, so that 0.25 is no threshold for all", () => {
    // χ²(0.99, 9) = 21.665994333461924 (SciPy 1.17.1)
    assert.ok(Math.abs(stabilityThreshold(0.01, 10, 100, 100) - 21.665994333461924 / 50) < 1e-9);
    assert.ok(stabilityThreshold(0.01, 10, 100, 100) > 0.25);
    assert.ok(stabilityThreshold(0.01, 10, 1000, 1000) < 0.05);
    assert.throws(() => stabilityThreshold(0, 10, 100, 100), /alpha: a number between 0 and 1/);
  });
});
