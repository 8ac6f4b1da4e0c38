import type { Random } from "../../core";
import { improveSplit, noSplit, type SplitChoice } from "./best-split";
import type { Binned } from "./binning";
import { fillHistogram, type Histogram, subtractHistogram } from "./histogram";
import type { TreeBuilder } from "./tree-arrays";

export interface GrowOptions {
  /** Grow the leaf with the most to gain until there are this many; 0: until nothing is left to gain. */
  readonly maxLeaves: number;
  /** 0: no limit. */
  readonly maxDepth: number;
  /** Fewest rows in a leaf. */
  readonly minLeaf: number;
  /** Added to the number of rows in every leaf's score and value: shrinks small leaves. */
  readonly l2: number;
  /** How many features each split may choose from, drawn anew every time; all of them when not below their number. */
  readonly featuresPerSplit: number;
}

/** A finished leaf: its node and its rows, rows[from…to). */
export interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

interface OpenLeaf extends Leaf {
  readonly depth: number;
  readonly sum: number;
  /** Its own histogram, kept while it may still be parted; only when all features are looked at. */
  readonly histogram: Histogram | undefined;
  readonly choice: SplitChoice;
}

/** Grows one tree after another over the same binned matrix, with buffers that are made once. */
export class Grower {
  readonly #binned: Binned;
  readonly #options: GrowOptions;
  readonly #gathered: Float64Array;
  readonly #moved: Int32Array;
  readonly #spare: Histogram[] = [];
  readonly #subset: Int32Array;

  constructor(binned: Binned, options: GrowOptions, mostRows: number) {
    this.#binned = binned;
    this.#options = options;
    this.#gathered = new Float64Array(mostRows);
    this.#moved = new Int32Array(mostRows);
    this.#subset = Int32Array.from({ length: binned.features }, (_, j) => j);
  }

  /**
   * Grows a tree into `builder` for the residuals of the given rows (a row may stand there more than once). `rows` is
   * put in order of the leaves. Leaf values are left to the caller.
   */
  grow(
    builder: TreeBuilder,
    rows: Int32Array,
    residual: Float64Array,
    features: Int32Array,
    draw: Random,
  ): Leaf[] {
    const { maxLeaves } = this.#options;
    let sum = 0;
    for (let k = 0; k < rows.length; k++) sum += residual[rows[k]];
    const done: Leaf[] = [];
    const whole = { node: builder.root(), from: 0, to: rows.length, depth: 0, sum };
    const open: OpenLeaf[] = [];
    this.#consider(open, done, whole, undefined, rows, residual, features, draw);
    while (open.length > 0 && (maxLeaves === 0 || open.length + done.length < maxLeaves)) {
      // Without a limit the order does not matter, and the last leaf first keeps the fewest histograms alive.
      const leaf = open.splice(maxLeaves === 0 ? open.length - 1 : mostToGain(open), 1)[0];
      this.#part(builder, open, done, leaf, rows, residual, features, draw);
    }
    for (const leaf of open) this.#release(leaf.histogram);
    done.push(...open);
    return done.sort((a, b) => a.from - b.from);
  }

  #part(
    builder: TreeBuilder,
    open: OpenLeaf[],
    done: Leaf[],
    leaf: OpenLeaf,
    rows: Int32Array,
    residual: Float64Array,
    features: Int32Array,
    draw: Random,
  ): void {
    const { from, to, depth, choice, sum } = leaf;
    const edges = this.#binned.edges[choice.feature];
    const threshold = choice.bin < edges.length ? edges[choice.bin] : Number.POSITIVE_INFINITY;
    const node = builder.split(leaf.node, choice.feature, threshold, choice.missingLeft);
    const cut = this.#partition(rows, from, to, choice);
    const left = { node, from, to: cut, depth: depth + 1, sum: choice.leftSum };
    const right = { node: node + 1, from: cut, to, depth: depth + 1, sum: sum - choice.leftSum };
    const [small, large] = cut - from <= to - cut ? [left, right] : [right, left];
    if (leaf.histogram === undefined) {
      this.#consider(open, done, small, undefined, rows, residual, features, draw);
      this.#consider(open, done, large, undefined, rows, residual, features, draw);
      return;
    }
    if (this.#splittable(large)) {
      const histogram = this.#take();
      fillHistogram(histogram, this.#binned, features, rows, small.from, small.to, residual, this.#gathered);
      subtractHistogram(leaf.histogram, histogram);
      this.#consider(open, done, small, histogram, rows, residual, features, draw);
      this.#consider(open, done, large, leaf.histogram, rows, residual, features, draw);
    } else {
      this.#release(leaf.histogram);
      done.push(small, large);
    }
  }

  /** Looks for the leaf's best split, and puts it among the open ones, or among the finished. */
  #consider(
    open: OpenLeaf[],
    done: Leaf[],
    leaf: Leaf & { depth: number; sum: number },
    ready: Histogram | undefined,
    rows: Int32Array,
    residual: Float64Array,
    features: Int32Array,
    draw: Random,
  ): void {
    const { from, to, sum } = leaf;
    const { featuresPerSplit, minLeaf, l2 } = this.#options;
    const sampled = featuresPerSplit < features.length;
    if (!this.#splittable(leaf)) {
      this.#release(ready);
      done.push(leaf);
      return;
    }
    const chosen = sampled ? this.#sample(features, featuresPerSplit, draw) : features;
    let histogram = ready;
    if (histogram === undefined) {
      histogram = this.#take();
      fillHistogram(histogram, this.#binned, chosen, rows, from, to, residual, this.#gathered);
    }
    const choice = noSplit();
    const { offsets } = this.#binned;
    for (let f = 0; f < chosen.length; f++) {
      const offset = offsets[chosen[f]];
      const width = offsets[chosen[f] + 1] - offset - 1;
      improveSplit(choice, histogram, chosen[f], offset, width, to - from, sum, minLeaf, l2);
    }
    if (choice.feature < 0 || sampled) this.#release(histogram);
    if (choice.feature < 0) done.push(leaf);
    else open.push({ ...leaf, histogram: sampled ? undefined : histogram, choice });
  }

  #splittable({ from, to, depth }: Leaf & { depth: number }): boolean {
    const { maxDepth, minLeaf } = this.#options;
    return to - from >= Math.max(2, 2 * minLeaf) && (maxDepth === 0 || depth < maxDepth);
  }

  /** Puts the rows that go left first, keeping their order; returns where the others start. */
  #partition(rows: Int32Array, from: number, to: number, choice: SplitChoice): number {
    const { bins, edges, rows: height } = this.#binned;
    const base = choice.feature * height;
    const missing = edges[choice.feature].length + 1;
    const last = choice.bin;
    const moved = this.#moved;
    let left = from;
    let right = 0;
    for (let k = from; k < to; k++) {
      const row = rows[k];
      const bin = bins[base + row];
      if (bin <= last || (bin === missing && choice.missingLeft)) rows[left++] = row;
      else moved[right++] = row;
    }
    for (let k = 0; k < right; k++) rows[left + k] = moved[k];
    return left;
  }

  #sample(features: Int32Array, count: number, draw: Random): Int32Array {
    const subset = this.#subset;
    subset.set(features);
    const chosen = subset.subarray(0, features.length);
    for (let k = 0; k < count; k++) {
      const other = k + draw.integer(chosen.length - k);
      const held = chosen[k];
      chosen[k] = chosen[other];
      chosen[other] = held;
    }
    return chosen.subarray(0, count);
  }

  #take(): Histogram {
    const { offsets, features } = this.#binned;
    return this.#spare.pop() ?? new Float64Array(2 * offsets[features]);
  }

  #release(histogram: Histogram | undefined): void {
    if (histogram !== undefined) this.#spare.push(histogram);
  }
}

function mostToGain(open: readonly OpenLeaf[]): number {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i].choice.gain > open[best].choice.gain) best = i;
  return best;
}
