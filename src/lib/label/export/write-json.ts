import { writeChunks } from "../../core";
import { type Column, writeNumber } from "../../table";
import type { ExportJob, Written } from "./export-labels";
import { labelTable } from "./label-columns";

/** Bytes written at once. */
const CHUNK = 1 << 22;
/** Bytes that a number may need. */
const NUMBER_ROOM = 352;
/** Texts of a column that are kept as bytes, and how long they may be: categories, not comments. */
const MOST_TEXTS = 4096;
const KEPT_LENGTH = 256;
const ZERO = 48;

interface JsonCell {
  readonly bytes: Uint8Array;
  readonly changed: boolean;
}

/** Texts of data as JSON, with something taken out of them; made once for what comes again and again. */
class JsonTexts {
  /** Cells of the original columns that are not as they were. */
  changed = 0;
  readonly #kept = new Map<string, JsonCell>();

  constructor(private readonly hide: ((text: string) => string) | undefined) {}

  bytes(text: string, original: boolean): Uint8Array {
    let cell = this.#kept.get(text);
    if (cell === undefined) {
      const shown = this.hide === undefined ? text : this.hide(text);
      cell = { bytes: Buffer.from(jsonText(shown)), changed: shown !== text };
      if (text.length <= KEPT_LENGTH && this.#kept.size < MOST_TEXTS) this.#kept.set(text, cell);
    }
    if (original && cell.changed) this.changed++;
    return cell.bytes;
  }
}

/**
 * JSON: one array with an object a row. Missing cells are null, infinite numbers the texts "Infinity" and "-Infinity".
 * `<` and the line separators are escaped, so that the text may stand in a page.
 */
export async function writeLabelledJson(job: ExportJob, file: string): Promise<Written> {
  const { table } = job.data;
  const beside = labelTable(job.labels, job.names);
  const columns: (readonly [string, Column])[] = [
    ...table.names.map((name) => [name, table.column(name)] as const),
    ...beside.names.map((name) => [name, beside.column(name)] as const),
  ];
  const names = new JsonTexts(job.hide);
  const own = table.names.length;
  const heads = columns.map(([name], c) =>
    Buffer.concat([Buffer.from(c === 0 ? "\n{" : ","), names.bytes(name, c < own), Buffer.from(":")]),
  );
  const texts = columns.map(() => new JsonTexts(job.hide));
  const cells = columns.map(([, column]) => column);
  await writeChunks(file, jsonRows(table.length, heads, cells, texts, own));
  return {
    neutralised: 0,
    changed: names.changed + texts.reduce((sum, { changed }) => sum + changed, 0),
  };
}

/** The bytes of the array, a few mebibytes at a time; each chunk is valid until the one after the next is asked for. */
function* jsonRows(
  rows: number,
  heads: readonly Uint8Array[],
  cells: readonly Column[],
  texts: readonly JsonTexts[],
  own: number,
): Generator<Buffer> {
  // What a row needs beside its texts, so that only they are measured.
  const room = heads.reduce((sum, head) => sum + head.length + NUMBER_ROOM, 16);
  let out = Buffer.allocUnsafe(CHUNK + room);
  let spare = Buffer.allocUnsafe(CHUNK + room);
  let at = out.write("[");
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cells.length; c++) {
      at = put(out, at, heads[c]);
      const cell = cells[c][row];
      if (typeof cell === "number" && Number.isFinite(cell)) {
        // As JSON.stringify has it, zero has no sign.
        if (cell === 0) out[at++] = ZERO;
        else at = writeNumber(out, at, cell, false, undefined);
        continue;
      }
      const bytes =
        cell === null || Number.isNaN(cell)
          ? NULL
          : typeof cell === "string"
            ? texts[c].bytes(cell, c < own)
            : Buffer.from(`"${cell}"`);
      if (at + bytes.length + room > out.length) {
        const larger = Buffer.allocUnsafe(2 * (at + bytes.length + room));
        out.copy(larger, 0, 0, at);
        out = larger;
      }
      at = put(out, at, bytes);
    }
    at = put(out, at, row + 1 < rows ? NEXT : LAST);
    if (at < CHUNK) continue;
    yield out.subarray(0, at);
    [out, spare] = [spare, out];
    at = 0;
  }
  at += out.write("\n]\n", at);
  yield out.subarray(0, at);
}

const NULL = Buffer.from("null");
const NEXT = Buffer.from("},");
const LAST = Buffer.from("}");

/** A loop is faster than a call for the few bytes of a name or a category. */
function put(out: Uint8Array, at: number, bytes: Uint8Array): number {
  if (bytes.length > KEPT_LENGTH) {
    out.set(bytes, at);
    return at + bytes.length;
  }
  let p = at;
  for (let i = 0; i < bytes.length; i++) out[p++] = bytes[i];
  return p;
}

/** A text as JSON that may stand in a page. */
export function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
