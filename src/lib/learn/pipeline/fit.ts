import { fail } from "../../core";
import { topFeatures } from "../data/correlation";
import type { Dataset } from "../data/dataset";
import { type Matrix, matrix, takeColumns, takeRows, takeValues } from "../data/matrix";
import { fitScaler, type Scaler, scale } from "../data/scaler";
import type { Model } from "../models/model";
import { modelKind } from "../models/registry";
import { holdoutSplit } from "../split/shuffled";
import { columnsOf, Pipeline } from "./pipeline";
import type { Recipe } from "./recipe";
import { bend } from "./target-curve";

type Rows = ArrayLike<number>;

export interface FitOptions {
  /** The training rows; default all. */
  readonly train?: Rows;
  /** Rows that the fit watches for early stop; they take no part in learning. Default: a part of the training rows. */
  readonly validation?: Rows;
  readonly seed?: number | string;
  /** Take features and scales from this pipeline instead of fitting them anew, as a retrain on a new batch does. */
  readonly reuse?: Pipeline;
  /** Go on from the weights of this model (same kind and shape); it is not changed. */
  readonly start?: Model;
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
  const parts = partRows(data, recipe.validation ?? kind.watch(settings), options, seed);
  const source = recipe.fitOn === "all" ? allRows(data) : parts.train;
  const features = options.reuse?.features ?? selectFeatures(data, recipe, source);
  const columns = columnsOf(data.features, features);
  const x = takeColumns(data.x, columns);
  const usable = (rows: Rows): Rows => (kind.missing ? rows : completeRows(x, rows));
  const train = usable(parts.train);
  if (train.length < 2) {
    fail({
      code: "too-few-rows",
      expected: "at least 2 rows with a target and all features in use",
      found: `${train.length} of ${parts.train.length}`,
      hint: "Choose fewer features, or a model that learns from rows with missing cells (boosting)",
    });
  }
  const fitted = recipe.fitOn === "all" ? usable(source) : train;
  const scaler = options.reuse
    ? options.reuse.scaler
    : (recipe.scale ?? kind.scaled)
      ? fitScaler(takeRows(x, fitted))
      : undefined;
  const curve = options.reuse ? options.reuse.targetCurve : recipe.targetCurve;
  const targetScaler = options.reuse
    ? options.reuse.targetScaler
    : (recipe.scaleTarget ?? kind.scaledTarget)
      ? fitScaler(matrix(bend(curve, takeValues(data.y, fitted))))
      : undefined;
  const part = (rows: Rows) => ({
    x: scaler === undefined ? takeRows(x, rows) : scale(scaler, takeRows(x, rows)),
    y: scaleValues(bend(curve, takeValues(data.y, rows)), targetScaler),
  });
  const learnt = part(train);
  const watched = usable(parts.watched);
  const model = kind.fit(learnt.x, learnt.y, settings, {
    seed,
    ...(watched.length > 0 && { validation: part(watched) }),
    ...(options.start && { start: options.start }),
    ...(options.progress && { progress: options.progress }),
  });
  return new Pipeline({
    features,
    target: data.target,
    scaler,
    targetScaler,
    targetCurve: curve,
    model,
    missing: kind.missing,
    trained: train.length,
    watched: watched.length,
    dropped: parts.train.length + parts.watched.length - train.length - watched.length,
  });
}

/** With fewer rows than this nothing can be spared to watch. */
const LEAST_ROWS_TO_WATCH = 10;

function partRows(
  data: Dataset,
  fraction: number,
  options: FitOptions,
  seed: number | string,
): { train: Rows; watched: Rows } {
  const train = options.train ?? allRows(data);
  if (options.validation !== undefined) return { train, watched: options.validation };
  if (fraction === 0 || train.length < LEAST_ROWS_TO_WATCH) return { train, watched: [] };
  const split = holdoutSplit(train.length, fraction, seed);
  return { train: split.train.map((i) => train[i]), watched: split.test.map((i) => train[i]) };
}

function allRows(data: Dataset): Int32Array {
  return Int32Array.from({ length: data.x.rows }, (_, i) => i);
}

function selectFeatures(data: Dataset, { features = "all" }: Recipe, rows: Rows): readonly string[] {
  if (features === "all") return data.features;
  return "top" in features ? topFeatures(data, features.top, rows) : features;
}

function scaleValues(values: Float64Array, scaler: Scaler | undefined): Float64Array {
  return scaler === undefined ? values : values.map((v) => (v - scaler.mean[0]) / scaler.scale[0]);
}

function completeRows(x: Matrix, rows: Rows): Int32Array {
  const kept: number[] = [];
  for (let k = 0; k < rows.length; k++) {
    const at = rows[k] * x.columns;
    let whole = true;
    for (let j = 0; j < x.columns && whole; j++) whole = !Number.isNaN(x.data[at + j]);
    if (whole) kept.push(rows[k]);
  }
  return Int32Array.from(kept);
}
