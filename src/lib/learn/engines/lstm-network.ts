import type { Tensor2D } from "@tensorflow/tfjs";
import type { Random } from "../../core";
import type { Tf } from "./loaded";
import type { TensorNetwork } from "./tfjs-trainer";

/** One recurrent layer over `lookback` steps of `inputs` features, and a linear output. */
export interface LstmShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly lookback: number;
}

// One array: input weights [4·hidden, inputs], recurrent weights [4·hidden, hidden], biases [4·hidden] in the order
// input, forget, cell, output gate (as PyTorch has them), then the output's weights [1, hidden] and bias [1].
function places({ inputs, hidden }: LstmShape) {
  const recurrent = 4 * hidden * inputs;
  const biases = recurrent + 4 * hidden * hidden;
  const output = biases + 4 * hidden;
  return { input: 0, recurrent, biases, output, outputBias: output + hidden, end: output + hidden + 1 };
}

export function lstmParameters(shape: LstmShape): number {
  return places(shape).end;
}

/** All weights uniform in ±1/√hidden, as PyTorch's LSTM starts. */
export function lstmWeights(shape: LstmShape, draw: Random): Float64Array {
  const bound = 1 / Math.sqrt(shape.hidden);
  return Float64Array.from({ length: lstmParameters(shape) }, () => (2 * draw.uniform() - 1) * bound);
}

/** The network as tensors, for training. */
export function lstmTensors(shape: LstmShape): TensorNetwork {
  const { inputs, hidden, lookback } = shape;
  const at = places(shape);
  return {
    tensors: [
      { at: at.input, shape: [4 * hidden, inputs], frozen: false },
      { at: at.recurrent, shape: [4 * hidden, hidden], frozen: false },
      { at: at.biases, shape: [4 * hidden], frozen: false },
      { at: at.output, shape: [1, hidden], frozen: false },
      { at: at.outputBias, shape: [1], frozen: false },
    ],
    forward(library, variables, given) {
      const tf = library as Tf;
      const [w, u, b, v, c0] = variables as Tensor2D[];
      const rows = given as Tensor2D;
      let state = tf.zeros([rows.shape[0], hidden]) as Tensor2D;
      let cell = state;
      for (let t = 0; t < lookback; t++) {
        const step = tf.slice(rows, [0, t * inputs], [-1, inputs]);
        const sums = tf.add(
          tf.add(tf.matMul(step, w, false, true), tf.matMul(state, u, false, true)),
          b,
        ) as Tensor2D;
        const [input, forget, candidate, output] = tf.split(sums, 4, 1);
        cell = tf.add(
          tf.mul(tf.sigmoid(forget), cell),
          tf.mul(tf.sigmoid(input), tf.tanh(candidate)),
        ) as Tensor2D;
        state = tf.mul(tf.sigmoid(output), tf.tanh(cell)) as Tensor2D;
      }
      return tf.add(tf.matMul(state, v, false, true), c0);
    },
  };
}

/** The network in plain arithmetic, for predicting: no library, no allocation per row. */
export function lstmForward(
  shape: LstmShape,
  weights: Float64Array,
): (data: ArrayLike<number>, from: number) => number {
  const { inputs, hidden, lookback } = shape;
  const at = places(shape);
  const sums = new Float64Array(4 * hidden);
  const state = new Float64Array(hidden);
  const cell = new Float64Array(hidden);
  return (data, from) => {
    state.fill(0);
    cell.fill(0);
    for (let t = 0, first = from; t < lookback; t++, first += inputs) {
      for (let g = 0; g < 4 * hidden; g++) {
        let sum = weights[at.biases + g];
        for (let j = 0, w = g * inputs; j < inputs; j++) sum += weights[w++] * data[first + j];
        for (let j = 0, u = at.recurrent + g * hidden; j < hidden; j++) sum += weights[u++] * state[j];
        sums[g] = sum;
      }
      for (let h = 0; h < hidden; h++) {
        cell[h] = sigmoid(sums[hidden + h]) * cell[h] + sigmoid(sums[h]) * Math.tanh(sums[2 * hidden + h]);
        state[h] = sigmoid(sums[3 * hidden + h]) * Math.tanh(cell[h]);
      }
    }
    let sum = weights[at.outputBias];
    for (let h = 0; h < hidden; h++) sum += weights[at.output + h] * state[h];
    return sum;
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
