import { fail } from "../../core";
import { activate, deactivate } from "./activation";
import { type Loss, lossAndDelta } from "./loss";
import { type Space, type TrainingSpace, transpose } from "./space";

const BYTES = 8;

/**
 * The outputs of the first `rows` rows of `space.values[0]`. `mask` (dropout) multiplies the values of hidden layer l
 * by mask[l].
 */
export function forwardPass(space: Space, rows: number, mask?: readonly Float64Array[]): Float64Array {
  const { layers, weights, values, sums, kernels, shape } = space;
  const last = layers.length - 1;
  for (let l = 0; l <= last; l++) {
    const { inputs, outputs, weightsAt, biasesAt } = layers[l];
    const here = sums[l];
    for (let r = 0, to = 0; r < rows; r++) {
      for (let o = 0; o < outputs; o++) here[to++] = weights[biasesAt + o];
    }
    kernels.multiply(
      values[l].byteOffset,
      inputs * BYTES,
      BYTES,
      weights.byteOffset + weightsAt * BYTES,
      here.byteOffset,
      rows,
      outputs,
      inputs,
    );
    if (l === last) break;
    const count = rows * outputs;
    activate(shape.activation, here, values[l + 1], count);
    if (mask === undefined) continue;
    const next = values[l + 1];
    for (let i = 0; i < count; i++) next[i] *= mask[l][i];
  }
  return sums[last];
}

/**
 * The mean loss of the first `rows` rows (inputs in `values[0]`, targets in `training.targets`), and its gradient by
 * every weight in `training.gradient`. The first `frozen` layers get no gradient.
 */
export function gradientPass(
  space: Space,
  rows: number,
  loss: Loss,
  bound: number,
  frozen = 0,
  mask?: readonly Float64Array[],
): number {
  const { layers, weights, values, sums, kernels, shape } = space;
  const { targets, deltas, gradient, flipped } = trainingOf(space);
  const outputs = forwardPass(space, rows, mask);
  gradient.fill(0);
  const value = lossAndDelta(loss, bound, outputs, targets, deltas[layers.length - 1], rows);
  for (let l = layers.length - 1; l >= frozen; l--) {
    const { inputs, outputs: width, weightsAt, biasesAt } = layers[l];
    const delta = deltas[l];
    // valuesᵀ · delta
    kernels.multiply(
      values[l].byteOffset,
      BYTES,
      inputs * BYTES,
      delta.byteOffset,
      gradient.byteOffset + weightsAt * BYTES,
      inputs,
      width,
      rows,
    );
    for (let r = 0, at = 0; r < rows; r++) {
      for (let o = 0; o < width; o++) gradient[biasesAt + o] += delta[at++];
    }
    if (l === frozen) break;
    // delta · weightsᵀ
    transpose(weights, weightsAt, inputs, width, flipped, 0);
    const back = deltas[l - 1];
    const count = rows * inputs;
    back.fill(0, 0, count);
    kernels.multiply(
      delta.byteOffset,
      width * BYTES,
      BYTES,
      flipped.byteOffset,
      back.byteOffset,
      rows,
      inputs,
      width,
    );
    if (mask !== undefined) for (let i = 0; i < count; i++) back[i] *= mask[l - 1][i];
    deactivate(shape.activation, sums[l - 1], back, count);
  }
  return value;
}

/** What a space that was opened for training has besides. */
export function trainingOf(space: Space): TrainingSpace {
  return (
    space.training ??
    fail({ code: "internal", expected: "a space for training", found: "one for predicting" })
  );
}
