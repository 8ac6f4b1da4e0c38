import { random } from "../../core";
import { binMatrix } from "../trees/binning";
import { Grower } from "../trees/grow";
import { TreeBuilder } from "../trees/tree-arrays";
import { restoreTrees, type TreeModel, treeModel } from "../trees/tree-model";
import type { ModelKind } from "./model";
import { fraction, readOptions, whole } from "./options";
import { centred, setMeans } from "./tree";

export interface ForestOptions {
  readonly trees: number;
  /** 0: no limit. */
  readonly maxDepth: number;
  readonly minLeaf: number;
  /** Share of the features that each split may choose from. */
  readonly featureFraction: number;
  readonly bins: number;
}

/** The mean of trees, each grown on rows drawn with replacement: Breiman (2001). */
export const forest: ModelKind<ForestOptions> = {
  kind: "forest",
  about: "the mean of 100 trees on resampled rows",
  missing: true,
  scaled: false,
  scaledTarget: false,
  watch: () => 0,
  options: (given) =>
    readOptions<ForestOptions>(
      "forest",
      given,
      { trees: 100, maxDepth: 0, minLeaf: 1, featureFraction: 1 / 3, bins: 255 },
      {
        trees: whole(1),
        maxDepth: whole(0),
        minLeaf: whole(1),
        featureFraction: fraction,
        bins: whole(2, 255),
      },
    ),
  fit(x, y, options, context): TreeModel {
    const binned = binMatrix(x, options.bins);
    const featuresPerSplit = Math.max(1, Math.round(options.featureFraction * x.columns));
    const { maxDepth, minLeaf } = options;
    const grower = new Grower(binned, { maxLeaves: 0, maxDepth, minLeaf, l2: 0, featuresPerSplit }, x.rows);
    const builder = new TreeBuilder();
    const features = Int32Array.from({ length: x.columns }, (_, j) => j);
    const residual = centred(y);
    const rows = new Int32Array(x.rows);
    const seeds = random(context.seed);
    for (let t = 0; t < options.trees; t++) {
      const draw = seeds.fork(`tree ${t}`);
      for (let i = 0; i < rows.length; i++) rows[i] = draw.integer(rows.length);
      const leaves = grower.grow(builder, rows, residual, features, draw);
      setMeans(builder, leaves, rows, y, 1 / options.trees);
      context.progress?.(t + 1, options.trees);
    }
    return treeModel("forest", x.columns, builder.build(), 0);
  },
  restore: restoreTrees,
};
