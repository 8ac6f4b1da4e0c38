import { COUNTERS, PERFORMANCE_COLUMNS } from "../performance";

/** How a file of the 63 columns is laid out: enough to write it again as it was. */
export interface PerformanceLayout {
  /** The names in the file's order, the index column included. */
  readonly columns: readonly string[];
  /** The name of the index column, often empty; undefined when there is none. */
  readonly index: string | undefined;
  readonly newline: "\n" | "\r\n";
  /** Columns whose whole numbers are written with `.0`, as Python writes floats. */
  readonly floats: readonly string[];
  /** Blanks that stand behind each cell of a column; a missing cell is those alone. */
  readonly suffixes: Readonly<Record<string, string>>;
}

/** The layouts of the two published tables, by stage. */
export const PUBLISHED_LAYOUTS = {
  /** Unnamed index, then the canonical order. */
  stage0: {
    columns: ["", ...PERFORMANCE_COLUMNS],
    index: "",
    newline: "\r\n",
    floats: PERFORMANCE_COLUMNS,
    suffixes: {},
  },
  /** Index `Unnamed: 0`, latency last with a blank behind it, and only the blank where there is no latency. */
  stage2: {
    columns: ["Unnamed: 0", "input_rate", "output_rate", ...COUNTERS, "latency"],
    index: "Unnamed: 0",
    newline: "\r\n",
    floats: PERFORMANCE_COLUMNS,
    suffixes: { latency: " " },
  },
} as const satisfies Readonly<Record<string, PerformanceLayout>>;
