import { random } from "../../core";
import { Table } from "../../table";
import { oneOf, whole } from "../checks";
import { compareBlocks } from "../divergence/jensen-shannon";
import {
  type DivergenceOptions,
  divergenceBound,
  type LogBase,
  resolveDivergence,
} from "../divergence/options";

export interface NullScoreOptions extends DivergenceOptions {
  /** Rows of each of the two samples; default 300. */
  readonly rows?: number;
  /** Rows of the reference when it differs; default: `rows`. */
  readonly referenceRows?: number;
  /** What both are drawn from; default "normal". */
  readonly distribution?: "normal" | "uniform" | "exponential";
  /** Pairs of samples; default 200. */
  readonly repeats?: number;
  readonly seed?: number | string;
}

/**
 * Scores of pairs of samples of **one** distribution: what the divergence says when nothing drifted. It is never 0,
 * and falls with the number of rows, so a fixed threshold is a statement about the sample size.
 *
 * @returns one score a pair, in the unit of the log
 * @example
 * drift.nullScores({ rows: 100, repeats: 5, seed: 1 }).every((score) => score > 0) //=> true
 */
export function nullScores(options: NullScoreOptions = {}): Float64Array {
  const divergence = resolveDivergence(options);
  const rows = whole("rows", options.rows ?? 300, 1);
  const referenceRows = whole("referenceRows", options.referenceRows ?? rows, 1);
  const repeats = whole("repeats", options.repeats ?? 200, 1);
  const distribution = oneOf("distribution", options.distribution ?? "normal", [
    "normal",
    "uniform",
    "exponential",
  ]);
  const rng = random(options.seed ?? 1);
  const draw = rng[distribution];
  const sample = (n: number): Float64Array => Float64Array.from({ length: n }, () => draw());
  return Float64Array.from({ length: repeats }, () => {
    const reference = sample(referenceRows);
    return compareBlocks(reference, referenceRows, sample(rows), rows, ["x"], divergence).score;
  });
}

/**
 * What the score of two samples of one distribution is on average, in closed form:
 * (k − 1)/8 · (1/n + 1/m) nats, k the number of bins that the distribution fills.
 *
 * To second order the divergence is ⅛ Σ (p − q)²/m, and Σ (p − q)²/m of two samples follows (1/n + 1/m) χ²(k − 1)
 * (Menéndez et al. 1997; for pooled weights Grosse et al. 2002, Phys. Rev. E 65, 041905). It holds while most bins
 * expect five values or more. With fewer it departs: a bin filled in one sample only counts more than the second
 * order says, one filled in neither counts nothing, and the formula may even exceed the bound.
 *
 * @example
 * drift.expectedNullScore({ rows: 300, bins: 64 }) //=> (63 / 8) * (2 / 300)
 */
export function expectedNullScore(options: {
  readonly rows: number;
  readonly referenceRows?: number;
  readonly bins: number;
  readonly log?: LogBase;
}): number {
  const n = whole("rows", options.rows, 1);
  const m = whole("referenceRows", options.referenceRows ?? n, 1);
  const bins = whole("bins", options.bins, 2);
  return (((bins - 1) / 8) * (1 / n + 1 / m) * divergenceBound(options.log ?? "e")) / Math.LN2;
}

/**
 * Simulation beside formula for every pair of a number of rows and a number of bins: a table with columns `rows`,
 * `bins`, `mean`, `q05`, `q95` (of the simulated scores), `formula`, `bound`.
 */
export function nullScoreTable(
  options: Omit<NullScoreOptions, "rows" | "bins"> & {
    readonly rows: readonly number[];
    readonly bins: readonly number[];
  },
): Table {
  const log = options.log ?? "e";
  const { referenceRows } = options;
  return Table.fromRows(
    options.rows.flatMap((rows) =>
      options.bins.map((bins) => {
        const seed = `${options.seed ?? 1}/${rows}/${bins}`;
        const scores = nullScores({ ...options, rows, bins, seed }).sort();
        return {
          rows,
          bins,
          mean: scores.reduce((sum, score) => sum + score, 0) / scores.length,
          q05: scores[Math.floor(0.05 * (scores.length - 1))],
          q95: scores[Math.ceil(0.95 * (scores.length - 1))],
          formula: expectedNullScore({ rows, referenceRows, bins, log }),
          bound: divergenceBound(log),
        };
      }),
    ),
  );
}
