import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { fail, quote, replaceFileAtomic } from "../../core";
import type { NumberColumn, Table, TextColumn } from "../table";
import { writeNumber } from "./format-number";
import { delimiterByte, MISSING_TOKENS } from "./options";

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
}

const CHUNK = 1 << 20;

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
  const chunks = csvChunks(table, options);
  if (typeof target !== "string") {
    for (const chunk of chunks) {
      if (target.destroyed) fail({ code: "io", expected: "an open stream", found: "a closed one" });
      if (!target.write(chunk)) await drained(target);
    }
    return;
  }
  const pack = target.endsWith(".gz") ? promisify(gzip) : undefined;
  await replaceFileAtomic(target, async (temporary) => {
    const handle = await open(temporary, "w");
    try {
      // The next chunk is made while the last one is on its way to the disk.
      let writing: Promise<unknown> = Promise.resolve();
      for (const chunk of chunks) {
        // Gzip members one after another are a gzip file (RFC 1952).
        const bytes = pack === undefined ? chunk : await pack(chunk);
        await writing;
        writing = writeAll(handle, bytes);
        writing.catch(() => undefined);
      }
      await writing;
    } finally {
      await handle.close();
    }
  });
}

/** The same as one text, for small tables. */
export function csvText(table: Table, options: CsvWriteOptions = {}): string {
  return Buffer.concat([...csvChunks(table, options)]).toString();
}

/** The bytes, about a mebibyte at a time. */
export function* csvChunks(table: Table, options: CsvWriteOptions = {}): Generator<Buffer> {
  const plan = planCsvWrite(table, options);
  const { delimiter, newline } = plan;
  let buffer = Buffer.allocUnsafe(CHUNK + 4096);
  let at = 0;
  if (options.header !== false) {
    const line = table.names
      .map((name) => headerCell(name, plan, table.names.length))
      .join(String.fromCharCode(delimiter));
    yield Buffer.from(line + newline);
  }
  const { columns } = plan;
  const width = columns.length;
  for (let row = 0; row < table.length; row++) {
    for (let c = 0; c < width; c++) {
      if (c > 0) buffer[at++] = delimiter;
      const column = columns[c];
      if (column.numbers !== undefined) {
        const value = column.numbers[row];
        if (!Number.isNaN(value)) at = writeNumber(buffer, at, value, column.float, plan.decimals);
        else if (plan.missing.length > 0) at += buffer.write(plan.missing, at, "latin1");
      } else {
        const cell = column.texts[row];
        const text = cell === null ? plan.missing : textCell(cell, plan, table.names[c]);
        // A text may be longer than what is left of the buffer.
        if (at + 3 * text.length > CHUNK) {
          yield buffer.subarray(0, at);
          buffer = Buffer.allocUnsafe(Math.max(CHUNK, 3 * text.length) + 4096);
          at = 0;
        }
        at += buffer.write(text, at);
      }
      if (column.suffix !== "") at += buffer.write(column.suffix, at);
      if (at > CHUNK) {
        yield buffer.subarray(0, at);
        buffer = Buffer.allocUnsafe(CHUNK + 4096);
        at = 0;
      }
    }
    at += buffer.write(newline, at, "latin1");
  }
  if (at > 0) yield buffer.subarray(0, at);
}

interface WritePlan {
  readonly delimiter: number;
  readonly newline: string;
  readonly missing: string;
  readonly decimals: number | undefined;
  /** Matches texts that need quotes. */
  readonly special: RegExp;
  readonly columns: readonly WriteColumn[];
}

interface WriteColumn {
  /** The cells of a numeric column. */
  readonly numbers: NumberColumn | undefined;
  /** Those of a text column. */
  readonly texts: TextColumn;
  readonly float: boolean;
  readonly suffix: string;
}

function planCsvWrite(table: Table, options: CsvWriteOptions): WritePlan {
  const { decimals, newline = "\n", missing = "" } = options;
  if (decimals !== undefined && !(Number.isInteger(decimals) && decimals >= 0 && decimals <= 20)) {
    fail({ code: "argument", expected: "decimals from 0 to 20", found: String(decimals) });
  }
  if (newline !== "\n" && newline !== "\r\n") {
    fail({ code: "argument", expected: 'a newline "\\n" or "\\r\\n"', found: quote(newline) });
  }
  const delimiter = options.delimiter ?? ",";
  const byte = delimiterByte(delimiter);
  if (/[^ -~]|"/.test(missing) || missing.includes(delimiter) || missing.length > 64) {
    fail({
      code: "argument",
      expected: "a missing token of plain ASCII without delimiter or quote",
      found: quote(missing),
    });
  }
  const floats = new Set(options.floats ?? []);
  const suffixes = new Map(Object.entries(options.suffixes ?? {}));
  for (const name of [...floats, ...suffixes.keys()]) table.column(name);
  const tokens = [...MISSING_TOKENS, missing].map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return {
    delimiter: byte,
    newline,
    missing,
    decimals,
    special: new RegExp(
      `["\\r\\n\\ufeff]|${delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}|^[ \\t]*(?:${tokens.join("|")})?[ \\t]*$`,
    ),
    columns: table.names.map((name) => ({
      numbers: table.isNumeric(name) ? table.numbers(name) : undefined,
      texts: table.isNumeric(name) ? [] : table.texts(name),
      float: floats.has(name),
      suffix: suffixes.get(name) ?? "",
    })),
  };
}

function textCell(text: string, plan: WritePlan, column: string): string {
  if (text.includes("\0") || /\p{Surrogate}/u.test(text)) {
    fail({
      code: "argument",
      expected: "text that UTF-8 and CSV can hold",
      found: text.includes("\0") ? "a NUL character" : "half a surrogate pair",
      where: { column },
    });
  }
  return plan.special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function headerCell(name: string, plan: WritePlan, width: number): string {
  // Names are never missing, so an empty one needs quotes only where a line without them would look blank.
  return name === "" && width > 1 ? "" : textCell(name, plan, name);
}

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

async function writeAll(
  handle: { write(b: Buffer, at: number, n: number): Promise<{ bytesWritten: number }> },
  bytes: Buffer,
): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
}
