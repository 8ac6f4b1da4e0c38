import { isUtf8 } from "node:buffer";
import { fail, quote, type Where } from "../../core";
import { type ColumnBuilder, columnBuilder, NUMBER, SKIP, TEXT, turnIntoText } from "./column";
import { EXACT_POWERS, parseDecimal } from "./decimal";
import type { CsvReadPlan } from "./options";
import { parseTime } from "./time";

const QUOTE = 34;
const LF = 10;
const CR = 13;
const MINUS = 45;
const DOT_DIGIT = 46 - 48;

/** The position returned by a cell that the buffer cuts off: more bytes are needed. */
const INCOMPLETE = -1;

/**
 * Reads records (RFC 4180) out of chunks of bytes into column builders. A record that a chunk cuts is read again from
 * its start when the next chunk has come, so the loops below never stop in the middle of a cell. One byte after the
 * last one the buffer holds a line feed, which ends every loop without a second test.
 */
export class CsvScanner {
  /** Complete records read into the builders. */
  rows = 0;
  #columns: ColumnBuilder[] = [];
  #buffer: Buffer = Buffer.alloc(1 << 16);
  #start = 0;
  #end = 0;
  #final = false;
  #markPassed = false;
  #capacity = 0;
  /** Lines before the record being read, and the bytes before the buffer: for errors. */
  #line = 0;
  #offset = 0;
  /** Line feeds inside the quoted cells of the record being read. */
  #innerLines = 0;
  readonly #plan: CsvReadPlan;
  readonly #delimiter: number;

  constructor(plan: CsvReadPlan) {
    this.#plan = plan;
    this.#delimiter = plan.delimiter;
  }

  /** Adds bytes; `final` says that no more will come. */
  push(chunk: Uint8Array, final: boolean): void {
    const kept = this.#end - this.#start;
    if (kept > this.#plan.maxRecordBytes) this.#tooLong();
    if (kept + chunk.length + 1 > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * (kept + chunk.length) + 1);
      this.#buffer.copy(larger, 0, this.#start, this.#end);
      this.#buffer = larger;
    } else {
      this.#buffer.copy(this.#buffer, 0, this.#start, this.#end);
    }
    this.#offset += this.#start;
    this.#buffer.set(chunk, kept);
    this.#start = 0;
    this.#end = kept + chunk.length;
    this.#buffer[this.#end] = LF;
    this.#final = final;
  }

  /** Passes over a byte order mark at the very start; false while too few bytes are there to tell. */
  #passMark(): boolean {
    if (this.#markPassed) return true;
    if (this.#end < 3 && !this.#final) return false;
    this.#markPassed = true;
    const [a, b, c] = this.#buffer;
    if (this.#end >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) {
      fail({
        code: "format",
        expected: "UTF-8 text",
        found: "the byte order mark of UTF-16",
        where: { file: this.#plan.label, byte: 0 },
        hint: "Save the file as UTF-8.",
      });
    }
    if (this.#end >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.#start = 3;
    return true;
  }

  /** The next record as texts, for the header; undefined when the bytes do not hold a whole one. */
  readTexts(): string[] | undefined {
    if (!this.#passMark()) return undefined;
    while (this.#start < this.#end) {
      const first = this.#buffer[this.#start];
      const texts: (string | null)[] = [];
      const collector = columnBuilder("", TEXT, true, false);
      collector.texts = texts;
      this.#innerLines = 0;
      let position = this.#start;
      for (;;) {
        const row = texts.length;
        position = this.#cell(collector, position, row, true);
        if (position === INCOMPLETE) return undefined;
        if (texts.length > MAX_COLUMNS) this.#tooManyColumns();
        if (this.#buffer[position] !== this.#delimiter || position >= this.#end) break;
        position++;
      }
      const next = this.#endOfLine(position);
      if (next === INCOMPLETE) return undefined;
      this.#start = next;
      this.#line += 1 + this.#innerLines;
      if (first !== LF && first !== CR) return texts as string[];
    }
    return undefined;
  }

  /** Where to put the cells; to be called before {@link scan}. */
  setColumns(columns: ColumnBuilder[]): void {
    this.#columns = columns;
    this.#capacity = 0;
    this.rows = 0;
  }

  /** The next record goes to row 0 again: the rows so far were taken. */
  startBatch(): void {
    this.rows = 0;
  }

  /** Reads whole records until the bytes are used up or `maxRows` rows are there. */
  scan(maxRows: number): void {
    if (!this.#passMark()) return;
    const columns = this.#columns;
    const width = columns.length;
    const delimiter = this.#delimiter;
    const buffer = this.#buffer;
    const end = this.#end;
    const powers = EXACT_POWERS;
    let position = this.#start;
    while (position < end && this.rows < maxRows) {
      const row = this.rows;
      if (row === this.#capacity) this.#grow(Math.min(maxRows, Math.max(16, 2 * row)));
      const recordStart = position;
      this.#innerLines = 0;
      let index = 0;
      for (;;) {
        const column = columns[index];
        if (column.mode === NUMBER) {
          // The common case, a plain decimal of up to 15 digits, is read where it stands: its digits make an
          // integer below 2^53, and one division by an exact power of ten rounds rightly.
          let p = position;
          const negative = buffer[p] === MINUS;
          if (negative) p++;
          const first = p;
          let mantissa = 0;
          let digit = buffer[p] - 48;
          while (digit >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = buffer[++p] - 48;
          }
          let digits = p - first;
          let scale = 0;
          if (digit === DOT_DIGIT) {
            const point = p;
            digit = buffer[++p] - 48;
            while (digit >= 0 && digit <= 9) {
              mantissa = mantissa * 10 + digit;
              digit = buffer[++p] - 48;
            }
            scale = p - point - 1;
            digits += scale;
          }
          const next = digit + 48;
          if (digits > 0 && digits <= 15 && (next === delimiter || next === LF || next === CR)) {
            const value = scale === 0 ? mantissa : mantissa / powers[scale];
            column.numbers[row] = negative ? -value : value;
            column.sawNumber = true;
            position = p;
          } else position = this.#cell(column, position, row, false);
        } else position = this.#cell(column, position, row, false);

        if (position === INCOMPLETE) break;
        if (buffer[position] === delimiter && position < end) {
          position++;
          if (++index < width) continue;
          position = this.#surplus(position);
          if (position === INCOMPLETE) break;
          index--;
        }
        const recordEnd = position;
        position = this.#endOfLine(position);
        if (position === INCOMPLETE) break;
        if (index < width - 1) {
          // A line without a single byte is no record, but for the cell of a one-column table.
          const blank = index === 0 && (buffer[recordStart] === LF || buffer[recordStart] === CR);
          if (blank) {
            this.rows--;
            break;
          }
          this.#pad(index + 1, row, recordEnd);
        }
        break;
      }
      if (position === INCOMPLETE) {
        position = recordStart;
        break;
      }
      this.rows++;
      this.#line += 1 + this.#innerLines;
    }
    this.#start = Math.min(position, end);
  }

  /** Whether bytes are left that the last scan did not use. */
  get pending(): boolean {
    return this.#start < this.#end;
  }

  /** The place of an error in the record being read. */
  where(column?: number | string, byte?: number): Where {
    return {
      file: this.#plan.label,
      line: this.#line + this.#innerLines + 1,
      ...(column === undefined ? {} : { column }),
      ...(byte === undefined ? {} : { byte }),
    };
  }

  /** Reads any cell the slow and general way; returns the position of the byte that ends it. */
  #cell(column: ColumnBuilder, start: number, row: number, verbatim: boolean): number {
    const buffer = this.#buffer;
    if (buffer[start] === QUOTE && start < this.#end) return this.#quotedCell(column, start, row, verbatim);
    const delimiter = this.#delimiter;
    let p = start;
    let seen = 0;
    let nul = false;
    let hash = 0;
    for (let byte = buffer[p]; byte !== delimiter && byte !== LF && byte !== CR; byte = buffer[++p]) {
      seen |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte === 0) nul = true;
    }
    if (p >= this.#end && !this.#final) return INCOMPLETE;
    if (nul) this.#nulByte(column, start);
    if (column.mode === SKIP) return p;
    if (column.mode === NUMBER) {
      const value = this.#number(column, start, p);
      if (!Number.isNaN(value)) {
        column.numbers[row] = value;
        column.sawNumber = true;
        return p;
      }
      if (this.#isMissing(start, p)) {
        column.numbers[row] = Number.NaN;
        return p;
      }
      this.#notANumber(column, start, p, row);
    } else if (!verbatim && this.#isMissing(start, p)) {
      column.texts[row] = null;
      return p;
    }
    column.texts[row] = seen < 128 ? this.#ascii(column, start, p, hash) : this.#decode(column, start, p);
    return p;
  }

  /** A cell in quotes: blank or not, in a text column its content is a text. */
  #quotedCell(column: ColumnBuilder, start: number, row: number, verbatim: boolean): number {
    const buffer = this.#buffer;
    const end = this.#end;
    let doubled = false;
    let lines = 0;
    let p = start + 1;
    for (; ; p++) {
      if (p >= end) {
        if (!this.#final) return INCOMPLETE;
        fail({
          code: "format",
          expected: "a closing quote",
          found: "the end of the file",
          where: this.where(column.name),
          hint: "The cell begins on this line.",
        });
      }
      const byte = buffer[p];
      if (byte === QUOTE) {
        if (p + 1 >= end && !this.#final) return INCOMPLETE;
        if (buffer[p + 1] !== QUOTE || p + 1 >= end) break;
        doubled = true;
        p++;
      } else if (byte === LF) lines++;
      else if (byte === 0) this.#nulByte(column, start);
    }
    const close = p++;
    const byte = buffer[p];
    if (byte !== this.#delimiter && byte !== LF && byte !== CR) {
      fail({
        code: "format",
        expected: "a delimiter or the end of the line after a closing quote",
        found: quote(String.fromCharCode(byte)),
        where: this.where(column.name, this.#offset + p),
        hint: "A quote inside a quoted cell is written twice.",
      });
    }
    this.#innerLines += lines;
    if (column.mode === SKIP) return p;
    if (column.mode === NUMBER) {
      const value = this.#number(column, start + 1, close);
      if (!Number.isNaN(value)) {
        column.numbers[row] = value;
        column.sawNumber = true;
        return p;
      }
      if (this.#isMissing(start + 1, close)) {
        column.numbers[row] = Number.NaN;
        column.sawQuotedMissing = true;
        return p;
      }
      this.#notANumber(column, start + 1, close, row);
    }
    const text = this.#decode(column, start + 1, close);
    column.texts[row] = doubled ? text.replaceAll('""', '"') : text;
    return verbatim || p <= end ? p : end;
  }

  #number(column: ColumnBuilder, start: number, end: number): number {
    const value = parseDecimal(this.#buffer, start, end);
    return column.time && Number.isNaN(value)
      ? parseTime(this.#buffer.toString("latin1", start, end))
      : value;
  }

  #notANumber(column: ColumnBuilder, start: number, end: number, row: number): void {
    if (!column.declared) {
      turnIntoText(column, row);
      return;
    }
    fail({
      code: "type",
      expected: column.time ? "a time (ISO 8601, or milliseconds since the epoch)" : "a number",
      found: quote(this.#buffer.toString("latin1", start, Math.min(end, start + 100))),
      where: this.where(column.name),
      hint: `If the column holds texts, say so: types: { ${quote(column.name)}: "text" }.`,
    });
  }

  #isMissing(start: number, end: number): boolean {
    const buffer = this.#buffer;
    while (start < end && (buffer[start] === 32 || buffer[start] === 9)) start++;
    while (end > start && (buffer[end - 1] === 32 || buffer[end - 1] === 9)) end--;
    const length = end - start;
    if (length === 0) return true;
    for (const token of this.#plan.missing) {
      if (
        token.length === length &&
        token[0] === buffer[start] &&
        buffer.compare(token, 0, length, start, end) === 0
      ) {
        return true;
      }
    }
    return false;
  }

  /** An ASCII text; one that was met lately is not made again. */
  #ascii(column: ColumnBuilder, start: number, end: number, hash: number): string {
    const slot = (hash ^ (hash >>> 15)) & 255;
    const known = column.cache[slot];
    const length = end - start;
    if (known !== undefined && known.length === length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === this.#buffer[start + i]) i++;
      if (i === length) return known;
    }
    const text = this.#buffer.toString("latin1", start, end);
    if (length <= 64) column.cache[slot] = text;
    return text;
  }

  #decode(column: ColumnBuilder, start: number, end: number): string {
    if (this.#plan.latin1) return this.#buffer.toString("latin1", start, end);
    const bytes = this.#buffer.subarray(start, end);
    if (isUtf8(bytes)) return bytes.toString("utf8");
    const bad = firstInvalid(bytes);
    return fail({
      code: "encoding",
      expected: "UTF-8 text",
      found: `byte 0x${bytes[bad].toString(16)}`,
      where: this.where(column.name, this.#offset + start + bad),
      hint: 'If the file is in an old Western encoding, read it with encoding: "latin1".',
    });
  }

  /** The start of the next line, for a position at the end of this one. */
  #endOfLine(position: number): number {
    if (position >= this.#end) return this.#final ? this.#end : INCOMPLETE;
    if (this.#buffer[position] === LF) return position + 1;
    if (position + 1 >= this.#end) return this.#final ? this.#end : INCOMPLETE;
    return this.#buffer[position + 1] === LF ? position + 2 : position + 1;
  }

  /** Cells beyond the last column: with `ragged: "pad"` blank ones are passed over, else they are an error. */
  #surplus(start: number): number {
    let p = start;
    for (;;) {
      const byte = this.#buffer[p];
      if (p >= this.#end) {
        if (!this.#final) return INCOMPLETE;
        break;
      }
      if (byte === LF || byte === CR) break;
      if (byte !== this.#delimiter && byte !== 32 && byte !== 9) this.#ragged("more", p);
      p++;
    }
    if (this.#plan.ragged === "error") this.#ragged("more", start);
    return p;
  }

  #pad(from: number, row: number, position: number): void {
    if (this.#plan.ragged === "error") this.#ragged(String(from), position);
    for (let index = from; index < this.#columns.length; index++) {
      const column = this.#columns[index];
      if (column.mode === NUMBER) column.numbers[row] = Number.NaN;
      else if (column.mode === TEXT) column.texts[row] = null;
    }
  }

  #grow(capacity: number): void {
    for (const column of this.#columns) {
      if (column.mode !== NUMBER) continue;
      const larger = new Float64Array(capacity);
      larger.set(column.numbers);
      column.numbers = larger;
    }
    this.#capacity = capacity;
  }

  #ragged(found: string, position: number): never {
    return fail({
      code: "ragged",
      expected: `${this.#columns.length} cells, as the header has`,
      found: found === "more" ? `more than ${this.#columns.length}` : found,
      where: this.where(undefined, this.#offset + Math.min(position, this.#end)),
      hint:
        found === "more"
          ? "A cell that holds the delimiter must stand in quotes."
          : 'Read it with ragged: "pad" to take the missing cells as missing.',
    });
  }

  #nulByte(column: ColumnBuilder, start: number): never {
    return fail({
      code: "format",
      expected: "text",
      found: "a NUL byte",
      where: this.where(column.name, this.#offset + this.#buffer.indexOf(0, start)),
      hint: "This looks like a binary file.",
    });
  }

  #tooLong(): never {
    return fail({
      code: "limit",
      expected: `a record of at most ${this.#plan.maxRecordBytes} bytes`,
      found: "a longer one",
      where: this.where(undefined, this.#offset + this.#start),
      hint: "A quote that is never closed does this; maxRecordBytes raises the limit.",
    });
  }

  #tooManyColumns(): never {
    return fail({
      code: "limit",
      expected: `at most ${MAX_COLUMNS} columns`,
      found: "more",
      where: this.where(),
    });
  }
}

const MAX_COLUMNS = 100_000;

/** The index of the first byte that is not part of a valid UTF-8 sequence. */
function firstInvalid(bytes: Buffer): number {
  // The longest valid prefix: bisect, since validity of a prefix at a character boundary is monotone.
  let low = 0;
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i];
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(i, i + size)) || i + size > bytes.length) return i;
    i += size;
    low = i;
  }
  return low;
}
