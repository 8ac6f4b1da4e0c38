import { fail, random } from "../../core";
import { LOSSES } from "../dense/loss";
import { type Epoch, type TrainingPlan, trainInEpochs } from "../dense/train";
import { ENGINES, type EngineName } from "../engines/engine";
import {
  type LstmShape,
  lstmForward,
  lstmParameters,
  lstmTensors,
  lstmWeights,
} from "../engines/lstm-network";
import { tfjsTrainer } from "../engines/tfjs-trainer";
import type { Model, ModelKind, ModelState } from "./model";
import { fractionBelowOne, nonNegative, oneOf, positive, readOptions, whole } from "./options";
import { outputFor } from "./predict";
import { floats, inputsOf } from "./restore";

export interface LstmOptions extends TrainingPlan {
  /** Rows of a window; the inputs are that many equal parts, oldest first, as {@link windows} makes them. */
  readonly lookback: number;
  /** Width of the recurrent layer. */
  readonly hidden: number;
  /** Which TensorFlow.js back end trains; our own engine has no recurrence. */
  readonly engine: EngineName;
}

export interface LstmModel extends Model {
  readonly shape: LstmShape;
  readonly weights: Float64Array;
  readonly history: readonly Epoch[];
}

/** A recurrent network over windows (Hochreiter and Schmidhuber 1997): trained by TensorFlow.js, predicting without it. */
export const lstm: ModelKind<LstmOptions> = {
  kind: "lstm",
  about: "recurrent network over windows, trained by TensorFlow.js",
  missing: false,
  scaled: true,
  scaledTarget: true,
  watch: () => 0.1,
  options: (given) =>
    readOptions<LstmOptions>(
      "lstm",
      given,
      {
        lookback: 1,
        hidden: 64,
        engine: "tfjs-wasm",
        loss: "smoothl1",
        bound: 1,
        learningRate: 1e-3,
        batch: 64,
        epochs: 200,
        patience: 10,
        plateauPatience: 0,
        plateauFactor: 0.5,
        minLearningRate: 0,
        weightDecay: 0,
        dropout: 0,
        freeze: 0,
      },
      {
        lookback: whole(1),
        hidden: whole(1, 65536),
        engine: oneOf(...ENGINES.filter((name) => name !== "own")),
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
        dropout: oneOf(0),
        freeze: oneOf(0),
      },
    ),
  fit(x, y, options, context) {
    if (x.columns % options.lookback !== 0) {
      fail({
        code: "shape",
        expected: `inputs of ${options.lookback} equal parts, oldest first`,
        found: `${x.columns} inputs`,
        hint: "learn.windows(data, { lookback }) makes them",
      });
    }
    const shape = {
      inputs: x.columns / options.lookback,
      hidden: options.hidden,
      lookback: options.lookback,
    };
    const start = lstmWeights(shape, random(context.seed).fork("weights"));
    const trainer = tfjsTrainer(options.engine, lstmTensors(shape), start, { x, y }, options);
    try {
      const training = trainInEpochs(trainer, options, {
        seed: context.seed,
        rows: x.rows,
        hidden: [],
        validation: context.validation,
        onEpoch: (entry) =>
          context.progress?.(entry.epoch, options.epochs, `error ${entry.watched.toPrecision(4)}`),
      });
      return lstmModel(shape, training.weights, training.history);
    } finally {
      trainer.dispose();
    }
  },
  restore(state) {
    const size = (name: string) => whole(1, 65536)(state.config[name], name) as number;
    const shape = { hidden: size("hidden"), lookback: size("lookback"), inputs: 0 };
    shape.inputs = inputsOf(state) / shape.lookback;
    return lstmModel(shape, floats(state, "weights", lstmParameters(shape)), []);
  },
};

function lstmModel(shape: LstmShape, weights: Float64Array, history: readonly Epoch[]): LstmModel {
  const inputs = shape.inputs * shape.lookback;
  const forward = lstmForward(shape, weights);
  return {
    kind: "lstm",
    inputs,
    shape,
    weights,
    history,
    predict(x, out) {
      const result = outputFor(x, inputs, out);
      for (let i = 0; i < x.rows; i++) result[i] = forward(x.data, i * inputs);
      return result;
    },
    predictRow: (row) => forward(row, 0),
    state: (): ModelState => ({
      kind: "lstm",
      config: { inputs, hidden: shape.hidden, lookback: shape.lookback },
      arrays: { weights },
    }),
  };
}
