import { symmetricEigen } from "./symmetric-eigen";

/** How the features hang together in a set of rows, and how far a row departs from it. */
export interface StructureModel {
  readonly features: number;
  /** Directions in which the rows hardly varied. */
  readonly residuals: number;
  /** The logarithm of the squared distance from the plane of the rows, in standard deviations; NaN with a missing cell. */
  distance(row: ArrayLike<number>): number;
  /** The squared distance of the row that {@link distance} saw last, feature by feature. */
  shares(out: Float64Array): void;
}

export interface StructureOptions {
  /** Directions of least variance are kept while all of them together explain no more than this share. Default 1e-4. */
  readonly residualShare?: number;
}

/** Below this squared distance is rounding. */
const LEAST = 1e-12;

/**
 * The plane of the principal components, and the distance from it: the Q statistic (squared prediction error) of
 * Jackson and Mudholkar (1979). Counters are taken as logarithms where all values are above 0, so that ratios of
 * counters are planes. `rows` lie row after row; those with a missing cell are left out.
 *
 * Undefined when there are too few rows, or no direction without variance: then there is no structure to lose.
 */
export function structureModel(
  rows: Float64Array,
  features: number,
  options: StructureOptions = {},
): StructureModel | undefined {
  const { residualShare = 1e-4 } = options;
  const whole = wholeRows(rows, features);
  if (whole.length < 2 * features) return undefined;
  const lowest = columnMinima(rows, whole, features);
  const { mean, scale } = moments(rows, whole, features, lowest);
  const { values, vectors } = symmetricEigen(
    correlation(rows, whole, features, lowest, mean, scale),
    features,
  );
  const kept = componentsKept(values, residualShare);
  const residuals = features - kept;
  if (kept === 0 || residuals === 0) return undefined;
  const directions = vectors.slice(kept * features);
  const z = new Float64Array(features);
  const along = new Float64Array(residuals);
  return {
    features,
    residuals,
    distance(row) {
      for (let j = 0; j < features; j++) z[j] = (bent(row[j], lowest[j]) - mean[j]) / scale[j];
      project(directions, z, along);
      let sum = 0;
      for (let c = 0; c < residuals; c++) sum += along[c] * along[c];
      return Math.log(sum + LEAST);
    },
    shares(out) {
      out.fill(0);
      for (let c = 0, at = 0; c < residuals; c++) {
        for (let j = 0; j < features; j++) out[j] += along[c] * directions[at++];
      }
      for (let j = 0; j < features; j++) out[j] *= out[j];
    },
  };
}

/** The row along each direction. Four at a time: a sum need not wait for the one before it. */
function project(directions: Float64Array, z: Float64Array, along: Float64Array): void {
  const width = z.length;
  let c = 0;
  for (; c + 4 <= along.length; c += 4) {
    let [p, q, r, s] = [0, 0, 0, 0];
    const at = c * width;
    for (let j = 0; j < width; j++) {
      const value = z[j];
      p += directions[at + j] * value;
      q += directions[at + width + j] * value;
      r += directions[at + 2 * width + j] * value;
      s += directions[at + 3 * width + j] * value;
    }
    along[c] = p;
    along[c + 1] = q;
    along[c + 2] = r;
    along[c + 3] = s;
  }
  for (; c < along.length; c++) {
    let dot = 0;
    for (let j = 0; j < width; j++) dot += directions[c * width + j] * z[j];
    along[c] = dot;
  }
}

function wholeRows(rows: Float64Array, features: number): Int32Array {
  const kept: number[] = [];
  for (let at = 0; at < rows.length; at += features) {
    let whole = true;
    for (let j = 0; j < features && whole; j++) whole = Number.isFinite(rows[at + j]);
    if (whole) kept.push(at);
  }
  return Int32Array.from(kept);
}

function columnMinima(rows: Float64Array, whole: Int32Array, features: number): Float64Array {
  const lowest = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  for (const at of whole) for (let j = 0; j < features; j++) lowest[j] = Math.min(lowest[j], rows[at + j]);
  return lowest;
}

/** The logarithm, of a feature that was always above 0; a later value that is not counts as a tenth of the least. */
function bent(value: number, lowest: number): number {
  if (!(lowest > 0)) return value;
  return Math.log(value > 0 ? value : Number.isNaN(value) ? value : lowest / 10);
}

function moments(rows: Float64Array, whole: Int32Array, features: number, lowest: Float64Array) {
  const mean = new Float64Array(features);
  const scale = new Float64Array(features);
  for (const at of whole) {
    for (let j = 0; j < features; j++) mean[j] += bent(rows[at + j], lowest[j]) / whole.length;
  }
  for (const at of whole) {
    for (let j = 0; j < features; j++) scale[j] += (bent(rows[at + j], lowest[j]) - mean[j]) ** 2;
  }
  for (let j = 0; j < features; j++) {
    const deviation = Math.sqrt(scale[j] / whole.length);
    scale[j] = deviation > 8 * Number.EPSILON * Math.abs(mean[j]) ? deviation : 1;
  }
  return { mean, scale };
}

function correlation(
  rows: Float64Array,
  whole: Int32Array,
  features: number,
  lowest: Float64Array,
  mean: Float64Array,
  scale: Float64Array,
): Float64Array {
  const matrix = new Float64Array(features * features);
  const z = new Float64Array(features);
  for (const at of whole) {
    for (let j = 0; j < features; j++) z[j] = (bent(rows[at + j], lowest[j]) - mean[j]) / scale[j];
    for (let a = 0; a < features; a++) {
      const share = z[a] / whole.length;
      for (let b = 0, to = a * features; b <= a; b++) matrix[to + b] += share * z[b];
    }
  }
  for (let a = 0; a < features; a++) {
    for (let b = 0; b < a; b++) matrix[b * features + a] = matrix[a * features + b];
  }
  return matrix;
}

/** How many components there are before the rest explain no more than the share. */
function componentsKept(values: Float64Array, share: number): number {
  const total = values.reduce((sum, v) => sum + Math.max(0, v), 0);
  let kept = values.length;
  for (let rest = 0; kept > 0; kept--) {
    rest += Math.max(0, values[kept - 1]);
    if (rest > share * total) break;
  }
  return kept;
}
