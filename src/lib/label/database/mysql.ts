import { fail, LabError, quote } from "../../core";
import type { MySqlConfig } from "./config";
import type { Database, SqlRow, SqlRun, SqlValue, Transaction } from "./database";

/** How many statements run side by side. */
const CONNECTIONS = 8;

/** Rows in one statement, and about how many characters of text: a packet holds 16 MB. */
const MOST_ROWS = 64;
const MOST_TEXT = 2_000_000;

/** Faults of the line or of a server that is away: the same statement may go through later. */
const AWAY =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_|PROTOCOL_|POOL_CLOSED|ER_SERVER_SHUTDOWN|ER_CON_COUNT_ERROR|ER_CONNECTION_KILLED|ER_NORMAL_SHUTDOWN|ER_NEW_ABORTING_CONNECTION|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT)/;

/** The server has undone a transaction that another one stood in the way of; it goes through when done once more. */
const DEADLOCK = "ER_LOCK_DEADLOCK";
/** How often a transaction is begun at most. */
const MOST_BEGINNINGS = 10;

/** The part of mysql2's connections that is used here. */
interface Connection {
  execute(text: string, values: SqlValue[]): Promise<[unknown, unknown]>;
  beginTransaction(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
  destroy(): void;
}

/**
 * Opens a MySQL or MariaDB server. It answers before this resolves. Connections that break are made anew by later
 * statements, so a server that was away needs no new Database.
 */
export async function openMySql(config: MySqlConfig): Promise<Database> {
  const { createPool } = await import("mysql2/promise");
  const place = `${config.socket ?? `${config.host ?? "127.0.0.1"}:${config.port ?? 3306}`}/${config.schema}`;
  const pool = createPool({
    ...(config.socket === undefined
      ? { host: config.host ?? "127.0.0.1", port: config.port ?? 3306 }
      : { socketPath: config.socket }),
    user: config.user,
    password: passwordOf(config),
    database: config.schema,
    charset: "utf8mb4_bin",
    connectionLimit: CONNECTIONS,
    connectTimeout: 5000,
    multipleStatements: false,
  });

  async function query(text: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    try {
      const [rows] = await pool.execute(text, [...values]);
      return rowsOf(rows);
    } catch (error) {
      throw faultOf(error, place);
    }
  }
  async function attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const connection = (await pool.getConnection()) as unknown as Connection;
    let whole = false;
    try {
      await connection.beginTransaction();
      const run: SqlRun = async (text, values = []) =>
        rowsOf((await connection.execute(text, [...values]))[0]);
      const result = await work({
        run,
        insert: (table, columns, rows, { replace = false } = {}) =>
          insertRows(run, replace ? "REPLACE" : "INSERT", table, columns, rows),
      });
      await connection.commit();
      whole = true;
      return result;
    } catch (error) {
      await connection.rollback().catch(() => undefined);
      throw error;
    } finally {
      // After a fault its state is not known: the server rolls back what a broken line leaves.
      if (whole) connection.release();
      else connection.destroy();
    }
  }
  async function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let beginnings = 1; ; beginnings++) {
      try {
        return await attempt(work);
      } catch (error) {
        const again = codeOf(error) === DEADLOCK && beginnings < MOST_BEGINNINGS;
        if (!again) throw faultOf(error, place);
      }
    }
  }

  const database: Database = { kind: "mysql", place, query, transaction, close: () => pool.end() };
  try {
    await query("SELECT 1 AS one");
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw error;
  }
  return database;
}

/** A statement for as many rows as fit a packet of the server's. */
async function insertRows(
  run: SqlRun,
  verb: string,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const place = `(${columns.map(() => "?").join(", ")})`;
  for (let start = 0; start < rows.length; ) {
    let end = start;
    for (let text = 0; end < rows.length && end - start < MOST_ROWS; end++) {
      text += rows[end].reduce<number>(
        (sum, value) => sum + (typeof value === "string" ? value.length : 8),
        0,
      );
      if (text > MOST_TEXT && end > start) break;
    }
    const part = rows.slice(start, end);
    const places = part.map(() => place).join(", ");
    await run(`${verb} INTO ${table} (${columns.join(", ")}) VALUES ${places}`, part.flat());
    start = end;
  }
}

function passwordOf({ passwordVariable }: MySqlConfig): string {
  if (passwordVariable === undefined) return "";
  return (
    process.env[passwordVariable] ??
    fail({
      code: "argument",
      expected: `a password in the environment variable ${passwordVariable}`,
      found: "no such variable",
    })
  );
}

/** Statements without a result give an object of counts; that is no rows. */
function rowsOf(result: unknown): SqlRow[] {
  return Array.isArray(result) ? (result as SqlRow[]) : [];
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "";
}

function faultOf(error: unknown, place: string): LabError {
  if (error instanceof LabError) return error;
  const code = codeOf(error);
  const { message = String(error) } = error as { message?: string };
  const found = `${code === "" ? "" : `${code}: `}${message === "" ? "no answer" : message}`.slice(0, 300);
  if (AWAY.test(code) || /closed state|Pool is closed|closed connection/i.test(message)) {
    return new LabError({
      code: "unavailable",
      expected: `a MySQL or MariaDB server at ${place}`,
      found,
      hint: "Is the server running? Host, port and user stand in the configuration.",
      cause: error,
    });
  }
  return new LabError({
    code: "sql",
    expected: `a statement that the server at ${place} can run`,
    found,
    ...(code === "ER_BAD_DB_ERROR"
      ? { hint: `CREATE DATABASE ${quote(place.split("/").at(-1))} makes it.` }
      : {}),
    cause: error,
  });
}
