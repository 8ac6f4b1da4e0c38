import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { Matrix } from "../data/matrix";
import type { Rows, Trainer, TrainingPlan } from "../dense/train";
import type { EngineName } from "./engine";
import { type Tf, tfOf } from "./loaded";

/** A network as TensorFlow.js computes it: where its tensors lie in the one array of weights, and its way forth. */
export interface TensorNetwork {
  readonly tensors: readonly {
    readonly at: number;
    readonly shape: readonly number[];
    readonly frozen: boolean;
  }[];
  /** Outputs [rows, 1] of inputs [rows, columns]. */
  forward(
    tf: unknown,
    variables: readonly unknown[],
    inputs: unknown,
    mask: readonly unknown[] | undefined,
  ): unknown;
}

/** Trains any {@link TensorNetwork} with the given engine; the same steps as our own engine takes, in float32. */
export function tfjsTrainer(
  engine: EngineName,
  network: TensorNetwork,
  start: Float64Array,
  data: Rows,
  plan: TrainingPlan,
): Trainer {
  const tf = tfOf(engine);
  const variables = network.tensors.map(({ at, shape, frozen }) => {
    const values = Float32Array.from(start.subarray(at, at + size(shape)));
    // Inside of tidy, so that the tensor behind the variable does not outlive it.
    return tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), !frozen));
  });
  const free = variables.filter((variable) => variable.trainable);
  const optimiser = tf.train.adam(plan.learningRate, 0.9, 0.999, 1e-8);
  const outputs = (inputs: Tensor2D, mask?: readonly Tensor[]) =>
    network.forward(tf, variables, inputs, mask) as Tensor2D;
  return {
    step(rows, learningRate, mask) {
      // Adam reads its rate at every step; there is no public way to change it.
      (optimiser as unknown as { learningRate: number }).learningRate = learningRate;
      return tf.tidy(() => {
        const inputs = tensorOf(tf, data.x, rows);
        const targets = tf.tensor2d(
          Float32Array.from(rows, (i) => data.y[i]),
          [rows.length, 1],
        );
        const dropped = mask?.map((layer) => maskTensor(tf, layer, rows.length, plan.batch, data.x.rows));
        const { value, grads } = tf.variableGrads(
          () => meanLoss(tf, plan, outputs(inputs, dropped), targets),
          free,
        );
        optimiser.applyGradients(decayed(tf, grads, free, plan.weightDecay));
        return value.dataSync()[0];
      });
    },
    squaredError({ x, y }) {
      return tf.tidy(() => {
        const all = Int32Array.from(y, (_, i) => i);
        const errors = outputs(tensorOf(tf, x, all)).sub(tf.tensor2d(Float32Array.from(y), [y.length, 1]));
        return errors.square().mean().dataSync()[0];
      });
    },
    weights() {
      const weights = start.slice();
      network.tensors.forEach(({ at }, k) => {
        weights.set(variables[k].dataSync(), at);
      });
      return weights;
    },
    dispose() {
      for (const variable of variables) variable.dispose();
      optimiser.dispose();
    },
  };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function tensorOf(tf: Tf, x: Matrix, rows: Int32Array): Tensor2D {
  const values = new Float32Array(rows.length * x.columns);
  for (let r = 0, to = 0; r < rows.length; r++) {
    for (let j = 0, at = rows[r] * x.columns; j < x.columns; j++) values[to++] = x.data[at++];
  }
  return tf.tensor2d(values, [rows.length, x.columns]);
}

function maskTensor(tf: Tf, layer: Float64Array, rows: number, batch: number, all: number): Tensor {
  const width = layer.length / Math.min(batch, all);
  return tf.tensor2d(Float32Array.from(layer.subarray(0, rows * width)), [rows, width]);
}

function meanLoss(
  tf: Tf,
  plan: TrainingPlan,
  outputs: Tensor2D,
  targets: Tensor2D,
): ReturnType<Tf["scalar"]> {
  const errors = tf.sub(outputs, targets);
  if (plan.loss === "mse") return tf.mean(tf.square(errors));
  const bound = plan.loss === "smoothl1" ? 1 : plan.bound;
  const size = tf.abs(errors);
  // Huber's loss without a branch: q²/2 + bound·(|e| − q) with q = min(|e|, bound).
  const near = tf.minimum(size, bound);
  return tf.mean(tf.add(tf.mul(0.5, tf.square(near)), tf.mul(bound, tf.sub(size, near))));
}

function decayed(tf: Tf, grads: Record<string, Tensor>, free: readonly Variable[], decay: number) {
  return free.map((v) => {
    const gradient = grads[v.name];
    return { name: v.name, tensor: decay === 0 ? gradient : tf.add(gradient, tf.mul(v, decay)) };
  });
}
