/** What a statement takes and gives: text, numbers (doubles) and NULL. */
export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;
/** Runs one statement; each `?` of its text stands for the next value. Values never become part of the text. */
export type SqlRun = (text: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;

/** What can be done inside of a transaction. Names of tables and columns are the library's own, never data. */
export interface Transaction {
  readonly run: SqlRun;
  /** Adds rows, each with a value for each column, as fast as the database takes them; `replace` lets them take the place of rows with the same key. */
  insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    options?: { readonly replace?: boolean },
  ): Promise<void>;
}

/**
 * A relational database, as far as the laboratory needs one. Statements run side by side; those of a transaction in
 * their order, all or none.
 *
 * @throws LabError `unavailable` when the database does not answer (try again later); `sql` for a statement that it refuses
 */
export interface Database {
  readonly kind: "duckdb" | "mysql";
  /** For messages: a file, or host and schema. Never a password. */
  readonly place: string;
  readonly query: SqlRun;
  /** The work may be done again, when the database undid it because another transaction stood in its way. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
