import { deactivate } from "./activation";
import { backwardLayer, weightGradient } from "./kernels";
import { type Loss, lossAndDelta } from "./loss";
import { forward, type Layer, layersOf, type NetworkShape, type Workspace, workspace } from "./network";

/** Room for one batch's way forth and back; made once for a training. */
export interface GradientSpace {
  readonly layers: readonly Layer[];
  readonly work: Workspace;
  readonly deltas: readonly Float64Array[];
  readonly targets: Float64Array;
  readonly gradient: Float64Array;
}

export function gradientSpace(shape: NetworkShape, rows: number): GradientSpace {
  const { layers, parameters } = layersOf(shape);
  return {
    layers,
    work: workspace(shape, rows),
    deltas: layers.map((layer) => new Float64Array(rows * layer.outputs)),
    targets: new Float64Array(rows),
    gradient: new Float64Array(parameters),
  };
}

/**
 * Loss of the batch in `space` (inputs in `work.values[0]`, targets in `targets`), with its gradient by every weight
 * in `space.gradient`. The first `frozen` layers get no gradient.
 */
export function gradientOf(
  shape: NetworkShape,
  weights: Float64Array,
  space: GradientSpace,
  rows: number,
  loss: Loss,
  bound: number,
  frozen = 0,
  mask?: readonly Float64Array[],
): number {
  const { layers, work, deltas, gradient } = space;
  const outputs = forward(shape, layers, weights, work, rows, mask);
  gradient.fill(0);
  const value = lossAndDelta(loss, bound, outputs, space.targets, deltas[layers.length - 1], rows);
  for (let l = layers.length - 1; l >= frozen; l--) {
    weightGradient(layers[l], deltas[l], work.values[l], gradient, rows);
    if (l === frozen) break;
    backwardLayer(layers[l], weights, deltas[l], deltas[l - 1], rows);
    const count = rows * layers[l - 1].outputs;
    if (mask !== undefined) {
      const delta = deltas[l - 1];
      for (let i = 0; i < count; i++) delta[i] *= mask[l - 1][i];
    }
    deactivate(shape.activation, work.sums[l - 1], deltas[l - 1], count);
  }
  return value;
}
