import { stat } from "node:fs/promises";
import path from "node:path";
import { fail, LabError, quote, replaceFileAtomic } from "../../core";
import type { ColumnType } from "../schema";
import type { Table } from "../table";
import { identifier, literal, loadTable, run, withEngine } from "./engine";
import { resultTable } from "./result";

export interface ParquetReadOptions {
  /** Read these columns only, in this order. */
  readonly columns?: readonly string[];
}

export interface ParquetWriteOptions {
  /** Default zstd. */
  readonly compression?: "zstd" | "snappy" | "gzip" | "uncompressed";
  /** Columns that are times are stored as timestamps: `{ start: "time" }`. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

/**
 * Reads a Parquet file. Types become those of a table as with {@link sql}; NULL is missing.
 *
 * @throws LabError "not-found"; "sql" when it is no Parquet file; "type" or "limit" for columns a table cannot hold
 */
export async function readParquet(file: string, options: ParquetReadOptions = {}): Promise<Table> {
  const whole = path.resolve(file);
  const found = await stat(whole).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    fail({
      code: "not-found",
      expected: "a Parquet file",
      found: found === undefined ? "no such file" : "something that is no file",
      where: { file },
    });
  }
  // DuckDB takes * ? and [ in a path as patterns; in brackets they stand for themselves.
  const pattern = whole.replace(/[*?[]/g, "[$&]");
  const columns = options.columns?.map(identifier).join(", ") ?? "*";
  return withEngine(true, async (engine) => {
    const query = `SELECT ${columns} FROM read_parquet(${literal(pattern)})`;
    try {
      return await resultTable(engine, await engine.connection.stream(query));
    } catch (error) {
      if (error instanceof LabError) throw error;
      const message = String((error as Error).message);
      return fail({
        code: "format",
        expected:
          options.columns === undefined ? "a Parquet file" : "a Parquet file with the columns asked for",
        found: message.split("\n")[0],
        where: { file },
        cause: error,
      });
    }
  });
}

/** Writes a table as a Parquet file; missing cells become NULL. Under its name the file is the old or the whole new one. */
export async function writeParquet(
  table: Table,
  file: string,
  options: ParquetWriteOptions = {},
): Promise<void> {
  const compression = options.compression ?? "zstd";
  if (!["zstd", "snappy", "gzip", "uncompressed"].includes(compression)) {
    fail({
      code: "argument",
      expected: "a compression among zstd, snappy, gzip, uncompressed",
      found: quote(compression),
    });
  }
  await withEngine(true, async (engine) => {
    await loadTable(engine, "data", table, options.types);
    await replaceFileAtomic(file, (temporary) =>
      run(
        engine.connection,
        `COPY "data" TO ${literal(path.resolve(temporary))} (FORMAT parquet, COMPRESSION ${compression})`,
      ),
    );
  });
}
