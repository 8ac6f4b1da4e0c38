import type { Verdict } from "../adaptation";
import { lossesOf, type PairedRows } from "./losses";

export interface JudgeOptions {
  /** Rows of a block: neighbouring rows err alike, so the uncertainty is that of block means. Default 10. */
  readonly block?: number;
  /** Standard errors that the gain must lie above `margin`. Default 1. */
  readonly confidence?: number;
  /** The least gain worth a swap, in the unit of the loss. Default 0. */
  readonly margin?: number;
  /** Fewest scored rows to judge by. Default 20. */
  readonly leastRows?: number;
}

/**
 * Champion beside challenger on rows that neither had seen. The challenger is adopted only when its mean loss is lower
 * by more than the margin and by so many standard errors of the block means.
 *
 * @example
 * const truth = Float64Array.from({ length: 40 }, (_, i) => 100 + i);
 * const off = (share: number) => truth.map((y) => y * (1 + share));
 * loop.judge({ truth, champion: off(0.4), challenger: off(0.05) }).adopt //=> true
 * loop.judge({ truth, champion: off(0.05), challenger: off(0.4) }).adopt //=> false
 */
export function judge(rows: PairedRows, options: JudgeOptions = {}): Verdict {
  const { block = 10, confidence = 1, margin = 0, leastRows = 20 } = options;
  const { differences, champion, challenger } = lossesOf(rows);
  const n = differences.length;
  const about = { rows: n, champion, challenger };
  if (n < leastRows) {
    const reason = `kept: ${n} rows to judge by, ${leastRows} wanted`;
    return { adopt: false, reason, gain: Number.NaN, low: Number.NaN, high: Number.NaN, ...about };
  }
  const { mean, error } = blockMean(differences, block);
  const low = mean - confidence * error;
  const high = mean + confidence * error;
  const adopt = low > margin;
  const figures = `gain ${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)}) on ${n} rows`;
  const reason = adopt ? `adopted: ${figures}` : `kept: ${figures}, needed above ${margin}`;
  return { adopt, reason, gain: mean, low, high, ...about };
}

/** The mean and its standard error over blocks of neighbours; the last, shorter one counts by its rows. */
function blockMean(values: Float64Array, block: number): { mean: number; error: number } {
  const blocks = Math.max(2, Math.floor(values.length / block));
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let squares = 0;
  for (let b = 0; b < blocks; b++) {
    const from = Math.floor((b * values.length) / blocks);
    const to = Math.floor(((b + 1) * values.length) / blocks);
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i] - mean;
    squares += sum * sum;
  }
  return { mean, error: (Math.sqrt(squares) / values.length) * Math.sqrt(blocks / (blocks - 1)) };
}
