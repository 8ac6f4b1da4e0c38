import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import { tfOf } from "../../../src/lib/learn/engines/loaded";
import {
  lstmForward,
  lstmParameters,
  lstmTensors,
  lstmWeights,
} from "../../../src/lib/learn/engines/lstm-network";
import * as table from "../../../src/lib/table";

describe("learn: windows", () => {
  const t = table.Table.of({
    experiment: ["a", "a", "a", "a", "b", "b", "b"],
    load: [1, 2, 3, 4, 5, 6, 7],
    cpu: [10, 20, 30, 40, 50, 60, 70],
    output_rate: [1, 2, 3, null, 5, 6, 7],
  });
  const data = learn.dataset(t, { target: "output_rate" });

  it("keep to their segment, and never bridge a row that was left out", () => {
    const w = learn.windows(data, { lookback: 2, horizon: 1 });
    assert.deepEqual(w.features, ["load@-1", "cpu@-1", "load@0", "cpu@0"]);
    assert.deepEqual([...w.x.data], [1, 10, 2, 20, 5, 50, 6, 60]);
    assert.deepEqual([...w.y], [3, 7]);
    assert.deepEqual([...(w.segments?.ids ?? [])], [0, 1]);
    assert.equal(w.dropped + w.x.rows, t.length);
  });

  it("of one row without horizon are the rows themselves", () => {
    const w = learn.windows(data, { lookback: 1 });
    assert.deepEqual(w.x, data.x);
    assert.deepEqual(w.y, data.y);
  });

  it("refuse lengths that are none", () => {
    assert.throws(() => learn.windows(data, { lookback: 0 }), { code: "argument" });
    assert.throws(() => learn.windows(data, { lookback: 2, horizon: -1 }), { code: "argument" });
  });
});

describe("learn: lstm", function () {
  this.timeout(60_000);
  before(() => learn.loadEngine("tfjs-cpu"));

  it("predicts in plain arithmetic what tfjs computes from the same weights", () => {
    const tf = tfOf("tfjs-cpu");
    const shape = { inputs: 3, hidden: 5, lookback: 4 };
    const draw = core.random(6);
    const weights = lstmWeights(shape, draw);
    assert.equal(weights.length, lstmParameters(shape));
    const rows = Float64Array.from({ length: 2 * 12 }, () => draw.normal());
    const network = lstmTensors(shape);
    const tensors = network.tensors.map((place) => {
      const size = place.shape.reduce((a, b) => a * b, 1);
      return tf.tensor(Float32Array.from(weights.subarray(place.at, place.at + size)), [...place.shape]);
    });
    const out = network.forward(tf, tensors, tf.tensor2d(Float32Array.from(rows), [2, 12]), undefined);
    const expected = (out as (typeof tensors)[0]).dataSync();
    const forward = lstmForward(shape, weights);
    for (const i of [0, 1]) assert.ok(Math.abs(forward(rows, 12 * i) - expected[i]) < 1e-6);
  });

  it("learns what lies steps back, which the last row does not tell", () => {
    const draw = core.random(2);
    const load = Array.from({ length: 260 }, () => (draw.uniform() < 0.5 ? 1 : -1));
    const t = table.Table.of({ load, output_rate: load.map((_, i) => 5 * (load[i - 2] ?? 0)) });
    const rows = learn.windows(learn.dataset(t, { target: "output_rate" }), { lookback: 3 });
    const model = {
      kind: "lstm",
      lookback: 3,
      hidden: 8,
      engine: "tfjs-cpu",
      learningRate: 0.03,
      epochs: 25,
      batch: 32,
    };
    const held = learn.takeDataset(
      rows,
      Array.from({ length: 58 }, (_, i) => 200 + i),
    );
    const fitted = learn.fit(rows, { model }, { train: Array.from({ length: 200 }, (_, i) => i) });
    assert.ok(learn.scores(held.y, fitted.predict(held)).r2 > 0.95);
    assert.throws(() => learn.fit(rows, { model: { ...model, lookback: 2 } }), {
      code: "shape",
      message: /windows/,
    });
  });
});
