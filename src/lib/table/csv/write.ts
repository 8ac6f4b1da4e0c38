import { once } from "node:events";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { fail, writeChunks } from "../../core";
import type { Table } from "../table";
import { ThreadPool, threadCount } from "./threads";
import { formatInParallel, type WritePool } from "./write-parallel";
import { planCsvWrite, type WriteCells } from "./write-plan";
import { formatRows, headerLine } from "./write-rows";

export interface CsvWriteOptions {
  /** One ASCII character; default a comma. */
  readonly delimiter?: string;
  /** Default a line feed. */
  readonly newline?: "\n" | "\r\n";
  /** Whether the first line holds the names; default true. */
  readonly header?: boolean;
  /** What a missing cell is written as; default nothing. */
  readonly missing?: string;
  /** Digits after the point; default as many as tell the number from its neighbours. */
  readonly decimals?: number;
  /** Columns whose numbers are written as Python writes floats: whole ones with `.0`, exponents from 1e16 and below 1e-4. */
  readonly floats?: readonly string[];
  /** Texts put behind each cell of a column. */
  readonly suffixes?: Readonly<Record<string, string>>;
  /**
   * Threads that format a table of four million cells or more; default the cores at hand, at most 8. 1 starts none;
   * neither do csvText, a `.gz` file (whose bytes must not depend on the cores) and a worker thread.
   */
  readonly threads?: number;
}

/** Cells that take one thread about as long as it takes to start others several times over. */
const PARALLEL_CELLS = 4_000_000;

/**
 * Writes a table as CSV (RFC 4180): to a file, which under its name is the old one or the whole new one (packed when
 * the name ends in `.gz`), or to a stream, at the pace it takes. Numbers read back as the same doubles; cells are
 * quoted only where needed, also texts that would else be read as missing.
 *
 * @example
 * table.csvText(table.Table.of({ vnf: ["a,b", null], load: [0.5, NaN] })) //=> 'vnf,load\n"a,b",0.5\n,\n'
 */
export async function writeCsv(
  table: Table,
  target: string | Writable,
  options: CsvWriteOptions = {},
): Promise<void> {
  if (typeof target !== "string") {
    for await (const chunk of fastChunks(table, options)) {
      if (target.destroyed) fail({ code: "io", expected: "an open stream", found: "a closed one" });
      if (!target.write(chunk)) await drained(target);
    }
    return;
  }
  const pack = target.endsWith(".gz") ? promisify(gzip) : undefined;
  const chunks = fastChunks(table, pack === undefined ? options : { ...options, threads: 1 });
  await writeChunks(target, pack === undefined ? chunks : packed(chunks, pack));
}

/** Gzip members one after another are a gzip file (RFC 1952). */
async function* packed(
  chunks: AsyncIterable<Uint8Array>,
  pack: (chunk: Uint8Array) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield await pack(chunk);
}

/** The same as one text, for small tables. */
export function csvText(table: Table, options: CsvWriteOptions = {}): string {
  return Buffer.concat([...csvChunks(table, options)]).toString();
}

/** The bytes, about a mebibyte at a time. */
export function* csvChunks(table: Table, options: CsvWriteOptions = {}): Generator<Buffer> {
  const format = planCsvWrite(table, options);
  if (options.header !== false) yield headerLine(format);
  yield* formatRows(format, cellsOf(table), table.length);
}

/** The same bytes made by several threads, where the table is large enough to repay their start. */
async function* fastChunks(table: Table, options: CsvWriteOptions): AsyncGenerator<Uint8Array> {
  const threads = threadCount(options.threads);
  if (threads === 1 || table.length * table.names.length < PARALLEL_CELLS) {
    yield* csvChunks(table, options);
    return;
  }
  const format = planCsvWrite(table, options);
  if (options.header !== false) yield headerLine(format);
  const pool: WritePool = new ThreadPool("write-worker", threads);
  try {
    yield* formatInParallel(pool, format, cellsOf(table), table.length);
  } finally {
    await pool.close();
  }
}

function cellsOf(table: Table): WriteCells[] {
  return table.names.map((name) => {
    const column = table.column(name);
    return column instanceof Float64Array
      ? { numbers: column, texts: [] }
      : { numbers: NO_NUMBERS, texts: column };
  });
}

const NO_NUMBERS = new Float64Array(0);

/** Waits until the stream takes more; a stream that fails or is closed instead is an error. */
async function drained(target: Writable): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const closed = once(target, "close", { signal }).then(() =>
      fail({ code: "io", expected: "an open stream", found: "one closed while it was written to" }),
    );
    await Promise.race([once(target, "drain", { signal }), closed]);
  } finally {
    // Takes the listener of the event that did not come off the stream.
    waiting.abort();
  }
}
