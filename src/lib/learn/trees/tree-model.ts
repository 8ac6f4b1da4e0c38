import type { Model, ModelState } from "../models/model";
import { outputFor } from "../models/predict";
import { floats, inputsOf } from "../models/restore";
import { checkedTrees, sumOfTrees, type TreeArrays } from "./tree-arrays";

/** A fitted tree, forest or boosting: base + the sum of the trees' leaves. */
export interface TreeModel extends Model {
  readonly trees: TreeArrays;
  readonly base: number;
}

export function treeModel(kind: string, inputs: number, trees: TreeArrays, base: number): TreeModel {
  return {
    kind,
    inputs,
    trees,
    base,
    predict(x, out) {
      const result = outputFor(x, inputs, out);
      for (let i = 0, from = 0; i < x.rows; i++, from += inputs) {
        result[i] = base + sumOfTrees(trees, x.data, from);
      }
      return result;
    },
    predictRow: (row) => base + sumOfTrees(trees, row, 0),
    state: (): ModelState => ({
      kind,
      config: { inputs },
      arrays: { ...trees, base: Float64Array.of(base) },
    }),
  };
}

export function restoreTrees(state: ModelState): TreeModel {
  const inputs = inputsOf(state);
  const { base: _base, ...trees } = state.arrays;
  return treeModel(state.kind, inputs, checkedTrees(trees, inputs), floats(state, "base", 1)[0]);
}
