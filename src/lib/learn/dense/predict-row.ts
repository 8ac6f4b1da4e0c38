import { activate } from "./activation";
import type { Layer, NetworkShape } from "./network";
import { layersOf } from "./network";

/** A function that predicts one row in plain JavaScript: for a single row, entering the kernels would cost more. */
export function rowPredictor(
  shape: NetworkShape,
  weights: Float64Array,
): (row: ArrayLike<number>, from: number) => number {
  const { layers } = layersOf(shape);
  const values = layers.map(({ inputs }) => new Float64Array(inputs));
  const sums = layers.map(({ outputs }) => new Float64Array(outputs));
  const last = layers.length - 1;
  return (row, from) => {
    const first = values[0];
    for (let j = 0; j < first.length; j++) first[j] = row[from + j];
    for (let l = 0; l < last; l++) {
      layerSums(layers[l], weights, values[l], sums[l]);
      activate(shape.activation, sums[l], values[l + 1], sums[l].length);
    }
    layerSums(layers[last], weights, values[last], sums[last]);
    return sums[last][0];
  };
}

/** Four outputs at a time: each value that is loaded takes part in four products. */
function layerSums(
  { inputs, outputs, weightsAt, biasesAt }: Layer,
  w: Float64Array,
  values: Float64Array,
  sums: Float64Array,
): void {
  const whole = outputs - (outputs % 4);
  for (let o = 0; o < whole; o += 4) {
    let p = weightsAt + o * inputs;
    let q = p + inputs;
    let u = q + inputs;
    let v = u + inputs;
    let x0 = w[biasesAt + o];
    let x1 = w[biasesAt + o + 1];
    let x2 = w[biasesAt + o + 2];
    let x3 = w[biasesAt + o + 3];
    for (let i = 0; i < inputs; i++) {
      const a = values[i];
      x0 += w[p++] * a;
      x1 += w[q++] * a;
      x2 += w[u++] * a;
      x3 += w[v++] * a;
    }
    sums[o] = x0;
    sums[o + 1] = x1;
    sums[o + 2] = x2;
    sums[o + 3] = x3;
  }
  for (let o = whole; o < outputs; o++) {
    const at = weightsAt + o * inputs;
    let sum = w[biasesAt + o];
    for (let i = 0; i < inputs; i++) sum += w[at + i] * values[i];
    sums[o] = sum;
  }
}
