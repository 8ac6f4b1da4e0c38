import { adam, adamStep } from "./adam";
import { type GradientSpace, gradientOf, gradientSpace } from "./gradient";
import { forward, type NetworkShape, workspace } from "./network";
import type { Rows, Trainer, TrainingPlan } from "./train";

/** The dense network on our own engine: everything is allocated here, nothing per step. */
export function ownTrainer(
  shape: NetworkShape,
  start: Float64Array,
  data: Rows,
  plan: TrainingPlan,
): Trainer {
  const weights = start.slice();
  const space = gradientSpace(shape, Math.min(plan.batch, data.x.rows));
  const { layers } = space;
  const optimiser = adam(weights.length);
  const frozen = Math.min(plan.freeze, layers.length - 1);
  const firstFree = layers[frozen].weightsAt;
  return {
    step(rows, learningRate, mask) {
      gather(space, data, rows);
      const loss = gradientOf(shape, weights, space, rows.length, plan.loss, plan.bound, frozen, mask);
      adamStep(optimiser, weights, space.gradient, learningRate, plan.weightDecay, firstFree);
      return loss;
    },
    squaredError({ x, y }) {
      const block = Math.min(64, x.rows);
      const work = workspace(shape, block);
      let sum = 0;
      for (let from = 0; from < x.rows; from += block) {
        const rows = Math.min(block, x.rows - from);
        work.values[0].set(x.data.subarray(from * x.columns, (from + rows) * x.columns));
        const outputs = forward(shape, layers, weights, work, rows);
        for (let r = 0; r < rows; r++) sum += (outputs[r] - y[from + r]) ** 2;
      }
      return sum / x.rows;
    },
    weights: () => weights.slice(),
    dispose: () => {},
  };
}

function gather(space: GradientSpace, { x, y }: Rows, rows: Int32Array): void {
  const inputs = space.work.values[0];
  const { columns, data } = x;
  for (let r = 0, to = 0; r < rows.length; r++) {
    const row = rows[r];
    space.targets[r] = y[row];
    for (let j = 0, at = row * columns; j < columns; j++) inputs[to++] = data[at++];
  }
}
