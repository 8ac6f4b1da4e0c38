import { fail } from "../../core";
import { Table } from "../table";
import { columnFromValues } from "./values";

/** An Arquero table, as far as notebooks use it; `import("arquero")` has the full types. */
export interface ArqueroTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
  get(name: string, row?: number): unknown;
  objects(options?: { limit?: number }): object[];
  filter(criteria: unknown): ArqueroTable;
  derive(values: object): ArqueroTable;
  select(...columns: unknown[]): ArqueroTable;
  orderby(...keys: unknown[]): ArqueroTable;
  groupby(...keys: unknown[]): ArqueroTable;
  rollup(values?: object): ArqueroTable;
  count(options?: { as?: string }): ArqueroTable;
  dedupe(...keys: unknown[]): ArqueroTable;
  join(other: ArqueroTable, on?: unknown, values?: unknown): ArqueroTable;
  slice(start?: number, end?: number): ArqueroTable;
  print(options?: { limit?: number }): unknown;
}

/**
 * The table for Arquero, which has the verbs of data wrangling (groupby, rollup, join, fold, …). Columns are shared,
 * not copied. Missing numbers stay NaN, which Arquero leaves out of its sums.
 *
 * @throws LabError "argument" for a column named `__proto__`, which Arquero cannot hold
 * @example
 * const dt = await table.toArquero(table.Table.of({ vnf: ["a", "b"], load: [1, NaN] }));
 * dt.numRows() //=> 2
 */
export async function toArquero(table: Table): Promise<ArqueroTable> {
  if (table.has("__proto__")) {
    fail({
      code: "argument",
      expected: "column names that Arquero can hold",
      found: '"__proto__"',
      hint: "Rename the column first: table.rename({ … }).",
    });
  }
  const arquero = await import("arquero");
  const columns = Object.fromEntries(table.names.map((name) => [name, table.column(name)]));
  return arquero.table(columns as Record<string, unknown[]>, [...table.names]) as unknown as ArqueroTable;
}

/**
 * An Arquero table's rows, as filtered and ordered there, as a table.
 *
 * @throws LabError "type" for a column of mixed or nested values
 */
export function fromArquero(dt: Pick<ArqueroTable, "columnNames" | "array">): Table {
  return Table.of(dt.columnNames().map((name) => [name, columnFromValues(name, dt.array(name))] as const));
}
