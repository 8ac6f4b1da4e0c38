import { fail } from "../../core";
import { topFeatures } from "../data/correlation";
import type { Dataset } from "../data/dataset";
import { type Matrix, matrix, takeColumns, takeRows, takeValues } from "../data/matrix";
import { fitScaler, type Scaler, scale } from "../data/scaler";
import { modelKind } from "../models/registry";
import { holdoutSplit } from "../split/shuffled";
import { columnsOf, Pipeline } from "./pipeline";
import type { Recipe } from "./recipe";

export interface FitOptions {
  /** The training rows; default all. */
  readonly train?: ArrayLike<number>;
  /** Rows that the fit watches for early stop; they take no part in learning. Default: `recipe.validation` of train. */
  readonly validation?: ArrayLike<number>;
  readonly seed?: number | string;
  readonly progress?: (done: number, total: number, note?: string) => void;
}

/**
 * Selects the features, fits the scaler and the model. Rows that miss a feature in use are left out when the model
 * kind cannot learn from them, and counted in `dropped`. Fewer than two usable rows are an error.
 *
 * @example
 * const t = table.Table.of({ load: [1, 2, 3, 4], output_rate: [10, 20, 30, 40] });
 * const p = learn.fit(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } });
 * Math.round(p.predictRow([5])) //=> 50
 */
export function fit(data: Dataset, recipe: Recipe, options: FitOptions = {}): Pipeline {
  const { kind: name, ...given } = recipe.model;
  const kind = modelKind(name);
  const settings = kind.options(given);
  const seed = options.seed ?? 0;
  const { train, watched } = parts(data, recipe, options, seed);
  const source = recipe.fitOn === "all" ? undefined : train;
  const features = selectFeatures(data, recipe, source);
  const columns = columnsOf(data.features, features);
  const usable = (rows: ArrayLike<number>) =>
    kind.missing ? Int32Array.from(rows) : completeRows(data.x, columns, rows);
  const kept = usable(train);
  if (kept.length < 2) {
    fail({
      code: "too-few-rows",
      expected: "at least 2 rows with a target and all features in use",
      found: `${kept.length} of ${train.length}`,
      hint: "Choose fewer features, or a model that learns from rows with missing cells (boosting)",
    });
  }
  const x = takeRows(takeColumns(data.x, columns), kept);
  const y = takeValues(data.y, kept);
  const scaler = (recipe.scale ?? kind.scaled) ? fitScaler(scalerRows(data, columns, source, x)) : undefined;
  const wants = recipe.scaleTarget ?? kind.scaledTarget;
  const targetScaler = wants ? fitScaler(matrix(source === undefined ? data.y : y)) : undefined;
  const inputs = (rows: Matrix) => (scaler === undefined ? rows : scale(scaler, rows));
  const target = (values: Float64Array) => scaleValues(values, targetScaler);
  const held = watched === undefined ? undefined : usable(watched);
  const model = kind.fit(inputs(x), target(y), settings, {
    seed,
    ...(held === undefined || held.length === 0
      ? {}
      : {
          validation: {
            x: inputs(takeRows(takeColumns(data.x, columns), held)),
            y: target(takeValues(data.y, held)),
          },
        }),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  return new Pipeline({
    features,
    target: data.target,
    scaler,
    targetScaler,
    model,
    missing: kind.missing,
    trained: kept.length,
    dropped: train.length - kept.length,
  });
}

function parts(data: Dataset, recipe: Recipe, options: FitOptions, seed: number | string) {
  const train = options.train ?? Int32Array.from({ length: data.x.rows }, (_, i) => i);
  if (options.validation !== undefined) return { train, watched: options.validation };
  if (recipe.validation === undefined || recipe.validation === 0) return { train, watched: undefined };
  const split = holdoutSplit(train.length, recipe.validation, seed);
  return {
    train: split.train.map((i) => train[i]),
    watched: split.test.map((i) => train[i]),
  };
}

function selectFeatures(data: Dataset, { features = "all" }: Recipe, source: ArrayLike<number> | undefined) {
  if (features === "all") return data.features;
  return "top" in features ? topFeatures(data, features.top, source) : features;
}

function scalerRows(
  data: Dataset,
  columns: ArrayLike<number>,
  source: ArrayLike<number> | undefined,
  x: Matrix,
): Matrix {
  return source === undefined ? takeColumns(data.x, columns) : x;
}

function scaleValues(values: Float64Array, scaler: Scaler | undefined): Float64Array {
  return scaler === undefined ? values : values.map((v) => (v - scaler.mean[0]) / scaler.scale[0]);
}

function completeRows(x: Matrix, columns: ArrayLike<number>, rows: ArrayLike<number>): Int32Array {
  const kept: number[] = [];
  for (let k = 0; k < rows.length; k++) {
    const at = rows[k] * x.columns;
    let whole = true;
    for (let j = 0; j < columns.length && whole; j++) whole = !Number.isNaN(x.data[at + columns[j]]);
    if (whole) kept.push(rows[k]);
  }
  return Int32Array.from(kept);
}
