import { fail, random } from "../../core";
import { type Split, splitBy } from "./split";

/**
 * Shuffled k-fold: every row is held out once, in folds whose sizes differ by at most one. Rows of one experiment
 * land on both sides, so scores are flattering; show {@link segmentSplits} beside them.
 *
 * @example
 * learn.shuffledSplits(10, 5, 1).map((s) => s.test.length) //=> [2, 2, 2, 2, 2]
 */
export function shuffledSplits(rows: number, folds: number, seed: number | string): Split[] {
  checkFolds(folds, rows, "rows");
  const order = random(seed).shuffle(Int32Array.from({ length: rows }, (_, i) => i));
  const fold = new Int32Array(rows);
  for (let k = 0; k < rows; k++) fold[order[k]] = k % folds;
  return Array.from({ length: folds }, (_, f) =>
    splitBy(`fold ${f + 1} of ${folds}`, rows, (i) => fold[i] === f),
  );
}

/** One shuffled split that holds out the given fraction (rounded up, at least one row on each side). */
export function holdoutSplit(rows: number, fraction: number, seed: number | string): Split {
  const held = heldRows(rows, fraction);
  const order = random(seed).shuffle(Int32Array.from({ length: rows }, (_, i) => i));
  const test = new Set(order.subarray(0, held));
  return splitBy(`${Math.round(fraction * 100)} % held out`, rows, (i) => test.has(i));
}

/** How many of the rows a fraction holds out. */
export function heldRows(rows: number, fraction: number): number {
  if (!(fraction > 0 && fraction < 1)) {
    fail({ code: "argument", expected: "a fraction between 0 and 1", found: String(fraction) });
  }
  if (rows < 2) {
    fail({ code: "too-few-rows", expected: "at least 2 rows to split", found: String(rows) });
  }
  return Math.min(rows - 1, Math.ceil(rows * fraction));
}

export function checkFolds(folds: number, available: number, what: string): void {
  if (!(Number.isSafeInteger(folds) && folds >= 2)) {
    fail({ code: "argument", expected: "at least 2 folds", found: String(folds) });
  }
  if (available < folds) {
    fail({
      code: what === "rows" ? "too-few-rows" : "too-few-segments",
      expected: `at least ${folds} ${what} for ${folds} folds`,
      found: String(available),
    });
  }
}
