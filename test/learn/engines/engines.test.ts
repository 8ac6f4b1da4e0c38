import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import { ACTIVATIONS } from "../../../src/lib/learn/dense/activation";
import { LOSSES } from "../../../src/lib/learn/dense/loss";
import { initialWeights, layersOf, type NetworkShape } from "../../../src/lib/learn/dense/network";
import { gradientPass, trainingOf } from "../../../src/lib/learn/dense/pass";
import { inLayerOrder, openSpace, setWeights } from "../../../src/lib/learn/dense/space";
import { denseTensors } from "../../../src/lib/learn/engines/dense-tensors";
import { tfOf } from "../../../src/lib/learn/engines/loaded";
import type { MlpModel } from "../../../src/lib/learn/models/mlp";

const kind = learn.modelKind("mlp");

function data(rows: number) {
  const draw = core.random(4);
  const x = learn.matrix(Array.from({ length: rows }, () => [draw.normal(), draw.normal(), draw.normal()]));
  const y = Float64Array.from({ length: rows }, (_, i) => Math.sin(x.data[3 * i]) + x.data[3 * i + 1] ** 2);
  return { x, y };
}

function fitOn(engine: learn.EngineName, given: object): MlpModel {
  const { x, y } = data(96);
  return kind.fit(x, y, kind.options({ engine, hidden: [16, 8], epochs: 6, ...given }), {
    seed: 3,
    validation: data(30),
  }) as MlpModel;
}

function assertClose(actual: number, expected: number, share: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= share * Math.max(1e-3, Math.abs(expected)),
    `${what}: ${actual} against ${expected}`,
  );
}

/** The engine follows ours step by step from the same weights: same batches, same dropped units, float32 rounding. */
function assertFollows(engine: learn.EngineName): void {
  for (const given of [
    { activation: "relu", loss: "smoothl1" },
    { activation: "tanh", loss: "huber", bound: 0.3, weightDecay: 0.01 },
    { activation: "gelu", loss: "mse", dropout: 0.2, freeze: 1 },
  ]) {
    const own = fitOn("own", given);
    const other = fitOn(engine, given);
    own.history.forEach((epoch, i) => {
      assertClose(other.history[i].trainLoss, epoch.trainLoss, 2e-3, `${engine} loss of epoch ${i + 1}`);
      assertClose(other.history[i].watched, epoch.watched, 2e-3, `${engine} watched error of epoch ${i + 1}`);
    });
    const rows = data(20).x;
    const expected = own.predict(rows);
    other.predict(rows).forEach((p, i) => {
      assert.ok(Math.abs(p - expected[i]) < 5e-3, `row ${i}: ${p} against ${expected[i]}`);
    });
  }
}

describe("learn: engines", function () {
  this.timeout(60_000);

  it("must be loaded before they are used", async () => {
    assert.throws(() => fitOn("tfjs-node", {}), {
      code: "engine",
      message: /await learn\.loadEngine\("tfjs-node"\)/,
    });
    await assert.rejects(learn.loadEngine("cuda" as learn.EngineName), { code: "argument" });
  });

  it("tfjs gives the losses and gradients of our engine from the same weights", async () => {
    await learn.loadEngine("tfjs-cpu");
    const tf = tfOf("tfjs-cpu");
    for (const activation of ACTIVATIONS) {
      for (const loss of LOSSES) {
        const shape: NetworkShape = { inputs: 3, hidden: [5, 6], activation };
        const { x, y } = data(9);
        const weights = initialWeights(shape, 8);
        const space = openSpace(shape, 9, true);
        setWeights(space, weights);
        space.values[0].set(x.data);
        trainingOf(space).targets.set(y);
        const own = gradientPass(space, 9, loss, 0.7);
        const gradient = inLayerOrder(space, trainingOf(space).gradient);
        const { layers } = layersOf(shape);
        const variables = layers.flatMap(({ inputs, outputs, weightsAt, biasesAt }) => [
          tf.variable(tf.tensor(Float32Array.from(weights.subarray(weightsAt, biasesAt)), [outputs, inputs])),
          tf.variable(
            tf.tensor(Float32Array.from(weights.subarray(biasesAt, biasesAt + outputs)), [outputs]),
          ),
        ]);
        const targets = tf.tensor2d(Float32Array.from(y), [9, 1]);
        const { value, grads } = tf.variableGrads(() => {
          const outputs = denseTensors(shape, 0).forward(
            tf,
            variables,
            tf.tensor2d(Float32Array.from(x.data), [9, 3]),
            undefined,
          ) as typeof targets;
          if (loss === "mse") return tf.losses.meanSquaredError(targets, outputs).asScalar();
          const bound = loss === "smoothl1" ? 1 : 0.7;
          return tf.losses.huberLoss(targets, outputs, undefined, bound).asScalar();
        });
        assertClose(value.dataSync()[0], own, 1e-5, `${loss} through ${activation}`);
        variables.forEach((variable, k) => {
          const at = k % 2 === 0 ? layers[k >> 1].weightsAt : layers[k >> 1].biasesAt;
          grads[variable.name].dataSync().forEach((g, i) => {
            assert.ok(Math.abs(g - gradient[at + i]) < 2e-6, `${loss}, ${activation}: weight ${at + i}`);
          });
          variable.dispose();
        });
      }
    }
  });

  it("tfjs-cpu follows our engine", async () => {
    await learn.loadEngine("tfjs-cpu");
    assertFollows("tfjs-cpu");
  });

  it("tfjs-wasm follows our engine, and leaves nothing behind", async () => {
    await learn.loadEngine("tfjs-wasm");
    assertFollows("tfjs-wasm");
    const before = tfOf("tfjs-wasm").memory().numTensors;
    fitOn("tfjs-wasm", { epochs: 1 });
    assert.equal(tfOf("tfjs-wasm").memory().numTensors, before);
  });

  it("tfjs-node follows our engine (needs `npm run tfjs-node`)", async function () {
    if (!existsSync(path.join(learn.nativeEngineFolder(), "node_modules"))) this.skip();
    await learn.loadEngine("tfjs-node");
    assertFollows("tfjs-node");
  });
});
