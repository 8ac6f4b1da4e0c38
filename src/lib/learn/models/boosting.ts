import { type Random, random } from "../../core";
import type { Matrix } from "../data/matrix";
import { binMatrix } from "../trees/binning";
import { type BoostingLossName, boostingLoss } from "../trees/boosting-loss";
import { Grower, type Leaf } from "../trees/grow";
import { addTree, type TreeArrays, TreeBuilder } from "../trees/tree-arrays";
import { restoreTrees, type TreeModel, treeModel } from "../trees/tree-model";
import type { FitContext, ModelKind } from "./model";
import { fraction, nonNegative, oneOf, positive, readOptions, whole } from "./options";

export interface BoostingOptions {
  readonly trees: number;
  readonly learningRate: number;
  readonly loss: BoostingLossName;
  /** The huber loss counts errors beyond this quantile of |residual| linearly. */
  readonly huberQuantile: number;
  /** Leaves of a tree, the most promising first; 0: no limit (then limit the depth). */
  readonly maxLeaves: number;
  readonly maxDepth: number;
  readonly minLeaf: number;
  readonly l2: number;
  readonly bins: number;
  /** Share of the rows that each tree sees, drawn without replacement. */
  readonly rowFraction: number;
  /** Share of the features that each tree sees. */
  readonly featureFraction: number;
  /** Stop after this many trees without a better watched error; 0: grow all trees and watch nothing. */
  readonly patience: number;
}

/**
 * Gradient boosting over histograms: Friedman (2001), with leaf-wise growth and learnt directions for missing values
 * as LightGBM (Ke et al. 2017) does it.
 */
export const boosting: ModelKind<BoostingOptions> = {
  kind: "boosting",
  about: "histogram gradient boosting, 200 trees",
  missing: true,
  scaled: false,
  scaledTarget: false,
  watch: ({ patience }) => (patience > 0 ? 0.15 : 0),
  options: (given) =>
    readOptions<BoostingOptions>(
      "boosting",
      given,
      {
        trees: 200,
        learningRate: 0.1,
        loss: "squared",
        huberQuantile: 0.9,
        maxLeaves: 31,
        maxDepth: 0,
        minLeaf: 20,
        l2: 0,
        bins: 255,
        rowFraction: 1,
        featureFraction: 1,
        patience: 0,
      },
      {
        trees: whole(1),
        learningRate: positive,
        loss: oneOf("squared", "absolute", "huber"),
        huberQuantile: fraction,
        maxLeaves: whole(0),
        maxDepth: whole(0),
        minLeaf: whole(1),
        l2: nonNegative,
        bins: whole(2, 255),
        rowFraction: fraction,
        featureFraction: fraction,
        patience: whole(0),
      },
    ),
  fit: boost,
  restore: restoreTrees,
};

function boost(x: Matrix, y: Float64Array, options: BoostingOptions, context: FitContext): TreeModel {
  const loss = boostingLoss(options.loss, options.huberQuantile);
  const binned = binMatrix(x, options.bins);
  const { maxLeaves, maxDepth, minLeaf, l2 } = options;
  const grower = new Grower(
    binned,
    { maxLeaves, maxDepth, minLeaf, l2, featuresPerSplit: x.columns },
    x.rows,
  );
  const builder = new TreeBuilder();
  const base = loss.start(y);
  const predictions = new Float64Array(x.rows).fill(base);
  const residual = new Float64Array(x.rows);
  const draw = random(context.seed);
  const rows = Int32Array.from({ length: x.rows }, (_, i) => i);
  const features = Int32Array.from({ length: x.columns }, (_, j) => j);
  const watched = watch(context.validation, base);
  const best = { error: watched === undefined ? 0 : loss.error(watched.y, watched.predictions), trees: 0 };
  for (let t = 0; t < options.trees; t++) {
    loss.residual(y, predictions, residual);
    const seen = part(rows, options.rowFraction, draw);
    const leaves = grower.grow(builder, seen, residual, part(features, options.featureFraction, draw), draw);
    for (const leaf of leaves) {
      const value = options.learningRate * loss.leafValue(y, predictions, seen, leaf.from, leaf.to, l2);
      builder.setValue(leaf.node, value);
    }
    if (seen.length === rows.length) addLeaves(builder, leaves, seen, predictions);
    else addTree(builder.last(), x, predictions);
    context.progress?.(t + 1, options.trees);
    if (watched === undefined) continue;
    addTree(builder.last(), watched.x, watched.predictions);
    const error = loss.error(watched.y, watched.predictions);
    if (error < best.error) {
      best.error = error;
      best.trees = t + 1;
    } else if (t + 1 - best.trees >= options.patience) break;
  }
  const kept: TreeArrays = builder.build(watched === undefined ? undefined : best.trees);
  return treeModel("boosting", x.columns, kept, base);
}

function watch(validation: FitContext["validation"], base: number) {
  return validation && { ...validation, predictions: new Float64Array(validation.y.length).fill(base) };
}

/** The share of the entries that a tree sees, drawn anew; all of them, in their order, when the share is 1. */
function part(all: Int32Array, share: number, draw: Random): Int32Array {
  if (share === 1) return all;
  const count = Math.max(1, Math.round(share * all.length));
  return draw.shuffle(all.slice()).subarray(0, count);
}

function addLeaves(
  builder: TreeBuilder,
  leaves: readonly Leaf[],
  rows: Int32Array,
  predictions: Float64Array,
): void {
  for (const { node, from, to } of leaves) {
    const value = builder.value(node);
    for (let k = from; k < to; k++) predictions[rows[k]] += value;
  }
}
