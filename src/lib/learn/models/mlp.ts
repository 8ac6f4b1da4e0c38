import { fail, random } from "../../core";
import { ACTIVATIONS, type Activation } from "../dense/activation";
import { LOSSES } from "../dense/loss";
import { initialWeights, layersOf, type NetworkShape } from "../dense/network";
import { ownTrainer } from "../dense/own-trainer";
import { forwardPass } from "../dense/pass";
import { rowPredictor } from "../dense/predict-row";
import { openSpace, setWeights } from "../dense/space";
import { type Epoch, type TrainingPlan, trainInEpochs } from "../dense/train";
import { denseTensors } from "../engines/dense-tensors";
import { ENGINES, type EngineName } from "../engines/engine";
import { tfjsTrainer } from "../engines/tfjs-trainer";
import type { Model, ModelKind, ModelState } from "./model";
import { fractionBelowOne, listOf, nonNegative, oneOf, positive, readOptions, whole } from "./options";
import { outputFor } from "./predict";
import { floats, inputsOf } from "./restore";

export interface MlpOptions extends TrainingPlan {
  /** Widths of the hidden layers; an empty list is one linear layer. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** What computes the training; the others than "own" are loaded first, with {@link loadEngine}. */
  readonly engine: EngineName;
}

/** A fitted dense network. */
export interface MlpModel extends Model {
  readonly shape: NetworkShape;
  /** Never changed after fitting. */
  readonly weights: Float64Array;
  readonly history: readonly Epoch[];
}

/** The original's second recipe: 64 and 32 hidden units, Huber's loss, Adam, halving on a plateau, early stop. */
const DEFAULTS: MlpOptions = {
  hidden: [64, 32],
  activation: "relu",
  loss: "smoothl1",
  bound: 1,
  learningRate: 1e-2,
  batch: 16,
  epochs: 100,
  patience: 10,
  plateauPatience: 5,
  plateauFactor: 0.5,
  minLearningRate: 1e-5,
  weightDecay: 0,
  dropout: 0,
  freeze: 0,
  engine: "own",
};

/** A dense network on our own engine. */
export const mlp: ModelKind<MlpOptions> = {
  kind: "mlp",
  about: "dense network (64-32), Adam, early stop",
  missing: false,
  scaled: true,
  scaledTarget: true,
  watch: () => 0.2,
  options: (given) =>
    readOptions<MlpOptions>("mlp", given, DEFAULTS, {
      hidden: listOf(whole(1, 65536)),
      activation: oneOf(...ACTIVATIONS),
      loss: oneOf(...LOSSES),
      bound: positive,
      learningRate: positive,
      batch: whole(1),
      epochs: whole(1),
      patience: whole(0),
      plateauPatience: whole(0),
      plateauFactor: fractionBelowOne,
      minLearningRate: nonNegative,
      weightDecay: nonNegative,
      dropout: fractionBelowOne,
      freeze: whole(0),
      engine: oneOf(...ENGINES),
    }),
  fit(x, y, options, context) {
    const shape = { inputs: x.columns, hidden: options.hidden, activation: options.activation };
    const start =
      startWeights(context.start, shape) ?? initialWeights(shape, random(context.seed).fork("weights"));
    const trainer =
      options.engine === "own"
        ? ownTrainer(shape, start, { x, y }, options)
        : tfjsTrainer(options.engine, denseTensors(shape, options.freeze), start, { x, y }, options);
    try {
      const training = trainInEpochs(trainer, options, {
        seed: context.seed,
        rows: x.rows,
        hidden: options.hidden,
        validation: context.validation,
        onEpoch: (entry) =>
          context.progress?.(entry.epoch, options.epochs, `error ${entry.watched.toPrecision(4)}`),
      });
      return mlpModel(shape, training.weights, training.history);
    } finally {
      trainer.dispose();
    }
  },
  restore(state) {
    const { config } = state;
    const shape = {
      inputs: inputsOf(state),
      hidden: listOf(whole(1, 65536))(config.hidden, "hidden") as number[],
      activation: oneOf(...ACTIVATIONS)(config.activation, "activation") as Activation,
    };
    return mlpModel(shape, floats(state, "weights", layersOf(shape).parameters), []);
  },
};

/** The weights to start from, of a network of the same shape; another shape is an error. */
function startWeights(start: Model | undefined, shape: NetworkShape): Float64Array | undefined {
  if (start === undefined) return undefined;
  const from = (start as Partial<MlpModel>).shape;
  if (start.kind !== "mlp" || from === undefined || describe(from) !== describe(shape)) {
    fail({
      code: "shape",
      expected: `a network ${describe(shape)} to start from`,
      found: from === undefined ? `a ${start.kind} model` : describe(from),
      hint: "Start from nothing when the shape changes",
    });
  }
  return (start as MlpModel).weights;
}

function describe({ inputs, hidden, activation }: NetworkShape): string {
  return `${[inputs, ...hidden, 1].join("-")} ${activation}`;
}

/** Rows that pass through the network together; enough for the kernels, few enough for the cache. */
const BLOCK = 64;
/** Below this many rows one by one is faster. */
const FEW = 8;

function mlpModel(shape: NetworkShape, weights: Float64Array, history: readonly Epoch[]): MlpModel {
  const { inputs } = shape;
  const one = rowPredictor(shape, weights);
  return {
    kind: "mlp",
    inputs,
    shape,
    weights,
    history,
    predict(x, out) {
      const result = outputFor(x, inputs, out);
      if (x.rows < FEW) {
        for (let i = 0; i < x.rows; i++) result[i] = one(x.data, i * inputs);
        return result;
      }
      const space = openSpace(shape, BLOCK, false);
      setWeights(space, weights);
      for (let from = 0; from < x.rows; from += BLOCK) {
        const rows = Math.min(BLOCK, x.rows - from);
        space.values[0].set(x.data.subarray(from * inputs, (from + rows) * inputs));
        result.set(forwardPass(space, rows).subarray(0, rows), from);
      }
      space.release();
      return result;
    },
    predictRow: (row) => one(row, 0),
    state: (): ModelState => ({
      kind: "mlp",
      config: { inputs, hidden: [...shape.hidden], activation: shape.activation },
      arrays: { weights },
    }),
  };
}
