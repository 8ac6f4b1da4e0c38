import { fail } from "../../core";
import { type Table, unknownColumn } from "../../table";
import type { Dataset } from "../data/dataset";
import { type Matrix, takeColumns } from "../data/matrix";
import { type Scaler, scale } from "../data/scaler";
import type { Model } from "../models/model";
import { type TargetCurve, unbend } from "./target-curve";

export interface PipelineParts {
  readonly features: readonly string[];
  readonly target: string;
  readonly scaler: Scaler | undefined;
  readonly targetScaler: Scaler | undefined;
  /** The curve on which the target was learnt; predictions come back in its unit. */
  readonly targetCurve?: TargetCurve | undefined;
  readonly model: Model;
  /** Whether the model predicts rows with missing features. */
  readonly missing: boolean;
  /** Rows learnt from. */
  readonly trained: number;
  /** Rows that only decided when to stop. */
  readonly watched: number;
  /** Rows left out because they miss a feature in use. */
  readonly dropped: number;
}

/** Selected features, scales and a fitted model: from a table or a row to predictions in the target's unit. */
export class Pipeline {
  readonly features: readonly string[];
  readonly target: string;
  readonly scaler: Scaler | undefined;
  readonly targetScaler: Scaler | undefined;
  readonly targetCurve: TargetCurve | undefined;
  readonly model: Model;
  readonly missing: boolean;
  readonly trained: number;
  readonly watched: number;
  readonly dropped: number;
  readonly #scratch: Float64Array;

  constructor(parts: PipelineParts) {
    this.features = parts.features;
    this.target = parts.target;
    this.scaler = parts.scaler;
    this.targetScaler = parts.targetScaler;
    this.targetCurve = parts.targetCurve;
    this.model = parts.model;
    this.missing = parts.missing;
    this.trained = parts.trained;
    this.watched = parts.watched;
    this.dropped = parts.dropped;
    this.#scratch = new Float64Array(parts.features.length);
  }

  /** One prediction per row of a table or data set; NaN where a row misses a feature that the model needs. */
  predict(source: Table | Dataset): Float64Array {
    return this.predictMatrix(
      "x" in source
        ? takeColumns(source.x, columnsOf(source.features, this.features))
        : this.inputsOf(source),
    );
  }

  /** The pipeline's features of a table, unscaled. */
  inputsOf(table: Table): Matrix {
    const width = this.features.length;
    const data = new Float64Array(table.length * width);
    this.features.forEach((name, j) => {
      const column = table.numbers(name);
      for (let i = 0, at = j; i < column.length; i++, at += width) data[at] = column[i];
    });
    return { rows: table.length, columns: width, data };
  }

  /** Predictions for rows of unscaled features, in the order of `features`. */
  predictMatrix(x: Matrix): Float64Array {
    const predictions = this.model.predict(this.scaler === undefined ? x : scale(this.scaler, x));
    if (this.targetScaler === undefined && this.targetCurve === undefined) return predictions;
    for (let i = 0; i < predictions.length; i++) predictions[i] = this.#inUnit(predictions[i]);
    return predictions;
  }

  /** The prediction for one row of unscaled features, in the order of `features`; allocates nothing. */
  predictRow(row: ArrayLike<number>): number {
    const { scaler } = this;
    if (row.length !== this.features.length) {
      fail({ code: "shape", expected: `${this.features.length} features`, found: String(row.length) });
    }
    let inputs = row;
    if (scaler !== undefined) {
      const scratch = this.#scratch;
      for (let j = 0; j < scratch.length; j++) scratch[j] = (row[j] - scaler.mean[j]) / scaler.scale[j];
      inputs = scratch;
    }
    return this.#inUnit(this.model.predictRow(inputs));
  }

  /** What the model says, in the target's unit. */
  #inUnit(said: number): number {
    const { targetScaler, targetCurve } = this;
    const value = targetScaler === undefined ? said : said * targetScaler.scale[0] + targetScaler.mean[0];
    return unbend(targetCurve, value);
  }
}

/** Where the wanted names stand among the known ones; an unknown name is an error with a hint. */
export function columnsOf(known: readonly string[], wanted: readonly string[]): Int32Array {
  const places = new Map(known.map((name, j) => [name, j] as const));
  return Int32Array.from(wanted, (name) => places.get(name) ?? unknownColumn(name, known));
}
