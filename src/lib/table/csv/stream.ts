import { fail } from "../../core";
import type { ColumnType } from "../schema";
import { type Column, Table } from "../table";
import { type ColumnBuilder, SKIP, TEXT, takeColumn } from "./column";
import { type CsvReadOptions, type CsvReadPlan, type CsvSource, planCsvRead } from "./options";
import { buildersFor, noHeader, readNames, withFinal } from "./read";
import { CsvScanner } from "./scanner";
import { byteSource } from "./source";

export interface CsvStreamOptions extends CsvReadOptions {
  /** Rows in a batch, the last one apart; default 65 536. */
  readonly batchRows?: number;
}

/** Bytes of a stream that are looked at for the types that the options do not give. */
const HEAD_BYTES = 4 * 1024 * 1024;
const INFER_ROWS = 16_384;

/**
 * Reads CSV as tables of `batchRows` rows one after another, in memory that does not grow with the file. All batches
 * have the same types: those that the options give, and for the other columns those of the whole file, which is read
 * twice for that. A stream cannot be read twice: there its first 4 MiB decide, and a text in a column that was numeric
 * until then is an error that says which type to declare.
 *
 * @example
 * const sizes = [];
 * for await (const part of table.streamCsv({ text: "x\n1\n2\n3\n" }, { batchRows: 2 })) sizes.push(part.length);
 * sizes //=> [2, 1]
 */
export async function* streamCsv(source: CsvSource, options: CsvStreamOptions = {}): AsyncGenerator<Table> {
  const plan = planCsvRead(source, options);
  const batchRows = options.batchRows ?? 65_536;
  if (!(Number.isSafeInteger(batchRows) && batchRows > 0)) {
    fail({ code: "argument", expected: "batchRows to be a positive whole number", found: String(batchRows) });
  }
  const bytes = byteSource(source, plan.label, false);
  if (bytes.reopens) {
    const types = await inferTypes(bytes.open(), plan, true);
    yield* batches(bytes.open(), { ...plan, types }, batchRows);
    return;
  }
  const stream = bytes.open()[Symbol.asyncIterator]();
  try {
    const { head, whole } = await readHead(stream);
    const types = await inferTypes(fromArray(head), plan, whole);
    yield* batches(chain(head, stream), { ...plan, types }, batchRows);
  } finally {
    await stream.return?.();
  }
}

/** The types that all the given bytes allow, by column. `whole`: the last record is complete without a line end. */
async function inferTypes(
  bytes: AsyncIterable<Uint8Array>,
  plan: CsvReadPlan,
  whole: boolean,
): Promise<Map<string, ColumnType>> {
  let columns: ColumnBuilder[] | undefined;
  for await (const scanned of scans(bytes, plan, INFER_ROWS, whole)) columns = scanned.columns;
  const types = new Map(plan.types);
  for (const column of columns ?? []) {
    if (column.mode === SKIP || types.has(column.name)) continue;
    const onlyQuotedBlanks = column.sawQuotedMissing && !column.sawNumber;
    types.set(column.name, column.mode === TEXT || onlyQuotedBlanks ? "text" : "number");
  }
  return types;
}

async function* batches(
  bytes: AsyncIterable<Uint8Array>,
  plan: CsvReadPlan,
  batchRows: number,
): AsyncGenerator<Table> {
  let first = true;
  for await (const { columns, rows } of scans(bytes, plan, batchRows, true)) {
    if (rows === 0 && !first) continue;
    first = false;
    const made = new Map<string, Column>();
    for (const column of columns) if (column.mode !== SKIP) made.set(column.name, takeColumn(column, rows));
    yield Table.fromColumns(
      plan.columns === undefined ? made : plan.columns.map((name) => [name, made.get(name)!] as const),
    );
  }
}

/** Fills the builders with up to `batchRows` rows again and again; the last time is after the last byte. */
async function* scans(
  bytes: AsyncIterable<Uint8Array>,
  plan: CsvReadPlan,
  batchRows: number,
  whole: boolean,
): AsyncGenerator<{ columns: ColumnBuilder[]; rows: number }> {
  const scanner = new CsvScanner(plan);
  let columns: ColumnBuilder[] | undefined;
  for await (const { chunk, final } of withFinal(bytes)) {
    scanner.push(chunk, final && whole);
    if (columns === undefined) {
      const names = readNames(scanner, plan);
      if (names === undefined) continue;
      columns = buildersFor(names, plan);
      scanner.setColumns(columns);
    }
    scanner.scan(batchRows);
    while (scanner.rows === batchRows) {
      yield { columns, rows: batchRows };
      scanner.startBatch();
      // Text cells met so far decided the modes; their rows were taken.
      scanner.scan(batchRows);
    }
  }
  if (columns === undefined) noHeader(plan);
  yield { columns, rows: scanner.rows };
}

async function readHead(stream: AsyncIterator<Uint8Array>): Promise<{ head: Uint8Array[]; whole: boolean }> {
  const head: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const { value, done } = await stream.next();
    if (done) return { head, whole: true };
    head.push(value);
    size += value.length;
  }
  return { head, whole: false };
}

async function* fromArray(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield chunk;
}

async function* chain(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (const chunk of head) yield chunk;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}
