import { fail } from "../../core";
import { emptyFigure } from "../empty";
import type { Figure, FigureOptions } from "../figure";
import { pearson } from "../pearson";
import { type Source, tableOf } from "../source";
import { intervalBars } from "./interval-bars";

export interface TopCorrelationsOptions extends FigureOptions {
  /** The column to be explained. */
  readonly target: string;
  /** Default: every other numeric column. */
  readonly columns?: readonly string[];
  /** How many to show; default 10. */
  readonly k?: number;
}

/**
 * The k columns that correlate most with a target, by |r|, as bars with their sign kept.
 *
 * @throws LabError for an unknown or non-numeric column, or k below 1
 */
export function topCorrelations(source: Source, options: TopCorrelationsOptions): Figure {
  const table = tableOf(source);
  const k = options.k ?? 10;
  if (!(Number.isInteger(k) && k >= 1)) {
    fail({ code: "argument", expected: "k of at least 1", found: String(k) });
  }
  const target = table.numbers(options.target);
  const names = options.columns ?? table.numericNames().filter((name) => name !== options.target);
  const ranked = names
    .map((name) => ({ name, value: pearson(table.numbers(name), target) }))
    .filter((entry) => Number.isFinite(entry.value))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, k);
  const fallbackTitle = `Strongest correlations with ${options.target}`;
  if (ranked.length === 0) return emptyFigure(fallbackTitle, options, "no column correlates: none varies");
  const negative = ranked.some((entry) => entry.value < 0);
  const positive = ranked.some((entry) => entry.value > 0);
  return intervalBars(ranked, {
    ...options,
    title: options.title ?? fallbackTitle,
    valueTitle: `Pearson's r with ${options.target}`,
    domain: [negative ? -1 : 0, positive ? 1 : 0],
    digits: 3,
  });
}
