import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";

describe("learn: scaler", () => {
  it("gives mean 0 and population deviation 1, and leaves missing cells missing", () => {
    const x = learn.matrix([[1], [Number.NaN], [3]]);
    const scaler = learn.fitScaler(x);
    assert.deepEqual([scaler.mean[0], scaler.scale[0]], [2, 1]);
    assert.deepEqual([...learn.scale(scaler, x).data], [-1, Number.NaN, 1]);
  });

  it("turns a constant column into zeros, also where its mean is not exact", () => {
    const x = learn.matrix(new Float64Array(1000).fill(9e9 + 0.1));
    assert.ok(learn.scale(learn.fitScaler(x), x).data.every((v) => Math.abs(v) < 1e-4));
    assert.equal(learn.fitScaler(x).scale[0], 1);
  });

  it("gives an all-missing column scale 1", () => {
    assert.equal(learn.fitScaler(learn.matrix([[Number.NaN], [Number.NaN]])).scale[0], 1);
  });
});
