import { fail } from "../../core";
import type { Table } from "../../table";
import { shuffledSplits } from "../split/shuffled";
import { type ClassScores, classScores } from "./class-scores";
import { type ClassifierOptions, classifier } from "./classifier";

export interface ClassEvaluation {
  readonly folds: number;
  /** On rows that the model had not seen. */
  readonly scores: ClassScores;
  /** Always the commonest class of the training part, on the same rows: what a model must beat. */
  readonly majority: ClassScores;
}

/**
 * Scores a classifier by shuffled k-fold over the labelled rows, beside always saying the commonest class. Rows of one
 * source land on both sides, so the scores flatter where rows are alike in time.
 *
 * @throws LabError "too-few-rows" with fewer labelled rows than folds, or when a training part holds one class only
 * @example
 * const n = Array.from({ length: 60 }, (_, i) => i);
 * const t = table.Table.of({ load: n, label: n.map((i) => (i % 3 === 0 ? "a" : "b")), third: n.map((i) => i % 3) });
 * const { scores, majority } = learn.evaluateClassifier(t, { target: "label" });
 * [scores.accuracy, majority.accuracy.toFixed(2)] //=> [1, "0.67"]
 */
export function evaluateClassifier(
  table: Table,
  options: ClassifierOptions & { readonly folds?: number },
): ClassEvaluation {
  const { folds = 5, seed = 0, target } = options;
  const truth = table.texts(target);
  const labelled = table.filter((row) => truth[row] !== null);
  if (labelled.length < folds) {
    fail({
      code: "too-few-rows",
      expected: `at least ${folds} labelled rows`,
      found: String(labelled.length),
    });
  }
  const known = labelled.texts(target);
  const predicted = new Array<string | null>(labelled.length).fill(null);
  const common = new Array<string | null>(labelled.length).fill(null);
  for (const { train, test } of shuffledSplits(labelled.length, folds, seed)) {
    const part = labelled.take(train);
    const { labels } = classifier(part, options).predict(labelled.take(test));
    const commonest = commonestOf(part.texts(target) as string[]);
    for (let k = 0; k < test.length; k++) {
      predicted[test[k]] = labels[k];
      common[test[k]] = commonest;
    }
  }
  return { folds, scores: classScores(known, predicted), majority: classScores(known, common) };
}

/** Of equally common ones the first by name. */
function commonestOf(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0];
}
