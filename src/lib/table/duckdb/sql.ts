import { fail, quote } from "../../core";
import type { Table } from "../table";
import { loadTable, sqlFault, withEngine } from "./engine";
import { resultTable } from "./result";

export interface SqlOptions {
  /** Values of `$name` in the query: never paste values into its text. */
  readonly parameters?: Readonly<Record<string, number | string | boolean | null>>;
  /** Lets the query read and write files; default false. */
  readonly files?: boolean;
}

/**
 * Runs SQL (DuckDB's dialect) over tables, each under the name it is given here. Missing cells are NULL there and
 * back. The database lives in memory and only for this query. Several statements may be separated by semicolons; the
 * result is the last one's.
 *
 * @throws LabError "sql" with DuckDB's message; "type" or "limit" for results that a table cannot hold
 * @example
 * const t = table.Table.of({ vnf: ["a", "b", "a"], load: [1, 2, 4] });
 * const sums = await table.sql("SELECT vnf, sum(load) AS load FROM t GROUP BY vnf ORDER BY vnf", { t });
 * [...sums.rows()] //=> [{ vnf: "a", load: 5 }, { vnf: "b", load: 2 }]
 */
export async function sql(
  query: string,
  tables: Readonly<Record<string, Table>> = {},
  options: SqlOptions = {},
): Promise<Table> {
  const entries = Object.entries(tables);
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name.toLowerCase())) {
      fail({ code: "argument", expected: "table names different in more than case", found: quote(name) });
    }
    names.add(name.toLowerCase());
  }
  return withEngine(options.files === true, async (engine) => {
    for (const [name, table] of entries) await loadTable(engine, name, table);
    const result = await engine.connection.stream(query, options.parameters).catch(sqlFault);
    return resultTable(engine, result).catch(sqlFault);
  });
}
