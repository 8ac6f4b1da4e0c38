import type { Figure } from "../figure";
import { type Source, tableOf } from "../source";
import { type IntervalBarsOptions, intervalBars } from "./interval-bars";

export interface BarChartOptions extends IntervalBarsOptions {
  /** Column of the bars' names; numbers are taken as names too. */
  readonly category: string;
  /** Numeric column of the bars' lengths. */
  readonly value: string;
  /** Numeric columns of the intervals' ends. */
  readonly low?: string;
  readonly high?: string;
}

/**
 * Horizontal bars of one column over another, in the order of the rows.
 *
 * @throws LabError for an unknown column
 */
export function barChart(source: Source, options: BarChartOptions): Figure {
  const table = tableOf(source);
  const names = table.column(options.category);
  const value = table.numbers(options.value);
  const low = options.low === undefined ? undefined : table.numbers(options.low);
  const high = options.high === undefined ? undefined : table.numbers(options.high);
  const bars = Array.from({ length: table.length }, (_, i) => ({
    name: String(names[i] ?? "missing"),
    value: value[i],
    ...(low === undefined ? {} : { low: low[i] }),
    ...(high === undefined ? {} : { high: high[i] }),
  }));
  return intervalBars(bars, {
    ...options,
    title: options.title ?? `${options.value} by ${options.category}`,
    valueTitle: options.valueTitle ?? options.value,
  });
}
