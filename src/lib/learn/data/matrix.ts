import { fail } from "../../core";

/** Rows × columns of numbers, row after row in one array. NaN is missing. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * A matrix of rows of equal length, or of an array that already lies row after row.
 *
 * @example
 * learn.matrix([[1, 2], [3, 4], [5, 6]]).rows //=> 3
 * learn.matrix(Float64Array.of(1, 2, 3, 4), 2).rows //=> 2
 */
export function matrix(values: readonly ArrayLike<number>[] | Float64Array, columns?: number): Matrix {
  if (values instanceof Float64Array) {
    const width = columns ?? 1;
    if (!(Number.isSafeInteger(width) && width > 0 && values.length % width === 0)) {
      fail({
        code: "argument",
        expected: "a number of columns that divides the number of values",
        found: `${values.length} values and ${width} columns`,
      });
    }
    return { rows: values.length / width, columns: width, data: values };
  }
  const width = columns ?? values[0]?.length ?? 0;
  const data = new Float64Array(values.length * width);
  values.forEach((row, i) => {
    if (row.length !== width) {
      fail({
        code: "argument",
        expected: `${width} values in every row`,
        found: `${row.length} in row ${i}`,
      });
    }
    data.set(row as number[], i * width);
  });
  return { rows: values.length, columns: width, data };
}

/** The named rows, in the given order, as a new matrix. */
export function takeRows(x: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = x;
  const data = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * columns;
    data.set(x.data.subarray(from, from + columns), i * columns);
  }
  return { rows: rows.length, columns, data };
}

/** The numbered columns, in the given order, as a new matrix. */
export function takeColumns(x: Matrix, columns: ArrayLike<number>): Matrix {
  const width = columns.length;
  const data = new Float64Array(x.rows * width);
  for (let i = 0, to = 0; i < x.rows; i++) {
    const from = i * x.columns;
    for (let j = 0; j < width; j++) data[to++] = x.data[from + columns[j]];
  }
  return { rows: x.rows, columns: width, data };
}

/** The values of the given positions. */
export function takeValues(values: Float64Array, positions: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(positions.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[positions[i]];
  return taken;
}
