import type { Matrix } from "./matrix";

/** Per column: what is subtracted and what divides. */
export interface Scaler {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/**
 * z-score of each column: mean and population standard deviation over the values that are there. A column without
 * spread (or without values) gets scale 1, so that it becomes 0 and not an error.
 *
 * @example
 * const scaler = learn.fitScaler(learn.matrix([[1, 5], [3, 5]]));
 * [...scaler.mean] //=> [2, 5]
 * [...learn.scale(scaler, learn.matrix([[1, 5], [3, 5]])).data] //=> [-1, 0, 1, 0]
 */
export function fitScaler(x: Matrix): Scaler {
  const { rows, columns, data } = x;
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const count = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = data[at];
      if (Number.isNaN(value)) continue;
      count[j]++;
      mean[j] += (value - mean[j]) / count[j];
    }
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const deviation = data[at] - mean[j];
      if (!Number.isNaN(deviation)) scale[j] += deviation * deviation;
    }
  }
  for (let j = 0; j < columns; j++) {
    const deviation = Math.sqrt(scale[j] / Math.max(1, count[j]));
    // A constant column's deviation is rounding noise of its mean, never exactly 0 for large counters.
    scale[j] = deviation > 8 * Number.EPSILON * Math.abs(mean[j]) ? deviation : 1;
  }
  return { mean, scale };
}

/** (x − mean) / scale, as a new matrix. Missing stays missing. */
export function scale(scaler: Scaler, x: Matrix): Matrix {
  const { rows, columns, data } = x;
  const scaled = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) scaled[at] = (data[at] - scaler.mean[j]) / scaler.scale[j];
  }
  return { rows, columns, data: scaled };
}
