import type { Table } from "../../table";
import type { RowSchema } from "../row";

/** Rows of a table that are replayed one after another under a name. */
export interface ReplayStage {
  readonly name: string;
  readonly rows: Table;
  /** Which of the rows; default all. */
  readonly part?: "all" | "head" | "tail";
  /** How many for `head` and `tail`; a table with fewer gives all it has. */
  readonly count?: number;
  /**
   * The segment (experiment) of each row of the table; null where it is not known. Default: the columns `scenario` and
   * `experiment`, joined by a slash; without them segments are counted where an index column starts again.
   */
  readonly segments?: readonly (string | null)[];
}

/** What is replayed, in order. */
export interface ReplayPlan {
  readonly schema: RowSchema;
  readonly stages: readonly ReplayStage[];
  /** Rows without a label are sent all the same, with a null (default), or dropped. */
  readonly unlabelled?: "send" | "drop";
}

/** A stretch of rows, by their seq. */
export interface Span {
  readonly name: string;
  /** First row, inclusive. */
  readonly from: number;
  /** Last row, exclusive. */
  readonly to: number;
}

/**
 * The original's default plan: the last 500 rows of the first table, the first 1000 of each other one.
 *
 * @example
 * const rows = table.Table.of({ a: new Float64Array(1200), y: new Float64Array(1200) });
 * const schema = { run: "r1", features: ["a"], target: "y" };
 * const plan = stream.originalPlan(schema, [{ name: "stage0", rows }, { name: "stage1", rows }]);
 * stream.replayRows(plan).length //=> 1500
 */
export function originalPlan(
  schema: RowSchema,
  tables: readonly Pick<ReplayStage, "name" | "rows" | "segments">[],
): ReplayPlan {
  return {
    schema,
    stages: tables.map((stage, i) => ({
      ...stage,
      part: i === 0 ? "tail" : "head",
      count: i === 0 ? 500 : 1000,
    })),
  };
}
