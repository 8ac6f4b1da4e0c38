import { fail } from "../../core";
import { type Dataset, takeDataset } from "../data/dataset";
import { takeValues } from "../data/matrix";
import { baselinePredictions } from "../score/baselines";
import { type Scores, scores } from "../score/scores";
import { type Estimate, estimate } from "../score/uncertainty";
import { chronologicalSplit, chronologicalSplits } from "../split/chronological";
import { segmentSplits } from "../split/segments";
import { holdoutSplit, shuffledSplits } from "../split/shuffled";
import type { Split } from "../split/split";
import { fit } from "./fit";
import { type Recipe, recipeName } from "./recipe";

export type SplitName = "shuffled" | "segments" | "chronological";

export interface EvaluateOptions {
  /** Default "shuffled". "segments" leaves whole experiments out; "chronological" learns from what lies before. */
  readonly split?: SplitName;
  /** Folds, or groups of segments. Default: 5 shuffled, every segment by itself, one last block. */
  readonly folds?: number;
  /** Hold out this fraction once instead of folds (shuffled, chronological). Default for chronological: 0.3. */
  readonly fraction?: number;
  /** Each seed shuffles and fits anew. Default [0]. */
  readonly seeds?: readonly (number | string)[];
  readonly progress?: (done: number, total: number, note: string) => void;
}

/** What one held-out part scored. */
export interface PartScores {
  readonly name: string;
  readonly seed: number | string;
  readonly scores: Scores;
}

/** Scores of a recipe under one split, with their uncertainty and the trivial baselines beside. */
export interface Evaluation {
  readonly recipe: string;
  readonly split: SplitName;
  readonly target: string;
  readonly seeds: readonly (number | string)[];
  /** Over all held-out rows together; with several seeds, of the first one. */
  readonly scores: Scores;
  readonly estimates: {
    readonly r2: Estimate;
    readonly mae: Estimate;
    readonly rmse: Estimate;
    readonly accuracy: Readonly<Record<string, Estimate>>;
  };
  /** On the same rows: the training median, and the row before. */
  readonly baselines: { readonly constant: Scores; readonly persistence: Scores };
  readonly parts: readonly PartScores[];
  /** The rows scored (rows of the data set), their truth and predictions, of the first seed. */
  readonly rows: Int32Array;
  readonly truth: Float64Array;
  readonly predictions: Float64Array;
}

/**
 * Scores a recipe on rows that it did not learn from. Look at "shuffled" and "segments" together: the first says how
 * well known experiments are filled in, the second how well an unknown one is predicted.
 *
 * @example
 * const n = Array.from({ length: 40 }, (_, i) => i);
 * const t = table.Table.of({ load: n, output_rate: n.map((i) => 2 * i + 1) });
 * const e = learn.evaluate(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } });
 * e.scores.r2 > 0.999 && e.baselines.constant.r2 < 0.1 //=> true
 */
export function evaluate(data: Dataset, recipe: Recipe, options: EvaluateOptions = {}): Evaluation {
  const { split = "shuffled", seeds = [0] } = options;
  if (seeds.length === 0) fail({ code: "argument", expected: "at least one seed", found: "none" });
  const parts: PartScores[] = [];
  const runs = seeds.map((seed, s) => {
    const splits = splitsFor(data, options, seed);
    const predictions = splits.map((part, k) => {
      const pipeline = fit(data, recipe, { train: part.train, seed });
      const predicted = pipeline.predict(takeDataset(data, part.test));
      parts.push({ name: part.name, seed, scores: scores(takeValues(data.y, part.test), predicted) });
      options.progress?.(s * splits.length + k + 1, seeds.length * splits.length, part.name);
      return predicted;
    });
    return pool(data, splits, predictions);
  });
  const first = runs[0];
  const truth = takeValues(data.y, first.rows);
  const uncertain = runs.map((run) => ({ truth: takeValues(data.y, run.rows), ...run }));
  const all = estimate(uncertain, data.segments?.ids);
  return {
    recipe: recipeName(recipe),
    split,
    target: data.target,
    seeds,
    scores: scores(truth, first.predictions),
    estimates: all,
    baselines: {
      constant: scores(truth, first.constant),
      persistence: scores(truth, first.persistence),
    },
    parts,
    rows: first.rows,
    truth,
    predictions: first.predictions,
  };
}

/** The splits that the options ask for. */
export function splitsFor(data: Dataset, options: EvaluateOptions, seed: number | string): Split[] {
  const { split = "shuffled", folds, fraction } = options;
  const rows = data.x.rows;
  if (folds !== undefined && fraction !== undefined) {
    fail({ code: "argument", expected: "folds or a fraction to hold out", found: "both" });
  }
  switch (split) {
    case "shuffled":
      return fraction === undefined
        ? shuffledSplits(rows, folds ?? 5, seed)
        : [holdoutSplit(rows, fraction, seed)];
    case "segments":
      return segmentSplits(data.segments, folds, seed);
    case "chronological":
      return folds === undefined
        ? [chronologicalSplit(rows, fraction ?? 0.3)]
        : chronologicalSplits(rows, folds);
    default:
      return fail({
        code: "argument",
        expected: "a split among shuffled, segments, chronological",
        found: String(split),
      });
  }
}

function pool(data: Dataset, splits: readonly Split[], predictions: readonly Float64Array[]) {
  const rows = Int32Array.from(splits.flatMap((part) => [...part.test]));
  const joined = new Float64Array(rows.length);
  const constant = new Float64Array(rows.length);
  const persistence = new Float64Array(rows.length);
  let at = 0;
  splits.forEach((part, k) => {
    const trivial = baselinePredictions(data, part);
    joined.set(predictions[k], at);
    constant.set(trivial.constant, at);
    persistence.set(trivial.persistence, at);
    at += part.test.length;
  });
  return { rows, predictions: joined, constant, persistence };
}
