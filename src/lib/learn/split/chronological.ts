import { checkFolds, heldRows } from "./shuffled";
import type { Split } from "./split";

/** The first rows to learn from, the last `fraction` to be scored: rows must stand in order of time. */
export function chronologicalSplit(rows: number, fraction: number): Split {
  const cut = rows - heldRows(rows, fraction);
  return { name: `last ${Math.round(fraction * 100)} %`, train: range(0, cut), test: range(cut, rows) };
}

/**
 * Forward chaining: the rows in k + 1 equal blocks; block after block is held out, and only what lies before it is
 * learnt from.
 *
 * @example
 * learn.chronologicalSplits(6, 2).map((s) => [...s.test]) //=> [[2, 3], [4, 5]]
 */
export function chronologicalSplits(rows: number, folds: number): Split[] {
  checkFolds(folds, rows - 1, "rows");
  const edge = (block: number) => Math.round((rows * block) / (folds + 1));
  return Array.from({ length: folds }, (_, f) => ({
    name: `block ${f + 2} of ${folds + 1}`,
    train: range(0, edge(f + 1)),
    test: range(edge(f + 1), edge(f + 2)),
  }));
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
