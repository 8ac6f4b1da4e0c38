import type * as DuckDB from "@duckdb/node-api";
import { fail, LabError } from "../../core";
import type { Database, SqlRow, SqlValue, Transaction } from "./database";

/** Opens DuckDB in memory or in a file. Its queries reach no other file and no network. */
export async function openDuckDb(file?: string): Promise<Database> {
  const api = await import("@duckdb/node-api");
  const place = file ?? ":memory:";
  const instance = await api.DuckDBInstance.create(place, {
    enable_external_access: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    lock_configuration: "true",
  }).catch((error: unknown) =>
    fail({
      code: "unavailable",
      expected: "a DuckDB database that opens",
      found: messageOf(error),
      where: { file: place },
      cause: error,
    }),
  );
  const writer = await instance.connect();
  let writing: Promise<unknown> = Promise.resolve();
  let closed = false;

  function checkOpen(): void {
    if (closed) fail({ code: "closed", expected: `an open database (${place})`, found: "a closed one" });
  }

  return {
    kind: "duckdb",
    place,
    async query(text, values) {
      checkOpen();
      // A connection of its own for each: one runs its statements one after the other.
      const connection = await instance.connect();
      try {
        return await execute(connection, text, values);
      } finally {
        connection.closeSync();
      }
    },
    transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
      checkOpen();
      const result = writing.then(() => transact(api, writer, work));
      writing = result.catch(() => undefined);
      return result;
    },
    async close() {
      if (closed) return;
      closed = true;
      await writing;
      writer.closeSync();
      instance.closeSync();
    },
  };
}

async function transact<T>(
  api: typeof DuckDB,
  connection: DuckDB.DuckDBConnection,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  await connection.run("BEGIN TRANSACTION");
  try {
    const result = await work({
      run: (text, values) => execute(connection, text, values),
      insert: (table, columns, rows, { replace = false } = {}) =>
        insertColumns(api, connection, replace ? "INSERT OR REPLACE" : "INSERT", table, columns, rows),
    });
    await connection.run("COMMIT");
    return result;
  } catch (error) {
    // DuckDB has rolled back already when the commit itself failed.
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error instanceof LabError ? error : sqlError(error);
  }
}

async function execute(
  connection: DuckDB.DuckDBConnection,
  text: string,
  values: readonly SqlValue[] = [],
): Promise<SqlRow[]> {
  const reader = await connection.runAndReadAll(text, [...values]).catch((error: unknown) => {
    throw sqlError(error);
  });
  const names = reader.columnNames();
  const columns = reader.getColumns();
  return Array.from({ length: reader.currentRowCount }, (_, r) => {
    const row: Record<string, SqlValue> = {};
    for (let c = 0; c < names.length; c++) row[names[c]] = plain(columns[c][r]);
    return row;
  });
}

/** A list for each column, unnested side by side: twenty times as fast as a list of rows. */
async function insertColumns(
  api: typeof DuckDB,
  connection: DuckDB.DuckDBConnection,
  verb: string,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const lists = columns.map((_, c) => rows.map((row) => row[c]));
  const types = lists.map((list) =>
    api.LIST(list.some((value) => typeof value === "string") ? api.VARCHAR : api.DOUBLE),
  );
  await connection
    .run(
      `${verb} INTO ${table} (${columns.join(", ")}) SELECT ${columns.map(() => "unnest(?)").join(", ")}`,
      lists.map((list) => api.listValue(list)),
      types,
    )
    .catch((error: unknown) => {
      throw sqlError(error);
    });
}

function plain(value: DuckDB.DuckDBValue): SqlValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  return typeof value === "bigint" || typeof value === "boolean" ? Number(value) : String(value);
}

function sqlError(error: unknown): LabError {
  const found = messageOf(error);
  return new LabError({ code: "sql", expected: "a statement that DuckDB can run", found, cause: error });
}

function messageOf(error: unknown): string {
  return String((error as Error).message ?? error).split("\n")[0];
}
