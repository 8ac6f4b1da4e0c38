import { type Random, random } from "../../core";
import { type Activation, activate } from "./activation";
import { forwardLayer } from "./kernels";

/** A stack of dense layers with one output: inputs → hidden… → 1. */
export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

/** Where one layer's numbers lie in the network's one array: `outputs` rows of `inputs` weights, then the biases. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weightsAt: number;
  readonly biasesAt: number;
}

/** The layers of a shape, and how many numbers they have together. */
export function layersOf(shape: NetworkShape): { layers: Layer[]; parameters: number } {
  const widths = [shape.inputs, ...shape.hidden, 1];
  const layers: Layer[] = [];
  let at = 0;
  for (let l = 1; l < widths.length; l++) {
    const [inputs, outputs] = [widths[l - 1], widths[l]];
    layers.push({ inputs, outputs, weightsAt: at, biasesAt: at + inputs * outputs });
    at += (inputs + 1) * outputs;
  }
  return { layers, parameters: at };
}

/** Weights and biases uniform in ±1/√inputs of their layer, as PyTorch's Linear starts. */
export function initialWeights(shape: NetworkShape, seed: number | string | Random): Float64Array {
  const draw = typeof seed === "object" ? seed : random(seed);
  const { layers, parameters } = layersOf(shape);
  const weights = new Float64Array(parameters);
  for (const { inputs, outputs, weightsAt } of layers) {
    const bound = 1 / Math.sqrt(inputs);
    const end = weightsAt + (inputs + 1) * outputs;
    for (let i = weightsAt; i < end; i++) weights[i] = (2 * draw.uniform() - 1) * bound;
  }
  return weights;
}

/** What a pass over up to `rows` rows writes into; made once, used for every batch. */
export interface Workspace {
  readonly rows: number;
  /** Per layer: sums before the activation, then values after it; the values before the first layer are the inputs. */
  readonly sums: readonly Float64Array[];
  readonly values: readonly Float64Array[];
}

export function workspace(shape: NetworkShape, rows: number): Workspace {
  const widths = [...shape.hidden, 1];
  return {
    rows,
    sums: widths.map((width) => new Float64Array(rows * width)),
    values: [shape.inputs, ...shape.hidden].map((width) => new Float64Array(rows * width)),
  };
}

/**
 * The outputs of `rows` rows whose inputs lie in `work.values[0]`; they end in the last array of `work.sums`, which
 * is returned. `mask` (dropout) multiplies the values of hidden layer l by mask[l].
 */
export function forward(
  shape: NetworkShape,
  layers: readonly Layer[],
  weights: Float64Array,
  work: Workspace,
  rows: number,
  mask?: readonly Float64Array[],
): Float64Array {
  const last = layers.length - 1;
  for (let l = 0; l <= last; l++) {
    forwardLayer(layers[l], weights, work.values[l], work.sums[l], rows);
    if (l === last) break;
    const count = rows * layers[l].outputs;
    activate(shape.activation, work.sums[l], work.values[l + 1], count);
    if (mask === undefined) continue;
    const values = work.values[l + 1];
    for (let i = 0; i < count; i++) values[i] *= mask[l][i];
  }
  return work.sums[last];
}
