import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";

describe("learn: scores", () => {
  it("match a worked example", () => {
    const s = learn.scores([100, 200, 300, 400], [110, 190, 330, 400]);
    assert.equal(s.n, 4);
    assert.equal(s.mae, 12.5);
    assert.equal(s.rmse, Math.sqrt(275));
    assert.equal(s.bias, 7.5);
    assert.equal(s.r2, 1 - 1100 / 50000);
    assert.equal(s.accuracy["0.1"], 100);
    assert.equal(learn.scores([100, 200], [111, 200]).accuracy["0.1"], 50);
    assert.ok(Math.abs(s.errorQuantiles["0.5"] - 0.075) < 1e-12);
  });

  it("leave out pairs that are not finite, and say how many", () => {
    const s = learn.scores([1, Number.NaN, 3], [1, 2, Number.POSITIVE_INFINITY]);
    assert.deepEqual([s.n, s.skipped, s.mae], [1, 2, 0]);
  });

  it("are NaN, not 0, when nothing was scored", () => {
    const s = learn.scores([], []);
    assert.ok([s.r2, s.mae, s.rmse, s.accuracy["0.2"], s.errorQuantiles["0.5"]].every(Number.isNaN));
    assert.ok(Number.isNaN(learn.accuracyAt([], [], 0.2)));
  });

  it("have no R² for a constant truth, and take relative errors of zero by the floor", () => {
    assert.ok(Number.isNaN(learn.scores([5, 5], [5, 6]).r2));
    assert.equal(learn.relativeError(0, 1e-6), 1);
  });

  it("accuracy grows with τ", () => {
    const curve = learn.accuracyCurve([100, 100, 100], [100, 120, 150], [0, 0.2, 0.5]);
    assert.deepEqual(
      curve.map((p) => Math.round(p.accuracy)),
      [33, 67, 100],
    );
  });

  it("refuse predictions that do not fit the rows", () => {
    assert.throws(() => learn.scores([1, 2], [1]), { code: "argument" });
  });

  it("quantiles are linear between neighbours", () => {
    assert.equal(learn.quantile([10, 20, 30], 0.25), 15);
    assert.ok(Number.isNaN(learn.quantile([], 0.5)));
    assert.equal(learn.median([3, Number.NaN, 1]), 2);
  });
});

describe("learn: baselines", () => {
  it("persistence never crosses a segment nor a gap, and constant is the training median", () => {
    const t = table.Table.of({
      experiment: ["a", "a", "a", "a", "b", "b"],
      load: [1, 2, 3, 4, 5, 6],
      output_rate: [1, 2, null, 4, 5, 60],
    });
    const data = learn.dataset(t, { target: "output_rate" });
    const split = { name: "", train: Int32Array.of(0, 1, 4), test: Int32Array.of(0, 1, 2, 3, 4) };
    const { constant, persistence } = learn.baselinePredictions(data, split);
    assert.deepEqual([...persistence], [Number.NaN, 1, Number.NaN, Number.NaN, 5]);
    assert.deepEqual([...constant], [2, 2, 2, 2, 2]);
  });
});
