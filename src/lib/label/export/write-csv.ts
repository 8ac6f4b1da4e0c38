import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { fail, writeChunks } from "../../core";
import { type Table, writeCsv } from "../../table";
import { CsvAppender } from "./csv-appender";
import type { ExportJob, Written } from "./export-labels";
import { LabelCells } from "./label-cells";
import { labelTable } from "./label-columns";
import { isRisky, neutralise } from "./neutralise";

/** Bytes read and written at once. */
const CHUNK = 16 * 1024 * 1024;

/** CSV: behind the original file's bytes where the data came from CSV, else written anew. */
export async function writeLabelledCsv(job: ExportJob, file: string): Promise<Written> {
  const { source } = job.data;
  return source?.format === "csv" ? appendToFile(job, file, source) : writeAnew(job, file);
}

async function appendToFile(
  job: ExportJob,
  file: string,
  source: NonNullable<ExportJob["data"]["source"]>,
): Promise<Written> {
  const { table } = job.data;
  const safe = safeText(job);
  const cells = new LabelCells(job, source.delimiter);
  const appender = new CsvAppender({
    delimiter: source.delimiter.charCodeAt(0),
    columns: table.names.length,
    headerSuffix: cells.header(),
    suffix: (row, put) => cells.put(row, put),
    ...(safe === undefined ? {} : { rewrite: safe }),
    care: job.hide === undefined ? riskyRows(table) : () => true,
    text: table.names.map((name) => !table.isNumeric(name)),
  });
  await writeChunks(file, appended(appender, source.file, table.length));
  return {
    neutralised: (job.neutralise ? appender.rewritten : 0) + cells.neutralised,
    changed: appender.rewritten,
  };
}

async function* appended(appender: CsvAppender, file: string, rows: number): AsyncGenerator<Buffer> {
  for await (const { chunk, final } of chunksOf(file)) yield appender.push(chunk, final);
  if (appender.rows === rows) return;
  fail({
    code: "data-changed",
    expected: `${rows} rows, as when the data was opened`,
    found: String(appender.rows),
    where: { file },
  });
}

/** What is done to texts; undefined: nothing. */
function safeText({ hide, neutralise: safe }: ExportJob): ((text: string) => string) | undefined {
  if (hide === undefined) return safe ? neutralise : undefined;
  return safe ? (text) => neutralise(hide(text)) : hide;
}

/** Rows with a text cell that a spreadsheet would compute. */
function riskyRows(table: Table): (row: number) => boolean {
  const texts = table.names.filter((name) => !table.isNumeric(name)).map((name) => table.texts(name));
  return (row) => {
    for (const column of texts) {
      const text = column[row];
      if (text !== null && isRisky(text)) return true;
    }
    return false;
  };
}

async function* chunksOf(file: string): AsyncGenerator<{ chunk: Buffer; final: boolean }> {
  if (/\.gz$/i.test(file)) {
    for await (const chunk of createReadStream(file).pipe(createGunzip({ chunkSize: 1 << 20 }))) {
      yield { chunk: chunk as Buffer, final: false };
    }
    yield { chunk: Buffer.alloc(0), final: true };
    return;
  }
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
      yield { chunk: buffer.subarray(0, bytesRead), final: bytesRead === 0 };
      if (bytesRead === 0) return;
    }
  } finally {
    await handle.close();
  }
}

/** From a table or Parquet: formatted by the table room, texts made safe first. */
async function writeAnew(job: ExportJob, file: string): Promise<Written> {
  const counts = { neutralised: 0, changed: 0 };
  const beside = labelTable(job.labels, job.names);
  const times = beside.numbers(job.names.time);
  const texts = Array.from(times, (time) => (Number.isNaN(time) ? null : new Date(time).toISOString()));
  let whole = safeTable(job, job.data.table, (changed) => {
    counts.changed += changed;
    if (job.neutralise) counts.neutralised += changed;
  });
  const safeBeside = safeTable(job, beside, (changed) => {
    counts.neutralised += changed;
  });
  for (const name of beside.names) {
    whole = whole.with(name, name === job.names.time ? texts : safeBeside.column(name));
  }
  await writeCsv(whole, file);
  return counts;
}

/** A table whose texts a spreadsheet does not compute, names too. */
function safeTable(job: ExportJob, table: Table, count: (changed: number) => void): Table {
  const safe = safeText(job);
  if (safe === undefined) return table;
  let result = table;
  for (const name of table.names) {
    if (table.isNumeric(name)) continue;
    let changed = 0;
    const cells = table.texts(name).map((text) => {
      if (text === null) return null;
      const wanted = safe(text);
      if (wanted !== text) changed++;
      return wanted;
    });
    count(changed);
    if (changed > 0) result = result.with(name, cells);
  }
  const renames = table.names
    .map((name) => [name, safe(name)] as const)
    .filter(([name, wanted]) => name !== wanted);
  count(renames.length);
  return renames.length === 0 ? result : result.rename(Object.fromEntries(renames));
}
