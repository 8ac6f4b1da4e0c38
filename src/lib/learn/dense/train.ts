import { fail, type Random, random } from "../../core";
import type { Matrix } from "../data/matrix";
import type { Loss } from "./loss";

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
  /** Mean squared error on the watched rows; the training loss when there are none. */
  readonly watched: number;
  readonly learningRate: number;
}

export interface Rows {
  readonly x: Matrix;
  readonly y: Float64Array;
}

/** What computes the steps: our own engine, or a tfjs back end. Both start from the same weights. */
export interface Trainer {
  /** One step of the optimiser on the given rows; returns their mean loss before it. */
  step(rows: Int32Array, learningRate: number, mask: readonly Float64Array[] | undefined): number;
  /** Mean squared error on other rows. */
  squaredError(rows: Rows): number;
  /** The weights as they are now, a copy. */
  weights(): Float64Array;
  dispose(): void;
}

export interface Training {
  readonly weights: Float64Array;
  readonly history: readonly Epoch[];
  readonly bestEpoch: number;
}

export interface TrainingContext {
  readonly seed: number | string;
  /** How many rows there are to learn from. */
  readonly rows: number;
  /** Widths of the layers that dropout thins out. */
  readonly hidden: readonly number[];
  readonly validation?: Rows | undefined;
  readonly onEpoch?: ((epoch: Epoch) => void) | undefined;
}

// An error counts as better when it is lower by more than this (early stop), or by this share (plateau, as PyTorch's
// ReduceLROnPlateau does).
const BETTER = 1e-9;
const PLATEAU_SHARE = 1e-4;

/**
 * Trains in mini-batches and gives back the weights of the best epoch. The watched rows decide which that is, when
 * the rate is halved, and when to stop. The order of the rows and the dropped units hang on the seed alone, not on
 * the engine.
 */
export function trainInEpochs(trainer: Trainer, plan: TrainingPlan, context: TrainingContext): Training {
  const draw = random(context.seed);
  const shuffler = draw.fork("order");
  const dropper = draw.fork("dropout");
  const order = Int32Array.from({ length: context.rows }, (_, i) => i);
  const batch = Math.min(plan.batch, context.rows);
  const mask = plan.dropout > 0 ? context.hidden.map((width) => new Float64Array(batch * width)) : undefined;
  const history: Epoch[] = [];
  const best = { error: Number.POSITIVE_INFINITY, epoch: 0, weights: trainer.weights() };
  const plateau = { error: Number.POSITIVE_INFINITY, waited: 0 };
  let learningRate = plan.learningRate;
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    shuffler.shuffle(order);
    let lossSum = 0;
    for (let from = 0; from < order.length; from += batch) {
      const rows = order.subarray(from, from + batch);
      if (mask !== undefined) redraw(mask, plan.dropout, dropper);
      lossSum += rows.length * trainer.step(rows, learningRate, mask);
    }
    const trainLoss = lossSum / order.length;
    const watched = context.validation === undefined ? trainLoss : trainer.squaredError(context.validation);
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
      best.weights = trainer.weights();
    } else if (plan.patience > 0 && epoch - best.epoch >= plan.patience) break;
    if (plan.plateauPatience === 0) continue;
    if (watched < plateau.error * (1 - PLATEAU_SHARE)) {
      plateau.error = watched;
      plateau.waited = 0;
    } else if (++plateau.waited > plan.plateauPatience) {
      learningRate = Math.max(plan.minLearningRate, learningRate * plan.plateauFactor);
      plateau.waited = 0;
    }
  }
  return { weights: best.weights, history, bestEpoch: best.epoch };
}

/** Kept values are scaled up, so that nothing needs scaling when predicting. */
function redraw(mask: readonly Float64Array[], dropout: number, draw: Random): void {
  const kept = 1 / (1 - dropout);
  for (const layer of mask)
    for (let i = 0; i < layer.length; i++) layer[i] = draw.uniform() < dropout ? 0 : kept;
}
