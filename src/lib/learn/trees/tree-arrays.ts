import { fail } from "../../core";
import type { Matrix } from "../data/matrix";
import type { ModelArray } from "../models/model";

/** Trees as flat arrays, one entry per node. Children stand behind their parents, so walking always ends. */
export interface TreeArrays {
  /** Where each tree starts; its root. */
  readonly roots: Int32Array;
  /** The feature a node asks for, −1 in a leaf. */
  readonly feature: Int32Array;
  /** Rows with a value ≤ threshold go left. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where rows without the value go left. */
  readonly missingLeft: Uint8Array;
  /** What a leaf adds to the prediction. */
  readonly value: Float64Array;
}

/** Trees under construction. */
export class TreeBuilder {
  readonly #roots: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #value: number[] = [];

  /** Starts a tree; returns its root. */
  root(): number {
    this.#roots.push(this.#feature.length);
    return this.#leaf();
  }

  /** Turns a leaf into a question with two leaves; returns the left one, the right one follows it. */
  split(node: number, feature: number, threshold: number, missingLeft: boolean): number {
    const left = this.#leaf();
    this.#leaf();
    this.#feature[node] = feature;
    this.#threshold[node] = threshold;
    this.#left[node] = left;
    this.#right[node] = left + 1;
    this.#missingLeft[node] = missingLeft ? 1 : 0;
    return left;
  }

  setValue(node: number, value: number): void {
    this.#value[node] = value;
  }

  value(node: number): number {
    return this.#value[node];
  }

  /** The tree that was started last, alone. */
  last(): TreeArrays {
    const from = this.#roots[this.#roots.length - 1];
    const shift = (child: number) => (child < 0 ? child : child - from);
    return {
      roots: Int32Array.of(0),
      feature: Int32Array.from(this.#feature.slice(from)),
      threshold: Float64Array.from(this.#threshold.slice(from)),
      left: Int32Array.from(this.#left.slice(from), shift),
      right: Int32Array.from(this.#right.slice(from), shift),
      missingLeft: Uint8Array.from(this.#missingLeft.slice(from)),
      value: Float64Array.from(this.#value.slice(from)),
    };
  }

  /** The first `trees` trees (default all). */
  build(trees = this.#roots.length): TreeArrays {
    const end = trees < this.#roots.length ? this.#roots[trees] : this.#feature.length;
    return {
      roots: Int32Array.from(this.#roots.slice(0, trees)),
      feature: Int32Array.from(this.#feature.slice(0, end)),
      threshold: Float64Array.from(this.#threshold.slice(0, end)),
      left: Int32Array.from(this.#left.slice(0, end)),
      right: Int32Array.from(this.#right.slice(0, end)),
      missingLeft: Uint8Array.from(this.#missingLeft.slice(0, end)),
      value: Float64Array.from(this.#value.slice(0, end)),
    };
  }

  #leaf(): number {
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#missingLeft.push(0);
    this.#value.push(0);
    return this.#feature.length - 1;
  }
}

/** The sum of all trees' leaves for the row that starts at `from`. */
export function sumOfTrees(trees: TreeArrays, data: ArrayLike<number>, from: number): number {
  const { roots, feature, threshold, left, right, missingLeft, value } = trees;
  let sum = 0;
  for (let t = 0; t < roots.length; t++) {
    let node = roots[t];
    for (let f = feature[node]; f >= 0; f = feature[node]) {
      const v = data[from + f];
      // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN, in the innermost loop.
      node = v <= threshold[node] || (v !== v && missingLeft[node] === 1) ? left[node] : right[node];
    }
    sum += value[node];
  }
  return sum;
}

/** Adds the trees to the prediction of every row. */
export function addTree(trees: TreeArrays, x: Matrix, predictions: Float64Array): void {
  for (let i = 0, from = 0; i < x.rows; i++, from += x.columns) {
    predictions[i] += sumOfTrees(trees, x.data, from);
  }
}

/** The arrays of a model file as trees; anything that could make a walk leave the arrays or run in a circle is refused. */
export function checkedTrees(arrays: Readonly<Record<string, ModelArray>>, inputs: number): TreeArrays {
  const trees = arrays as unknown as TreeArrays;
  const { roots, feature, threshold, left, right, missingLeft, value } = trees;
  const nodes = feature?.length;
  const whole =
    roots instanceof Int32Array &&
    feature instanceof Int32Array &&
    left instanceof Int32Array &&
    right instanceof Int32Array &&
    threshold instanceof Float64Array &&
    value instanceof Float64Array &&
    missingLeft instanceof Uint8Array &&
    [threshold, left, right, missingLeft, value].every((array) => array.length === nodes);
  if (!whole) fail({ code: "format", expected: "seven arrays of trees, of equal length", found: "others" });
  for (const root of roots) {
    if (!(root >= 0 && root < nodes)) {
      fail({ code: "format", expected: `a root among ${nodes} nodes`, found: String(root) });
    }
  }
  for (let i = 0; i < nodes; i++) {
    if (feature[i] < 0) continue;
    const inside = (child: number) => child > i && child < nodes;
    if (feature[i] >= inputs || !inside(left[i]) || !inside(right[i])) {
      fail({
        code: "format",
        expected: "nodes that lead forward and ask for known features",
        found: `node ${i}`,
      });
    }
  }
  return trees;
}
