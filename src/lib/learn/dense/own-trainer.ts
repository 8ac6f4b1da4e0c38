import type { NetworkShape } from "./network";
import { forwardPass, gradientPass, trainingOf } from "./pass";
import { inLayerOrder, openSpace, setWeights } from "./space";
import type { Rows, Trainer, TrainingPlan } from "./train";

const BETA1 = 0.9;
const BETA2 = 0.999;

/**
 * The dense network on our own engine, with Adam (Kingma and Ba 2015) in PyTorch's form: weight decay is added to the
 * gradient. Everything is allocated here, nothing per step.
 */
export function ownTrainer(
  shape: NetworkShape,
  start: Float64Array,
  data: Rows,
  plan: TrainingPlan,
): Trainer {
  const space = openSpace(shape, Math.min(plan.batch, data.x.rows), true);
  setWeights(space, start);
  const { gradient, first, second, targets } = trainingOf(space);
  const { layers, weights, kernels, values } = space;
  const frozen = Math.min(plan.freeze, layers.length - 1);
  // Steps go two numbers at a time. The first layer that learns may begin at an odd one: then the number before it
  // is stepped too, with a gradient of nothing, and put back.
  const free = layers[frozen].weightsAt;
  const from = free - (free % 2);
  const bytes = 8 * (weights.length + (weights.length % 2) - from);
  let steps = 0;
  return {
    step(rows, learningRate, mask) {
      gather(values[0], targets, data, rows);
      const loss = gradientPass(space, rows.length, plan.loss, plan.bound, frozen, mask);
      steps++;
      const kept = weights[from];
      kernels.adam(
        weights.byteOffset + 8 * from,
        gradient.byteOffset + 8 * from,
        first.byteOffset + 8 * from,
        second.byteOffset + 8 * from,
        bytes,
        learningRate / (1 - BETA1 ** steps),
        plan.weightDecay,
        1 / Math.sqrt(1 - BETA2 ** steps),
      );
      if (from < free) weights[from] = kept;
      return loss;
    },
    squaredError({ x, y }) {
      let sum = 0;
      for (let at = 0; at < x.rows; at += space.rows) {
        const rows = Math.min(space.rows, x.rows - at);
        values[0].set(x.data.subarray(at * x.columns, (at + rows) * x.columns));
        const outputs = forwardPass(space, rows);
        for (let r = 0; r < rows; r++) sum += (outputs[r] - y[at + r]) ** 2;
      }
      return sum / x.rows;
    },
    weights: () => inLayerOrder(space, weights),
    dispose: () => space.release(),
  };
}

function gather(inputs: Float64Array, targets: Float64Array, { x, y }: Rows, rows: Int32Array): void {
  const { columns, data } = x;
  for (let r = 0, to = 0; r < rows.length; r++) {
    const row = rows[r];
    targets[r] = y[row];
    for (let j = 0, at = row * columns; j < columns; j++) inputs[to++] = data[at++];
  }
}
