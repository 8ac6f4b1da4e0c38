import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";

describe("learn: knn", () => {
  const kind = learn.modelKind("knn");
  const x = learn.matrix([[0], [1], [2], [10]]);
  const model = kind.fit(x, Float64Array.of(0, 10, 20, 100), kind.options({ neighbours: 2 }), { seed: 0 });

  it("is the mean of the nearest rows, the earlier ones among equals", () => {
    assert.deepEqual([...model.predict(learn.matrix([[0.1], [1.9], [50], [1]]))], [5, 15, 60, 5]);
  });

  it("asks no more rows than there are", () => {
    const all = kind.fit(x, Float64Array.of(0, 10, 20, 100), kind.options({ neighbours: 99 }), { seed: 0 });
    assert.equal(all.predictRow([0]), 32.5);
  });
});
