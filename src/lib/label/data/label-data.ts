import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { fail, quote } from "../../core";
import { type ColumnSpec, type CsvReadOptions, readCsv, readParquet, type Table } from "../../table";

/** A data set to label: its table, and what tells it from others. */
export interface LabelData {
  readonly table: Table;
  readonly dataset: { readonly name: string; readonly sha256: string; readonly rows: number };
  /** Where it was read from; left out for a table made in memory. */
  readonly source?: {
    readonly file: string;
    readonly format: "csv" | "parquet";
    readonly delimiter: string;
    /** Size and time of the file when it was read. */
    readonly bytes: number;
    readonly modified: number;
  };
  /** What is known of the columns, by name. */
  readonly dictionary: ReadonlyMap<string, ColumnSpec>;
}

export interface OpenDataOptions {
  readonly csv?: Pick<CsvReadOptions, "delimiter" | "types" | "missing" | "encoding" | "threads">;
  /** Feature dictionary; columns that it does not know are shown without unit and formula. */
  readonly dictionary?: readonly ColumnSpec[];
}

/**
 * Reads a CSV or Parquet file to label, and its SHA-256, which the labels will name.
 *
 * @throws LabError "not-found", and what `table.readCsv` and `table.readParquet` throw
 */
export async function openData(file: string, options: OpenDataOptions = {}): Promise<LabelData> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    fail({
      code: "not-found",
      expected: "a CSV or Parquet file with rows to label",
      found: found === undefined ? "no such file" : "something that is no file",
      where: { file },
    });
  }
  const parquet = /\.parquet$/i.test(file);
  if (!parquet && !/\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(file)) {
    fail({ code: "argument", expected: "a .csv, .tsv, .csv.gz or .parquet file", found: quote(file) });
  }
  const delimiter = options.csv?.delimiter ?? (/\.tsv(?:\.gz)?$/i.test(file) ? "\t" : ",");
  const [table, sha256] = await Promise.all([
    parquet ? readParquet(file) : readCsv(file, { ...options.csv, delimiter }),
    hashFile(file),
  ]);
  return {
    table,
    dataset: { name: path.basename(file), sha256, rows: table.length },
    source: {
      file: path.resolve(file),
      format: parquet ? "parquet" : "csv",
      delimiter,
      bytes: found.size,
      modified: found.mtimeMs,
    },
    dictionary: byName(options.dictionary),
  };
}

/** A table in memory as a data set to label; its SHA-256 is that of names and cells. */
export function dataOf(
  table: Table,
  name: string,
  options: Pick<OpenDataOptions, "dictionary"> = {},
): LabelData {
  return {
    table,
    dataset: { name, sha256: hashTable(table), rows: table.length },
    dictionary: byName(options.dictionary),
  };
}

function byName(dictionary: readonly ColumnSpec[] = []): ReadonlyMap<string, ColumnSpec> {
  return new Map(dictionary.map((column) => [column.name, column]));
}

/** SHA-256 of a file's bytes, hexadecimal. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function hashTable(table: Table): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([table.length, table.names]));
  for (const name of table.names) {
    if (table.isNumeric(name)) {
      const numbers = table.numbers(name);
      hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
      continue;
    }
    for (const text of table.texts(name)) hash.update(text === null ? "\u0000" : `${text.length}:${text}`);
  }
  return hash.digest("hex");
}
