import { fail, quote } from "../../core";
import type { Table } from "../../table";
import { dataset } from "../data/dataset";
import { fit } from "../pipeline/fit";
import type { Pipeline } from "../pipeline/pipeline";
import type { ModelSpec } from "../pipeline/recipe";
import { type ClassInputs, classInputs, inputTable } from "./class-inputs";

export interface ClassifierOptions {
  /** The text column with the classes; rows where it is missing are not learnt from. */
  readonly target: string;
  /** Default: all columns but the target and those named `<target>_…`, which tell about it. */
  readonly features?: readonly string[];
  /** Any kind of model; default boosting, small leaves for few rows. */
  readonly model?: ModelSpec;
  readonly seed?: number | string;
}

/** What a classifier says about rows. */
export interface ClassPredictions {
  /** The class with the highest score; null where the model needs an input that is missing. */
  readonly labels: readonly (string | null)[];
  /** Its share of all scores, 0 to 1. An order of sureness, not a calibrated probability. */
  readonly confidence: Float64Array;
}

/** A fitted classifier. */
export interface Classifier {
  readonly classes: readonly string[];
  readonly inputs: ClassInputs;
  /** Rows learnt from. */
  readonly trained: number;
  predict(table: Table): ClassPredictions;
}

/**
 * Learns classes one against the rest: for each class a regression of 1 for its rows and 0 for the others (Rifkin and
 * Klautau, "In defense of one-vs-all classification", 2004); the highest score wins. Text columns come in by their
 * commonest values. It learns from a labelled table with no file in between:
 * `learn.classifier(label.labelledTable(store, data), { target: "label" })`.
 *
 * @throws LabError "too-few-rows" when there are not two classes with rows
 * @example
 * const n = Array.from({ length: 40 }, (_, i) => i);
 * const t = table.Table.of({ load: n, label: n.map((i) => (i < 20 ? "low" : i < 38 ? "high" : null)) });
 * const model = learn.classifier(t, { target: "label" });
 * model.predict(table.Table.of({ load: [3, 33] })).labels //=> ["low", "high"]
 */
export function classifier(table: Table, options: ClassifierOptions): Classifier {
  const { target, seed = 0 } = options;
  const truth = table.texts(target);
  const labelled = table.filter((row) => truth[row] !== null);
  const known = labelled.texts(target);
  const classes = [...new Set(known as string[])].sort();
  if (classes.length < 2) {
    fail({
      code: "too-few-rows",
      expected: `at least two classes in ${quote(target)}`,
      found: classes.length === 0 ? "no labelled row" : `only ${quote(classes[0])}`,
    });
  }
  const inputs = classInputs(labelled, target, options.features);
  const x = inputTable(labelled, inputs);
  const model = options.model ?? smallBoosting(labelled.length);
  const one = freeName(x);
  const pipelines = classes.map((name): Pipeline => {
    const y = Float64Array.from(known, (label) => (label === name ? 1 : 0));
    return fit(dataset(x.with(one, y), { target: one, features: x.names }), { model }, { seed });
  });
  return {
    classes,
    inputs,
    trained: labelled.length,
    predict: (rows) =>
      winners(
        classes,
        pipelines.map((pipeline) => pipeline.predict(inputTable(rows, inputs))),
      ),
  };
}

/** Leaves of the usual 20 rows would never part a few dozen labelled ones. */
function smallBoosting(rows: number): ModelSpec {
  return {
    kind: "boosting",
    trees: 80,
    maxLeaves: 15,
    minLeaf: Math.max(1, Math.min(20, Math.floor(rows / 20))),
  };
}

function winners(classes: readonly string[], scores: readonly Float64Array[]): ClassPredictions {
  const rows = scores[0].length;
  const confidence = new Float64Array(rows).fill(Number.NaN);
  const labels = Array.from({ length: rows }, (_, row): string | null => {
    let best = 0;
    let sum = 0;
    for (let c = 0; c < classes.length; c++) {
      const score = scores[c][row];
      if (Number.isNaN(score)) return null;
      sum += Math.min(1, Math.max(0, score));
      if (score > scores[best][row]) best = c;
    }
    confidence[row] = sum > 0 ? Math.min(1, Math.max(0, scores[best][row])) / sum : 1 / classes.length;
    return classes[best];
  });
  return { labels, confidence };
}

function freeName(table: Table): string {
  let name = "is this class";
  while (table.has(name)) name += "'";
  return name;
}
