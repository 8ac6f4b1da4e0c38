import { type Random, random } from "../../core";
import type { Activation } from "./activation";

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
