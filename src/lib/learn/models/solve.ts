import type { Matrix } from "../data/matrix";

/**
 * min |x·w − y|² + alpha·|w|² through the normal equations: of the columns when there are at least as many rows,
 * else of the rows (w = xᵀ(xxᵀ + alpha·1)⁻¹y), so ten thousand columns cost no more than the rows ask.
 */
export function solveRidge(x: Matrix, y: Float64Array, alpha: number): Float64Array {
  const { rows, columns, data } = x;
  if (rows >= columns) {
    const gram = new Float64Array(columns * columns);
    const side = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      const row = data.subarray(i * columns, (i + 1) * columns);
      for (let a = 0; a < columns; a++) {
        const value = row[a];
        side[a] += value * y[i];
        const at = a * columns;
        for (let b = 0; b <= a; b++) gram[at + b] += value * row[b];
      }
    }
    return solveDefinite(gram, side, columns, alpha);
  }
  const gram = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += data[a * columns + j] * data[b * columns + j];
      gram[a * rows + b] = sum;
    }
  }
  const dual = solveDefinite(gram, y.slice(), rows, alpha);
  const weights = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) weights[j] += dual[i] * data[i * columns + j];
  }
  return weights;
}

/** (gram + alpha·1)·w = side by Cholesky's factor, in place. `gram` is the lower triangle of an n × n matrix. */
function solveDefinite(gram: Float64Array, side: Float64Array, n: number, alpha: number): Float64Array {
  for (let i = 0; i < n; i++) gram[i * n + i] += alpha;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * n + j];
      for (let k = 0; k < j; k++) sum -= gram[i * n + k] * gram[j * n + k];
      if (i !== j) gram[i * n + j] = sum / gram[j * n + j];
      // Rounding can push a pivot below the alpha that it cannot be below in exact arithmetic.
      else gram[i * n + i] = Math.sqrt(Math.max(sum, alpha));
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) side[i] -= gram[i * n + k] * side[k];
    side[i] /= gram[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) side[i] -= gram[k * n + i] * side[k];
    side[i] /= gram[i * n + i];
  }
  return side;
}

/**
 * min |x·w − y|² by Householder reflections with column pivoting (Golub and Van Loan, Matrix Computations, 5.4.2).
 * Columns beyond the numerical rank get the weight 0.
 */
export function solveLeastSquares(x: Matrix, y: Float64Array): Float64Array {
  const { rows, columns } = x;
  // Column after column, so that the reflections run along memory.
  const a = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) a[j * rows + i] = x.data[i * columns + j];
  const side = y.slice();
  const order = Int32Array.from({ length: columns }, (_, j) => j);
  const size = new Float64Array(columns);
  const norm2 = (j: number, from: number) => {
    let sum = 0;
    for (let i = from; i < rows; i++) sum += a[j * rows + i] ** 2;
    return sum;
  };
  for (let j = 0; j < columns; j++) size[j] = norm2(j, 0);
  const tolerance = Math.max(...size, 0) * (Math.max(rows, columns) * Number.EPSILON) ** 2;
  const steps = Math.min(rows, columns);
  let rank = 0;
  for (; rank < steps; rank++) {
    let best = rank;
    for (let j = rank + 1; j < columns; j++) if (size[j] > size[best]) best = j;
    swap(a, order, size, rank, best, rows);
    const length = Math.sqrt(norm2(rank, rank));
    if (length * length <= tolerance) break;
    const head = rank * rows;
    const lead = a[head + rank];
    const diagonal = lead > 0 ? -length : length;
    a[head + rank] = lead - diagonal;
    const half = -diagonal * a[head + rank];
    for (let j = rank + 1; j < columns; j++) {
      reflect(a, j * rows, a, head, rank, rows, half);
      // Measured again, not downdated: subtraction loses the digits by which near-copies of a column are known.
      size[j] = norm2(j, rank + 1);
    }
    reflect(side, 0, a, head, rank, rows, half);
    a[head + rank] = diagonal;
  }
  const solution = new Float64Array(columns);
  for (let i = rank - 1; i >= 0; i--) {
    let sum = side[i];
    for (let j = i + 1; j < rank; j++) sum -= a[j * rows + i] * solution[order[j]];
    solution[order[i]] = sum / a[i * rows + i];
  }
  return solution;
}

function reflect(
  into: Float64Array,
  at: number,
  a: Float64Array,
  head: number,
  from: number,
  rows: number,
  half: number,
): void {
  let sum = 0;
  for (let i = from; i < rows; i++) sum += a[head + i] * into[at + i];
  sum /= half;
  for (let i = from; i < rows; i++) into[at + i] -= sum * a[head + i];
}

function swap(
  a: Float64Array,
  order: Int32Array,
  size: Float64Array,
  j: number,
  k: number,
  rows: number,
): void {
  if (j === k) return;
  const column = a.slice(j * rows, (j + 1) * rows);
  a.copyWithin(j * rows, k * rows, (k + 1) * rows);
  a.set(column, k * rows);
  [order[j], order[k]] = [order[k], order[j]];
  [size[j], size[k]] = [size[k], size[j]];
}
