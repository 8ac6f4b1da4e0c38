import { fail, type Random, random } from "../../core";
import type { Matrix } from "../data/matrix";
import { adam, adamStep } from "./adam";
import { type GradientSpace, gradientOf, gradientSpace } from "./gradient";
import type { Loss } from "./loss";
import { forward, initialWeights, type Layer, type NetworkShape, workspace } from "./network";

/** How a network is trained. */
export interface TrainingPlan {
  readonly loss: Loss;
  /** Bound of the huber loss. */
  readonly bound: number;
  readonly learningRate: number;
  readonly batch: number;
  readonly epochs: number;
  /** Stop after this many epochs without a better watched error; 0 never stops early. */
  readonly patience: number;
  /** Multiply the rate by `plateauFactor` after this many epochs without progress; 0 keeps it. */
  readonly plateauPatience: number;
  readonly plateauFactor: number;
  readonly minLearningRate: number;
  readonly weightDecay: number;
  readonly dropout: number;
  /** How many of the first layers keep their weights. */
  readonly freeze: number;
}

/** One epoch as a training curve shows it. */
export interface Epoch {
  readonly epoch: number;
  readonly trainLoss: number;
  /** Mean squared error on the watched rows; on the training rows' loss when there are none. */
  readonly watched: number;
  readonly learningRate: number;
}

export interface Training {
  readonly weights: Float64Array;
  readonly history: readonly Epoch[];
  readonly bestEpoch: number;
}

export interface TrainingContext {
  readonly seed: number | string;
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array } | undefined;
  /** Weights to start from; they are copied. */
  readonly start?: Float64Array | undefined;
  readonly onEpoch?: ((epoch: Epoch) => void) | undefined;
}

// An error counts as better when it is lower by more than this (early stop), or by this share (plateau, as PyTorch's
// ReduceLROnPlateau does).
const BETTER = 1e-9;
const PLATEAU_SHARE = 1e-4;

/**
 * Trains a network in mini-batches with Adam and gives back the weights of the best epoch. The watched rows decide
 * which that is, when the rate is halved, and when to stop.
 */
export function trainNetwork(
  shape: NetworkShape,
  x: Matrix,
  y: Float64Array,
  plan: TrainingPlan,
  context: TrainingContext,
): Training {
  const draw = random(context.seed);
  const weights = context.start?.slice() ?? initialWeights(shape, draw.fork("weights"));
  const batch = Math.min(plan.batch, x.rows);
  const space = gradientSpace(shape, batch);
  const optimiser = adam(weights.length);
  const frozen = Math.min(plan.freeze, space.layers.length - 1);
  const firstFree = space.layers[frozen].weightsAt;
  const order = Int32Array.from({ length: x.rows }, (_, i) => i);
  const shuffler = draw.fork("order");
  const mask = plan.dropout > 0 ? dropoutMask(space.layers, batch) : undefined;
  const dropper = draw.fork("dropout");
  const history: Epoch[] = [];
  const best = { error: Number.POSITIVE_INFINITY, epoch: 0, weights: weights.slice() };
  const plateau = { error: Number.POSITIVE_INFINITY, waited: 0 };
  let learningRate = plan.learningRate;
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    shuffler.shuffle(order);
    let lossSum = 0;
    for (let from = 0; from < x.rows; from += batch) {
      const rows = Math.min(batch, x.rows - from);
      gather(space, x, y, order, from, rows);
      if (mask !== undefined) redraw(mask, plan.dropout, dropper);
      lossSum += rows * gradientOf(shape, weights, space, rows, plan.loss, plan.bound, frozen, mask);
      adamStep(optimiser, weights, space.gradient, learningRate, plan.weightDecay, firstFree);
    }
    const trainLoss = lossSum / x.rows;
    const watched =
      context.validation === undefined
        ? trainLoss
        : squaredError(shape, space.layers, weights, context.validation);
    const entry = { epoch, trainLoss, watched, learningRate };
    history.push(entry);
    context.onEpoch?.(entry);
    if (!Number.isFinite(watched)) {
      if (best.epoch > 0) break;
      fail({
        code: "diverged",
        expected: "a training whose error stays finite",
        found: `${watched} after epoch ${epoch}`,
        hint: "Lower the learning rate, or scale inputs and target",
      });
    }
    if (watched < best.error - BETTER) {
      best.error = watched;
      best.epoch = epoch;
      best.weights.set(weights);
    } else if (plan.patience > 0 && epoch - best.epoch >= plan.patience) break;
    if (plan.plateauPatience > 0) {
      if (watched < plateau.error * (1 - PLATEAU_SHARE)) {
        plateau.error = watched;
        plateau.waited = 0;
      } else if (++plateau.waited > plan.plateauPatience) {
        learningRate = Math.max(plan.minLearningRate, learningRate * plan.plateauFactor);
        plateau.waited = 0;
      }
    }
  }
  return { weights: best.weights, history, bestEpoch: best.epoch };
}

/** Mean squared error of a network on rows, in blocks. */
export function squaredError(
  shape: NetworkShape,
  layers: readonly Layer[],
  weights: Float64Array,
  { x, y }: { readonly x: Matrix; readonly y: Float64Array },
): number {
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
}

function gather(
  space: GradientSpace,
  x: Matrix,
  y: Float64Array,
  order: Int32Array,
  from: number,
  rows: number,
): void {
  const inputs = space.work.values[0];
  const { columns, data } = x;
  for (let r = 0, to = 0; r < rows; r++) {
    const row = order[from + r];
    space.targets[r] = y[row];
    for (let j = 0, at = row * columns; j < columns; j++) inputs[to++] = data[at++];
  }
}

function dropoutMask(layers: readonly Layer[], rows: number): Float64Array[] {
  return layers.slice(0, -1).map((layer) => new Float64Array(rows * layer.outputs));
}

/** Kept values are scaled up, so that nothing needs scaling when predicting. */
function redraw(mask: readonly Float64Array[], dropout: number, draw: Random): void {
  const kept = 1 / (1 - dropout);
  for (const layer of mask)
    for (let i = 0; i < layer.length; i++) layer[i] = draw.uniform() < dropout ? 0 : kept;
}
