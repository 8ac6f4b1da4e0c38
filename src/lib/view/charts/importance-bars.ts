import type { Figure } from "../figure";
import { type Bar, type IntervalBarsOptions, intervalBars } from "./interval-bars";

export interface ImportanceOptions extends IntervalBarsOptions {
  /** How many to show, the largest first; default 15. */
  readonly top?: number;
}

/** Feature importances, the largest first, with their intervals where there are any. */
export function importanceBars(importances: readonly Bar[], options: ImportanceOptions = {}): Figure {
  const sorted = importances
    .filter((bar) => Number.isFinite(bar.value))
    .sort((a, b) => b.value - a.value)
    .slice(0, options.top ?? 15);
  return intervalBars(sorted, {
    ...options,
    title: options.title ?? "Feature importance",
    valueTitle: options.valueTitle ?? "importance",
  });
}
