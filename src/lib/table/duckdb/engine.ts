import type * as DuckDB from "@duckdb/node-api";
import { fail, LabError, quote } from "../../core";
import type { ColumnType } from "../schema";
import type { Table } from "../table";

export interface Engine {
  readonly api: typeof DuckDB;
  readonly connection: DuckDB.DuckDBConnection;
}

/** The most rows of one DuckDB data chunk. */
const CHUNK_ROWS = 2048;

/**
 * Runs `work` with a DuckDB of its own, in memory, and closes it again. Without `files` its queries can reach neither
 * files nor the network, and no query can change that. Nothing is ever downloaded.
 */
export async function withEngine<T>(files: boolean, work: (engine: Engine) => Promise<T>): Promise<T> {
  const api = await import("@duckdb/node-api");
  const instance = await api.DuckDBInstance.create(":memory:", {
    enable_external_access: String(files),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    lock_configuration: "true",
  });
  try {
    const connection = await instance.connect();
    try {
      return await work({ api, connection });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** Puts a table into the database, column by column, in chunks. Missing numbers become NULL. */
export async function loadTable(
  { api, connection }: Engine,
  name: string,
  table: Table,
  types: Readonly<Record<string, ColumnType>> = {},
): Promise<void> {
  checkNames(name, table);
  if (table.names.length === 0) {
    fail({
      code: "argument",
      expected: "a table with a column",
      found: "one without",
      where: { column: name },
    });
  }
  const kinds = table.names.map((column) => kindOf(table, column, types));
  const columns = table.names.map((column, i) => `${identifier(column)} ${kinds[i]}`).join(", ");
  await run(connection, `CREATE TABLE ${identifier(name)} (${columns})`);

  const duckTypes = { DOUBLE: api.DOUBLE, VARCHAR: api.VARCHAR, TIMESTAMP_MS: api.TIMESTAMP_MS };
  const chunkTypes = kinds.map((kind) => duckTypes[kind]);
  const asTime = (cell: number) => new api.DuckDBTimestampMillisecondsValue(BigInt(Math.round(cell)));
  const appender = await connection.createAppender(name);
  try {
    for (let start = 0; start < table.length; start += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, table.length - start);
      const chunk = api.DuckDBDataChunk.create(chunkTypes, rows);
      for (const [c, column] of table.names.entries()) {
        const vector = chunk.getColumnVector(c);
        const cells = table.column(column);
        const missing =
          cells instanceof Float64Array
            ? putNumbers(vector, cells, start, rows, kinds[c] === "TIMESTAMP_MS" ? asTime : undefined)
            : putTexts(vector, cells, start, rows);
        // Last, for from the first missing cell on DuckDB's library keeps account of every cell, slowly.
        for (const i of missing) vector.setItem(i, null);
        vector.flush();
      }
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

/** Puts the numbers that are there into a vector; gives back the places of the others. */
function putNumbers(
  vector: DuckDB.DuckDBVector,
  cells: Float64Array,
  start: number,
  rows: number,
  convert: ((cell: number) => DuckDB.DuckDBValue) | undefined,
): number[] {
  const missing: number[] = [];
  for (let i = 0; i < rows; i++) {
    const cell = cells[start + i];
    if (Number.isNaN(cell)) missing.push(i);
    else vector.setItem(i, convert === undefined ? cell : convert(cell));
  }
  return missing;
}

function putTexts(
  vector: DuckDB.DuckDBVector,
  cells: readonly (string | null)[],
  start: number,
  rows: number,
): number[] {
  const missing: number[] = [];
  for (let i = 0; i < rows; i++) {
    const cell = cells[start + i];
    if (cell === null) missing.push(i);
    else vector.setItem(i, cell);
  }
  return missing;
}

/** Runs one statement for its effect. */
export async function run(connection: DuckDB.DuckDBConnection, query: string): Promise<void> {
  try {
    await connection.run(query);
  } catch (error) {
    sqlFault(error);
  }
}

/** Any name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Any text as an SQL string. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Throws what DuckDB says as an error of ours. */
export function sqlFault(error: unknown): never {
  if (error instanceof LabError) throw error;
  const message = String((error as Error).message ?? error).trim();
  const permission = /external access|Permission Error|disabled by configuration/i.test(message);
  return fail({
    code: "sql",
    expected: "a query that DuckDB can run",
    found: message,
    ...(permission ? { hint: "A query may read and write files with the option files: true." } : {}),
    cause: error,
  });
}

type Kind = "DOUBLE" | "VARCHAR" | "TIMESTAMP_MS";

function kindOf(table: Table, column: string, types: Readonly<Record<string, ColumnType>>): Kind {
  const type = Object.hasOwn(types, column) ? types[column] : undefined;
  const empty = table
    .column(column)
    .every((cell: number | string | null) => cell === null || Number.isNaN(cell));
  const numeric = table.isNumeric(column);
  if (type !== undefined && !empty && numeric !== (type !== "text")) {
    fail({
      code: "type",
      expected: `a ${type} column`,
      found: numeric ? "a numeric one" : "a text one",
      where: { column },
    });
  }
  if (type === "time") return "TIMESTAMP_MS";
  return (type === undefined ? numeric : type === "number") ? "DOUBLE" : "VARCHAR";
}

function checkNames(name: string, table: Table): void {
  const known = new Map<string, string>();
  for (const column of [...table.names]) {
    const other = known.get(column.toLowerCase());
    if (column === "" || column.includes("\0") || other !== undefined) {
      fail({
        code: "argument",
        expected: "column names that DuckDB can tell apart: not empty, and different in more than case",
        found: other === undefined ? quote(column) : `${quote(other)} and ${quote(column)}`,
        where: { column },
        hint: "Rename the column first: table.rename({ … }).",
      });
    }
    known.set(column.toLowerCase(), column);
  }
  if (name === "" || name.includes("\0")) {
    fail({ code: "argument", expected: "a table name that is not empty", found: quote(name) });
  }
}
