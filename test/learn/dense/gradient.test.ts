import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import { ACTIVATIONS, activate } from "../../../src/lib/learn/dense/activation";
import { erf } from "../../../src/lib/learn/dense/erf";
import { LOSSES, type Loss } from "../../../src/lib/learn/dense/loss";
import { initialWeights, layersOf, type NetworkShape } from "../../../src/lib/learn/dense/network";
import { gradientPass, trainingOf } from "../../../src/lib/learn/dense/pass";
import { inLayerOrder, openSpace, setWeights } from "../../../src/lib/learn/dense/space";

function prepared(shape: NetworkShape, rows: number, seed: number) {
  const draw = core.random(seed);
  const space = openSpace(shape, rows, true);
  for (let i = 0; i < rows * shape.inputs; i++) space.values[0][i] = draw.normal();
  for (let i = 0; i < rows; i++) trainingOf(space).targets[i] = 3 * draw.normal();
  const weights = initialWeights(shape, seed);
  const lossOf = (loss: Loss, bound: number, frozen = 0) => {
    setWeights(space, weights);
    return gradientPass(space, rows, loss, bound, frozen);
  };
  return { weights, lossOf, gradient: () => inLayerOrder(space, trainingOf(space).gradient) };
}

describe("learn: dense engine", () => {
  // Widths and row counts that are and are not multiples of the kernels' blocks.
  const shapes = [
    { inputs: 3, hidden: [5, 4], rows: 7 },
    { inputs: 4, hidden: [8], rows: 4 },
    { inputs: 2, hidden: [], rows: 3 },
    { inputs: 1, hidden: [1, 6, 2], rows: 1 },
  ];
  for (const activation of ACTIVATIONS) {
    for (const loss of LOSSES) {
      it(`gradient of ${loss} through ${activation} agrees with central differences`, () => {
        for (const { rows, ...rest } of shapes) {
          const shape = { ...rest, activation };
          const { weights, lossOf, gradient: read } = prepared(shape, rows, 11);
          lossOf(loss, 1.5);
          const gradient = read();
          const h = 1e-6;
          for (let i = 0; i < weights.length; i++) {
            const kept = weights[i];
            weights[i] = kept + h;
            const above = lossOf(loss, 1.5);
            weights[i] = kept - h;
            const below = lossOf(loss, 1.5);
            weights[i] = kept;
            const numeric = (above - below) / (2 * h);
            assert.ok(
              Math.abs(numeric - gradient[i]) <= 1e-7 + 1e-5 * Math.abs(numeric),
              `${shape.inputs}-${shape.hidden}, weight ${i}: ${gradient[i]} against ${numeric}`,
            );
          }
        }
      });
    }
  }

  it("gives frozen layers no gradient", () => {
    const shape: NetworkShape = { inputs: 3, hidden: [4, 4], activation: "relu" };
    const prepare = prepared(shape, 5, 2);
    prepare.lossOf("mse", 1, 2);
    const gradient = prepare.gradient();
    const { layers } = layersOf(shape);
    assert.ok(gradient.subarray(0, layers[2].weightsAt).every((g) => g === 0));
    assert.ok(gradient.subarray(layers[2].weightsAt).some((g) => g !== 0));
  });

  it("counts the original's parameters: 2817 for 10-64-32-1, 20737 for 10-192-96-1", () => {
    const count = (hidden: number[]) => layersOf({ inputs: 10, hidden, activation: "relu" }).parameters;
    assert.deepEqual(
      [
        [32, 16],
        [64, 32],
        [96, 48],
        [128, 64],
        [160, 80],
        [192, 96],
      ].map(count),
      [897, 2817, 5761, 9729, 14721, 20737],
    );
  });

  it("knows the error function to 14 digits (DLMF table 7.23)", () => {
    for (const [x, value] of [
      [0, 0],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [2, 0.9953222650189527],
      [3, 0.9999779095030014],
      [4, 0.999999984582742],
      [7, 1],
    ]) {
      assert.ok(Math.abs(erf(x) - value) < 3e-14, `erf(${x}) = ${erf(x)}`);
      assert.equal(erf(-x) + erf(x), 0);
    }
    assert.ok(Math.abs(erf(3 - 1e-13) - erf(3)) < 1e-15, "the two formulas meet at 3");
    assert.ok(Number.isNaN(erf(Number.NaN)));
  });

  it("lets a missing value through every activation", () => {
    for (const activation of ACTIVATIONS) {
      const out = new Float64Array(1);
      activate(activation, Float64Array.of(Number.NaN), out, 1);
      assert.ok(Number.isNaN(out[0]), activation);
    }
  });
});
