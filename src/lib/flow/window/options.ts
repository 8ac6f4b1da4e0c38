import { fail, quote } from "../../core";

/** What to compute of a column's values in a window. `std` is the population standard deviation. */
export const AGGREGATES = ["count", "sum", "mean", "min", "max", "std"] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** What to put where a group that has been seen has no row in a window: nothing, missing values, or a zero count. */
export type EmptyWindows = "skip" | "missing" | "zero";

export interface WindowOptions {
  /** The column of times, milliseconds. */
  readonly time: string;
  /** Length of a window, ms. */
  readonly size: number;
  /** Distance between the starts of windows, ms; less than the size: sliding windows. Default: the size, tumbling. */
  readonly slide?: number;
  /** The columns that name a group; none: everything is one group. */
  readonly by?: readonly string[];
  /** For each column, what to compute of it. The output column is `<column>_<aggregate>`. */
  readonly values: Readonly<Record<string, readonly Aggregate[]>>;
  /** How long, in ms, a window waits for rows that come late. Later ones are counted and left out. Default 0. */
  readonly lateness?: number;
  /** Default "skip". */
  readonly empty?: EmptyWindows;
}

export interface CheckedWindowOptions extends Required<Omit<WindowOptions, "values">> {
  readonly values: readonly (readonly [string, readonly Aggregate[]])[];
}

export function checkWindowOptions(options: WindowOptions): CheckedWindowOptions {
  const slide = options.slide ?? options.size;
  const positive = (value: number, name: string): number =>
    Number.isFinite(value) && value > 0
      ? value
      : fail({ code: "argument", expected: `${name}: milliseconds above 0`, found: String(value) });
  positive(options.size, "size");
  positive(slide, "slide");
  if (slide > options.size) {
    fail({
      code: "argument",
      expected: `a slide of at most the size (${options.size} ms), so that no row falls between windows`,
      found: `${slide} ms`,
    });
  }
  const lateness = options.lateness ?? 0;
  if (!(Number.isFinite(lateness) && lateness >= 0)) {
    fail({ code: "argument", expected: "lateness: milliseconds, zero or more", found: String(lateness) });
  }
  for (const aggregates of Object.values(options.values)) {
    for (const aggregate of aggregates) {
      if (AGGREGATES.includes(aggregate)) continue;
      fail({
        code: "argument",
        expected: `an aggregate among ${AGGREGATES.join(", ")}`,
        found: quote(aggregate),
      });
    }
  }
  return {
    time: options.time,
    size: options.size,
    slide,
    by: options.by ?? [],
    values: Object.entries(options.values),
    lateness,
    empty: options.empty ?? "skip",
  };
}
