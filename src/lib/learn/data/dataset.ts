import { fail, quote } from "../../core";
import type { Table } from "../../table";
import { candidateFeatures } from "./candidates";
import { type Matrix, takeRows, takeValues } from "./matrix";
import { type Segments, segmentsOf } from "./segments";

/** What models learn from: inputs, one target, and where the rows came from. */
export interface Dataset {
  readonly features: readonly string[];
  readonly target: string;
  /** One row per observation, one column per feature; NaN is missing. */
  readonly x: Matrix;
  /** The target, never missing. */
  readonly y: Float64Array;
  readonly segments: Segments | undefined;
  /** The row of the source table behind each row here. */
  readonly sourceRows: Int32Array;
  /** Rows left out because the target was missing, or a feature with `missing: "drop"`. */
  readonly dropped: number;
}

export interface DatasetOptions {
  readonly target: string;
  /** Default: all candidates (see {@link candidateFeatures}). */
  readonly features?: readonly string[];
  /**
   * Rows with a missing feature: "keep" (default) leaves the decision to the model, which only drops rows that miss
   * a feature it uses; "drop" removes them here.
   */
  readonly missing?: "keep" | "drop";
  /** The column that names the segments; default see {@link segmentsOf}. */
  readonly segments?: string;
}

/**
 * Turns a table into a data set. Rows without a target are left out and counted. An infinite value is an error that
 * names its row and column, since no model can learn from one.
 *
 * @example
 * const t = table.Table.of({ load: [1, 2, 3, 4], output_rate: [10, 20, null, 40] });
 * const d = learn.dataset(t, { target: "output_rate" });
 * [...d.y] //=> [10, 20, 40]
 * d.dropped //=> 1
 */
export function dataset(table: Table, options: DatasetOptions): Dataset {
  const { target } = options;
  const y = table.numbers(target);
  const features = options.features ?? candidateFeatures(table, target);
  if (features.length === 0) {
    fail({ code: "no-features", expected: "at least one numeric column to learn from", found: "none" });
  }
  const columns = features.map((name) => {
    if (name === target) {
      fail({ code: "argument", expected: "features other than the target", found: quote(name) });
    }
    return table.numbers(name);
  });
  checkFinite(y, target);
  columns.forEach((column, j) => {
    checkFinite(column, features[j]);
  });
  const complete = options.missing === "drop";
  const kept: number[] = [];
  for (let i = 0; i < table.length; i++) {
    if (Number.isNaN(y[i])) continue;
    if (complete && columns.some((column) => Number.isNaN(column[i]))) continue;
    kept.push(i);
  }
  const sourceRows = Int32Array.from(kept);
  const data = new Float64Array(kept.length * columns.length);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j];
    for (let i = 0, to = j; i < kept.length; i++, to += columns.length) data[to] = column[kept[i]];
  }
  const segments = segmentsOf(table, options.segments);
  return {
    features: [...features],
    target,
    x: { rows: kept.length, columns: columns.length, data },
    y: takeValues(y, sourceRows),
    segments: segments && { ...segments, ids: Int32Array.from(sourceRows, (i) => segments.ids[i]) },
    sourceRows,
    dropped: table.length - kept.length,
  };
}

/** The given rows of a data set, in that order. */
export function takeDataset(data: Dataset, rows: ArrayLike<number>): Dataset {
  const { segments } = data;
  return {
    ...data,
    x: takeRows(data.x, rows),
    y: takeValues(data.y, rows),
    segments: segments && { ...segments, ids: Int32Array.from(rows, (i) => segments.ids[i]) },
    sourceRows: Int32Array.from(rows, (i) => data.sourceRows[i]),
    dropped: 0,
  };
}

function checkFinite(column: Float64Array, name: string): void {
  for (let i = 0; i < column.length; i++) {
    if (column[i] === Number.POSITIVE_INFINITY || column[i] === Number.NEGATIVE_INFINITY) {
      fail({
        code: "value",
        expected: "finite numbers or missing cells",
        found: `${column[i]} in row ${i}`,
        where: { column: name },
        hint: "Replace it by a missing value, or leave the row out",
      });
    }
  }
}
