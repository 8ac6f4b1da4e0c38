import { fail } from "../../core";
import { divergenceBound, type LogBase } from "../divergence/options";

/** One or more limits of a Jensen–Shannon score, increasing, and how they were found. */
export interface Thresholds {
  readonly levels: readonly number[];
  readonly bound: number;
  readonly log: LogBase;
  /** In words, for a figure's caption or a report. */
  readonly how: string;
}

/**
 * Thresholds given as numbers. One that the score can never reach is refused: DRST's tiers 0.2, 0.5, 0.8 are, in
 * nats, since the bound is ln 2 = 0.693; in bits they stand.
 *
 * @throws LabError unless they increase strictly within (0, bound]
 * @example
 * drift.fixedThresholds([0.2, 0.5]).levels //=> [0.2, 0.5]
 */
export function fixedThresholds(
  levels: readonly number[],
  options: { readonly log?: LogBase } = {},
): Thresholds {
  const log = options.log ?? "e";
  const bound = divergenceBound(log);
  if (levels.length === 0) fail({ code: "argument", expected: "at least one threshold", found: "none" });
  for (const [i, level] of levels.entries()) {
    if (!(level > (i === 0 ? 0 : levels[i - 1]))) {
      fail({
        code: "argument",
        expected: "positive thresholds that increase",
        found: levels.join(", "),
      });
    }
    if (level > bound) {
      fail({
        code: "limit",
        expected: `a threshold of at most ${bound.toFixed(4)}, the bound of the divergence with log ${log}`,
        found: String(level),
        hint: "No score can reach it, so it would never fire.",
      });
    }
  }
  return { levels: [...levels], bound, log, how: `fixed: ${levels.join(", ")}` };
}

/** How many of the thresholds a score reaches; a score of 0 (no difference at all) reaches none. */
export function levelOf(score: number, levels: readonly number[]): number {
  return score > 0 ? levels.filter((level) => score >= level).length : 0;
}
