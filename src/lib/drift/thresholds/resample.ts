import { fail, type Random, random } from "../../core";
import { oneOf, whole } from "../checks";

/**
 * How rows are drawn again: one by one ("iid"), in blocks that keep the order of neighbours: blocks of one length
 * ("moving"; "circular" joins the end to the start), or of geometric length ("stationary", Politis & Romano 1994).
 */
export type ResampleMethod = "iid" | "moving" | "circular" | "stationary";
export const RESAMPLE_METHODS: readonly ResampleMethod[] = ["iid", "moving", "circular", "stationary"];

/**
 * Row numbers of one resample. With "stationary" the block length is the mean one.
 *
 * @example
 * drift.resampleRows(4, 4, { method: "circular", blockLength: 4, seed: 3 }).length //=> 4
 */
export function resampleRows(
  rows: number,
  count: number,
  options: { readonly method: ResampleMethod; readonly blockLength?: number; readonly seed: number | string },
): Int32Array {
  return drawRows(rows, count, options.method, options.blockLength ?? 1, random(options.seed));
}

/** The same with a stream of random numbers that goes on. */
export function drawRows(
  rows: number,
  count: number,
  method: ResampleMethod,
  blockLength: number,
  rng: Random,
): Int32Array {
  whole("rows", rows, 1);
  oneOf("method", method, RESAMPLE_METHODS);
  whole("blockLength", blockLength, 1, rows);
  const drawn = new Int32Array(whole("count", count, 0));
  if (method === "iid") {
    for (let i = 0; i < count; i++) drawn[i] = Math.floor(rng.uniform() * rows);
    return drawn;
  }
  const starts = method === "moving" ? rows - blockLength + 1 : rows;
  let left = 0;
  let row = 0;
  for (let i = 0; i < count; i++) {
    const fresh = method === "stationary" ? rng.uniform() * blockLength < 1 : left === 0;
    if (fresh || i === 0) {
      row = Math.floor(rng.uniform() * starts);
      left = blockLength;
    } else {
      row = row + 1 === rows ? 0 : row + 1;
    }
    left--;
    drawn[i] = row;
  }
  return drawn;
}

/**
 * A block length for rows that depend on their neighbours: Carlstein's (1986) rule for a first-order process,
 * ⌈(√6 · ρ / (1 − ρ²))^⅔ · n^⅓⌉, with ρ the median over the features of their lag-1 autocorrelation (negative ones
 * count by size), at least 1 and at most a quarter of the rows. Independent rows get 1 or little more.
 *
 * @param block column after column
 */
export function blockLengthFor(block: Float64Array, features: number): number {
  const rows = features === 0 ? 0 : block.length / features;
  if (rows < 1) fail({ code: "argument", expected: "rows to choose a block length for", found: "none" });
  const correlations: number[] = [];
  for (let f = 0; f < features; f++) {
    const rho = Math.abs(lagOneCorrelation(block.subarray(f * rows, (f + 1) * rows)));
    if (!Number.isNaN(rho)) correlations.push(rho);
  }
  if (correlations.length === 0) return 1;
  correlations.sort((a, b) => a - b);
  const rho = Math.min(0.999, correlations[correlations.length >> 1]);
  const length = ((Math.sqrt(6) * rho) / (1 - rho * rho)) ** (2 / 3) * Math.cbrt(rows);
  return Math.max(1, Math.min(Math.ceil(length), Math.floor(rows / 4)));
}

/** Lag-1 autocorrelation over the neighbours that are both there; NaN for a constant column. */
function lagOneCorrelation(column: Float64Array): number {
  let n = 0;
  let sum = 0;
  for (const v of column) {
    if (Number.isNaN(v)) continue;
    sum += v;
    n++;
  }
  const mean = sum / n;
  let variance = 0;
  let covariance = 0;
  let pairs = 0;
  for (let i = 0; i < column.length; i++) {
    const d = column[i] - mean;
    if (Number.isNaN(d)) continue;
    variance += d * d;
    const e = column[i + 1] - mean;
    if (i + 1 === column.length || Number.isNaN(e)) continue;
    covariance += d * e;
    pairs++;
  }
  return covariance / pairs / (variance / n);
}
