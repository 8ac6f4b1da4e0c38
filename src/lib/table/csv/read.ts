import { open, stat } from "node:fs/promises";
import { fail, quote } from "../../core";
import { unknownColumn } from "../schema";
import { type Column, Table } from "../table";
import { type ColumnBuilder, columnBuilder, NUMBER, SKIP, TEXT, takeColumn } from "./column";
import { type CsvReadOptions, type CsvReadPlan, type CsvSource, planCsvRead } from "./options";
import { type ReadPool, readInParallel } from "./read-parallel";
import { CsvScanner } from "./scanner";
import { type ByteSource, byteSource } from "./source";
import { ThreadPool, threadCount } from "./threads";

/**
 * Reads a whole CSV file (RFC 4180; gzip, byte order mark and any line end accepted) into a table. A column is numeric
 * if each of its cells that is not missing is a number, and text otherwise; all cells decide, not only the first.
 * Missing cells are NaN or null. A quoted cell of a text column is a text even if it is blank.
 *
 * Columns whose text turns up late are read a second time. A stream cannot be, so its bytes are kept until the end
 * unless `types` names every column; a file's are not.
 *
 * @throws LabError with file, line and column or byte: "not-found", "format", "ragged", "type", "encoding", "limit"
 * @example
 * const t = await table.readCsv({ text: "vnf,load\nfirewall,0.5\nbridge,<not counted>\n" });
 * t.row(1) //=> { vnf: "bridge", load: null }
 */
export async function readCsv(source: CsvSource, options: CsvReadOptions = {}): Promise<Table> {
  const plan = planCsvRead(source, options);
  const threads = threadCount(options.threads);
  if (typeof source === "string" && threads > 1) {
    const read = await readWithThreads(source, plan, threads);
    if (read !== undefined) return tableOf(new Map(read), plan);
  }
  const bytes = byteSource(source, plan.label, true);
  const { columns, rows } = await readColumns(bytes, plan, (names) => buildersFor(names, plan));
  await rereadTexts(bytes, plan, columns, rows);
  const wanted = columns.filter(({ mode }) => mode !== SKIP);
  const made = new Map<string, Column>();
  for (const column of wanted) {
    made.set(column.name, takeColumn(column, rows));
    column.numbers = new Float64Array(0);
  }
  return tableOf(made, plan);
}

function tableOf(columns: ReadonlyMap<string, Column>, plan: CsvReadPlan): Table {
  return Table.fromColumns(
    plan.columns === undefined ? columns : plan.columns.map((name) => [name, columns.get(name)!] as const),
  );
}

/** The columns of a large file; undefined where one thread is to read it, or to say what is wrong with it. */
async function readWithThreads(
  file: string,
  plan: CsvReadPlan,
  threads: number,
): Promise<(readonly [string, Column])[] | undefined> {
  const state = await stat(file).catch(() => undefined);
  if (!state?.isFile() || state.size < PARALLEL_BYTES) return undefined;
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const pool: ReadPool = new ThreadPool("read-worker", threads);
    try {
      return await readInParallel(pool, handle, plan);
    } finally {
      await pool.close();
    }
  } finally {
    await handle.close();
  }
}

/** Bytes that take one thread several times as long as it takes to start others. */
const PARALLEL_BYTES = 32_000_000;

/** The builders of a table with these names; types and column choices are checked against the names. */
export function buildersFor(names: readonly string[], plan: CsvReadPlan): ColumnBuilder[] {
  for (const name of [...plan.types.keys(), ...(plan.columns ?? [])]) {
    if (!names.includes(name)) unknownColumn(name, names);
  }
  const chosen = plan.columns === undefined ? undefined : new Set(plan.columns);
  return names.map((name) => {
    const type = plan.types.get(name);
    const mode = chosen?.has(name) === false ? SKIP : type === "text" ? TEXT : NUMBER;
    return columnBuilder(name, mode, type !== undefined, type === "time");
  });
}

/** The header's names, checked; or the ones that the options give. */
export function readNames(scanner: CsvScanner, plan: CsvReadPlan): string[] | undefined {
  const names = plan.header === undefined ? scanner.readTexts() : [...plan.header];
  if (names === undefined) return undefined;
  const known = new Set<string>();
  return names.map((name, index) => {
    let unique = name;
    if (known.has(name)) {
      if (plan.duplicates === "error") {
        fail({
          code: "format",
          expected: "column names that differ",
          found: `${quote(name)} twice`,
          where: { file: plan.label, line: 1, column: index + 1 },
          hint: 'Read it with duplicates: "rename" to number them.',
        });
      }
      for (let k = 1; known.has(unique) || names.includes(unique); k++) unique = `${name}__dup${k}`;
    }
    known.add(unique);
    return unique;
  });
}

async function readColumns(
  bytes: ByteSource,
  plan: CsvReadPlan,
  builders: (names: string[]) => ColumnBuilder[],
  maxRows = Number.POSITIVE_INFINITY,
): Promise<{ columns: ColumnBuilder[]; rows: number }> {
  const scanner = new CsvScanner(plan);
  let columns: ColumnBuilder[] | undefined;
  for await (const { chunk, final } of withFinal(bytes.open())) {
    scanner.push(chunk, final);
    if (columns === undefined) {
      const names = readNames(scanner, plan);
      if (names === undefined) continue;
      columns = builders(names);
      scanner.setColumns(columns);
    }
    scanner.scan(maxRows);
    if (scanner.rows >= maxRows) break;
  }
  return { columns: columns ?? noHeader(plan), rows: scanner.rows };
}

/** The error of a source without a single record. */
export function noHeader(plan: CsvReadPlan): never {
  return fail({
    code: "format",
    expected: "a header line with the column names",
    found: "an empty file",
    where: { file: plan.label },
  });
}

/** Reads again, as text, the cells of those columns that began like numbers and then turned out to be text. */
async function rereadTexts(
  bytes: ByteSource,
  plan: CsvReadPlan,
  columns: readonly ColumnBuilder[],
  rows: number,
): Promise<void> {
  for (const column of columns) {
    const onlyQuotedBlanks = column.sawQuotedMissing && !column.sawNumber;
    if (column.mode === NUMBER && onlyQuotedBlanks && !column.declared) column.rereadBelow = rows;
  }
  const until = Math.max(0, ...columns.map(({ rereadBelow }) => rereadBelow));
  if (until === 0) return;
  const again = await readColumns(
    bytes,
    plan,
    (names) =>
      names.map((name, i) => columnBuilder(name, columns[i]?.rereadBelow > 0 ? TEXT : SKIP, true, false)),
    until,
  );
  if (again.rows !== until || again.columns.length !== columns.length) {
    fail({
      code: "format",
      expected: "a file that stays the same while it is read",
      found: "another one at the second look",
      where: { file: plan.label },
    });
  }
  for (const [i, column] of columns.entries()) {
    if (column.mode === NUMBER && column.rereadBelow > 0) {
      column.mode = TEXT;
      column.texts = [];
    }
    for (let row = 0; row < column.rereadBelow; row++) column.texts[row] = again.columns[i].texts[row];
  }
}

/** Chunks with a mark on the last one; a source without bytes gives one empty chunk. */
export async function* withFinal(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ chunk: Uint8Array; final: boolean }> {
  let held: Uint8Array | undefined;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (held !== undefined) yield { chunk: held, final: false };
    held = chunk;
  }
  yield { chunk: held ?? new Uint8Array(0), final: true };
}
