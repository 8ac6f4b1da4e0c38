import { fail } from "../../core";

/** How one class came off. */
export interface ClassScore {
  readonly name: string;
  /** Rows that truly have it, and rows it was predicted for. */
  readonly support: number;
  readonly predicted: number;
  /** NaN where nothing was predicted, or nothing was there. */
  readonly precision: number;
  readonly recall: number;
  /** 2·tp / (2·tp + fp + fn); 0 where the class was there and never met. */
  readonly f1: number;
}

export interface ClassScores {
  readonly rows: number;
  readonly accuracy: number;
  /** Mean F1 of the classes that are truly there. */
  readonly macroF1: number;
  readonly classes: readonly ClassScore[];
  /** Rows by true class, columns by predicted class, in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Scores of predicted classes. Rows without a true class do not count; a row without a prediction counts as wrong.
 *
 * @example
 * const s = learn.classScores(["a", "a", "b", "b"], ["a", "b", "b", "b"]);
 * [s.accuracy, s.macroF1.toFixed(3)] //=> [0.75, "0.733"]
 */
export function classScores(
  truth: readonly (string | null)[],
  predicted: readonly (string | null)[],
): ClassScores {
  if (truth.length !== predicted.length) {
    fail({ code: "shape", expected: `${truth.length} predictions`, found: String(predicted.length) });
  }
  const names = [...new Set([...truth, ...predicted].filter((name): name is string => name !== null))].sort();
  const place = new Map(names.map((name, i) => [name, i]));
  const confusion = names.map(() => new Array<number>(names.length).fill(0));
  const support = new Array<number>(names.length).fill(0);
  let rows = 0;
  let right = 0;
  for (let i = 0; i < truth.length; i++) {
    const [wanted, found] = [truth[i], predicted[i]];
    if (wanted === null) continue;
    rows++;
    const row = place.get(wanted) as number;
    support[row]++;
    if (found === null) continue;
    confusion[row][place.get(found) as number]++;
    if (found === wanted) right++;
  }
  const classes = names.map((name, c): ClassScore => {
    const hits = confusion[c][c];
    const given = confusion.reduce((sum, row) => sum + row[c], 0);
    const all = support[c] + given;
    return {
      name,
      support: support[c],
      predicted: given,
      precision: given === 0 ? Number.NaN : hits / given,
      recall: support[c] === 0 ? Number.NaN : hits / support[c],
      f1: all === 0 ? Number.NaN : (2 * hits) / all,
    };
  });
  const there = classes.filter((one) => one.support > 0);
  return {
    rows,
    accuracy: rows === 0 ? Number.NaN : right / rows,
    macroF1: there.length === 0 ? Number.NaN : there.reduce((sum, { f1 }) => sum + f1, 0) / there.length,
    classes,
    confusion,
  };
}
