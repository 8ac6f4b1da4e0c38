import { random } from "../../core";
import { binMatrix } from "../trees/binning";
import { Grower, type Leaf } from "../trees/grow";
import { TreeBuilder } from "../trees/tree-arrays";
import { restoreTrees, type TreeModel, treeModel } from "../trees/tree-model";
import type { ModelKind } from "./model";
import { readOptions, whole } from "./options";

export interface TreeOptions {
  /** 0: no limit. */
  readonly maxDepth: number;
  readonly minLeaf: number;
  /** Places per feature where a split may lie; exact when the feature has no more distinct values. */
  readonly bins: number;
}

/** A regression tree that minimises the squared error: Breiman, Friedman, Olshen and Stone (1984). */
export const tree: ModelKind<TreeOptions> = {
  kind: "tree",
  about: "one regression tree",
  missing: true,
  scaled: false,
  scaledTarget: false,
  watch: () => 0,
  options: (given) =>
    readOptions<TreeOptions>(
      "tree",
      given,
      { maxDepth: 0, minLeaf: 5, bins: 255 },
      { maxDepth: whole(0), minLeaf: whole(1), bins: whole(2, 255) },
    ),
  fit(x, y, options, context): TreeModel {
    const binned = binMatrix(x, options.bins);
    const grower = new Grower(
      binned,
      {
        maxLeaves: 0,
        maxDepth: options.maxDepth,
        minLeaf: options.minLeaf,
        l2: 0,
        featuresPerSplit: x.columns,
      },
      x.rows,
    );
    const builder = new TreeBuilder();
    const rows = Int32Array.from({ length: x.rows }, (_, i) => i);
    const features = Int32Array.from({ length: x.columns }, (_, j) => j);
    const leaves = grower.grow(builder, rows, centred(y), features, random(context.seed));
    setMeans(builder, leaves, rows, y, 1);
    return treeModel("tree", x.columns, builder.build(), 0);
  },
  restore: restoreTrees,
};

/** The target minus its mean: sums of small numbers keep their digits. */
export function centred(y: Float64Array): Float64Array {
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  return y.map((v) => v - mean);
}

/** Gives every leaf the mean of its rows' target, times a share. */
export function setMeans(
  builder: TreeBuilder,
  leaves: readonly Leaf[],
  rows: Int32Array,
  y: Float64Array,
  share: number,
): void {
  for (const { node, from, to } of leaves) {
    let mean = 0;
    for (let k = from; k < to; k++) mean += (y[rows[k]] - mean) / (k - from + 1);
    builder.setValue(node, share * mean);
  }
}
