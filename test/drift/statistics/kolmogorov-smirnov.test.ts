import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { kolmogorovSmirnov } from "../../../src/lib/drift";

function close(actual: number, expected: number, relative = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

describe("kolmogorovSmirnov", () => {
  // Expected values: scipy.stats.ks_2samp (SciPy 1.17.1), method "exact".
  it("agrees with SciPy on samples of 25 and 10", () => {
    const a = [
      0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77,
      1.09, -1.28, 2.36, 1.31, 1.05, -0.32, -0.4, 1.06, -2.47,
    ];
    const b = [1.5, 0.9, 2.2, 0.4, 1.9, 0.1, 2.8, 1.2, 0.7, 3.1];
    const { statistic, pValue, method } = kolmogorovSmirnov(a, b);
    close(statistic, 0.52);
    close(pValue, 0.029641060590481518);
    assert.equal(method, "exact");
  });

  it("agrees with SciPy on samples of 300, and the limit distribution comes near", () => {
    const x = Array.from({ length: 300 }, (_, i) => ((i * 7919) % 1009) / 1009);
    const y = Array.from({ length: 300 }, (_, i) => (((i * 104729) % 1013) / 1013) ** 1.2);
    const exact = kolmogorovSmirnov(x, y);
    close(exact.statistic, 0.08666666666666667);
    close(exact.pValue, 0.21005749381264038);
    const limit = kolmogorovSmirnov(x, y, "asymptotic");
    close(limit.pValue, exact.pValue, 0.06);
    assert.equal(limit.method, "asymptotic");
  });

  it("counts paths in closed form at the extremes: 2 / C(n+m, n) when the samples do not overlap", () => {
    const low = Array.from({ length: 20 }, (_, i) => i);
    const high = Array.from({ length: 20 }, (_, i) => 100 + i);
    close(kolmogorovSmirnov(low, high).pValue, 2 / 137846528820, 1e-12);
    assert.equal(kolmogorovSmirnov(low, low).pValue, 1);
    assert.equal(kolmogorovSmirnov(low, low, "asymptotic").pValue, 1);
  });

  it("leaves missing values out, and needs some", () => {
    assert.deepEqual(
      kolmogorovSmirnov([1, Number.NaN, 2, 3], [4, 5, 6, Number.NaN]),
      kolmogorovSmirnov([1, 2, 3], [4, 5, 6]),
    );
    assert.throws(() => kolmogorovSmirnov([Number.NaN], [1]), /values in both samples, found 0 and 1/);
    assert.throws(() => kolmogorovSmirnov([1], [1], "exakt" as "exact"), /Did you mean "exact"/);
  });
});
