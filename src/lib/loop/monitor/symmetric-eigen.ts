/** Eigenvalues, largest first, and their vectors, row after row. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const MOST_SWEEPS = 40;

/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 8.5). The matrix is not changed.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const rotated = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rotated[i * n + i] = 1;
  let size = 0;
  for (const value of a) size += value * value;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2;
    if (off <= 1e-24 * size) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, rotated, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(rotated.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** Makes a[p, q] zero. Rows and columns of `a` turn together; `rotated` collects the vectors as rows. */
function rotate(a: Float64Array, rotated: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  for (let k = 0, at = 0; k < n; k++, at += n) {
    const x = a[at + p];
    const y = a[at + q];
    a[at + p] = cosine * x - sine * y;
    a[at + q] = sine * x + cosine * y;
  }
  turnRows(a, n, p, q, cosine, sine);
  turnRows(rotated, n, p, q, cosine, sine);
}

function turnRows(a: Float64Array, n: number, p: number, q: number, cosine: number, sine: number): void {
  for (let k = 0, i = p * n, j = q * n; k < n; k++, i++, j++) {
    const x = a[i];
    const y = a[j];
    a[i] = cosine * x - sine * y;
    a[j] = sine * x + cosine * y;
  }
}
