import { isUtf8 } from "node:buffer";
import type { Where } from "../../core";
import { asciiText, firstInvalidUtf8, isMissing } from "./cell-text";
import { type ColumnBuilder, NUMBER, SKIP, turnIntoText } from "./column";
import { parseDecimal } from "./decimal";
import { notOfType, notUtf8, nulByte, recordTooLong, textBehindQuote, unclosedQuote, utf16 } from "./faults";
import type { CsvReadPlan } from "./options";
import { parseTime } from "./time";

export const QUOTE = 34;
export const LF = 10;
export const CR = 13;

/** The position returned where the buffer cuts a cell or a line off: more bytes are needed. */
export const INCOMPLETE = -1;

/**
 * A window on the bytes of a source, and the reading of single cells in it. One byte after the last one the buffer
 * holds a line feed, which ends every loop without a second test.
 */
export class CellReader {
  protected buffer: Buffer = Buffer.alloc(1 << 16);
  protected start = 0;
  protected end = 0;
  protected final = false;
  /** Bytes and lines before the buffer and before the record being read: for errors. */
  protected offset = 0;
  protected line = 0;
  /** Line feeds inside the quoted cells of the record being read. */
  protected innerLines = 0;
  protected readonly delimiter: number;
  #markPassed = false;

  constructor(protected readonly plan: CsvReadPlan) {
    this.delimiter = plan.delimiter;
  }

  /** Takes the next bytes as those from `offset` of the source on, where a record begins. */
  startAt(offset: number): void {
    this.#markPassed = true;
    this.offset = offset;
  }

  /** Where in the source the next record begins. */
  get position(): number {
    return this.offset + this.start;
  }

  /** Adds bytes; `final` says that no more will come. */
  push(chunk: Uint8Array, final: boolean): void {
    const kept = this.end - this.start;
    if (kept > this.plan.maxRecordBytes)
      recordTooLong(this.plan.maxRecordBytes, this.where(undefined, this.offset + this.start));
    if (kept + chunk.length + 1 > this.buffer.length) {
      const larger = Buffer.allocUnsafe(2 * (kept + chunk.length) + 1);
      this.buffer.copy(larger, 0, this.start, this.end);
      this.buffer = larger;
    } else {
      this.buffer.copy(this.buffer, 0, this.start, this.end);
    }
    this.offset += this.start;
    this.buffer.set(chunk, kept);
    this.start = 0;
    this.end = kept + chunk.length;
    this.buffer[this.end] = LF;
    this.final = final;
  }

  /** Passes over a byte order mark at the very start; false while too few bytes are there to tell. */
  protected passMark(): boolean {
    if (this.#markPassed) return true;
    if (this.end < 3 && !this.final) return false;
    this.#markPassed = true;
    const [a, b, c] = this.buffer;
    if (this.end >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) {
      utf16({ file: this.plan.label, byte: 0 });
    }
    if (this.end >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.start = 3;
    return true;
  }

  /** The place of an error in the record being read. */
  where(column?: number | string, byte?: number): Where {
    return {
      file: this.plan.label,
      line: this.line + this.innerLines + 1,
      ...(column === undefined ? {} : { column }),
      ...(byte === undefined ? {} : { byte }),
    };
  }

  /** Reads any cell the slow and general way; returns the position of the byte that ends it. */
  protected cell(column: ColumnBuilder, start: number, row: number, verbatim: boolean): number {
    const buffer = this.buffer;
    if (buffer[start] === QUOTE && start < this.end) return this.#quotedCell(column, start, row);
    const delimiter = this.delimiter;
    let p = start;
    let seen = 0;
    let nul = false;
    let hash = 0;
    for (let byte = buffer[p]; byte !== delimiter && byte !== LF && byte !== CR; byte = buffer[++p]) {
      seen |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte === 0) nul = true;
    }
    if (p >= this.end && !this.final) return INCOMPLETE;
    if (nul) nulByte(this.where(column.name, this.offset + buffer.indexOf(0, start)));
    if (column.mode === SKIP) return p;
    if (column.mode === NUMBER) {
      const value = this.#number(column, start, p);
      if (!Number.isNaN(value)) {
        column.numbers[row] = value;
        column.sawNumber = true;
        return p;
      }
      if (isMissing(buffer, start, p, this.plan.missing)) {
        column.numbers[row] = Number.NaN;
        return p;
      }
      this.#notANumber(column, start, p, row);
    } else if (!verbatim && isMissing(buffer, start, p, this.plan.missing)) {
      column.texts[row] = null;
      return p;
    }
    column.texts[row] =
      seen < 128 ? asciiText(buffer, start, p, hash, column.cache) : this.#decode(column, start, p);
    return p;
  }

  /** A cell in quotes: blank or not, in a text column its content is a text. */
  #quotedCell(column: ColumnBuilder, start: number, row: number): number {
    const buffer = this.buffer;
    const end = this.end;
    let doubled = false;
    let lines = 0;
    let p = start + 1;
    for (; ; p++) {
      if (p >= end) {
        if (!this.final) return INCOMPLETE;
        unclosedQuote(this.where(column.name));
      }
      const byte = buffer[p];
      if (byte === QUOTE) {
        if (p + 1 >= end && !this.final) return INCOMPLETE;
        if (buffer[p + 1] !== QUOTE || p + 1 >= end) break;
        doubled = true;
        p++;
      } else if (byte === LF) lines++;
      else if (byte === 0) nulByte(this.where(column.name, this.offset + buffer.indexOf(0, start)));
    }
    const close = p++;
    const byte = buffer[p];
    if (byte !== this.delimiter && byte !== LF && byte !== CR) {
      textBehindQuote(byte, this.where(column.name, this.offset + p));
    }
    this.innerLines += lines;
    if (column.mode === SKIP) return p;
    if (column.mode === NUMBER) {
      const value = this.#number(column, start + 1, close);
      if (!Number.isNaN(value)) {
        column.numbers[row] = value;
        column.sawNumber = true;
        return p;
      }
      if (isMissing(buffer, start + 1, close, this.plan.missing)) {
        column.numbers[row] = Number.NaN;
        column.sawQuotedMissing = true;
        return p;
      }
      this.#notANumber(column, start + 1, close, row);
    }
    const text = this.#decode(column, start + 1, close);
    column.texts[row] = doubled ? text.replaceAll('""', '"') : text;
    return p;
  }

  #number(column: ColumnBuilder, start: number, end: number): number {
    const value = parseDecimal(this.buffer, start, end);
    return column.time && Number.isNaN(value) ? parseTime(this.buffer.toString("latin1", start, end)) : value;
  }

  #notANumber(column: ColumnBuilder, start: number, end: number, row: number): void {
    if (!column.declared) {
      turnIntoText(column, row);
      return;
    }
    const text = this.buffer.toString("latin1", start, Math.min(end, start + 100));
    notOfType(text, column.time, this.where(column.name));
  }

  #decode(column: ColumnBuilder, start: number, end: number): string {
    if (this.plan.latin1) return this.buffer.toString("latin1", start, end);
    const bytes = this.buffer.subarray(start, end);
    if (isUtf8(bytes)) return bytes.toString("utf8");
    const bad = firstInvalidUtf8(bytes);
    return notUtf8(bytes[bad], this.where(column.name, this.offset + start + bad));
  }
}
