import { CellReader, CR, INCOMPLETE, LF } from "./cells";
import { type ColumnBuilder, columnBuilder, NUMBER, TEXT } from "./column";
import { EXACT_POWERS, parseDecimal } from "./decimal";
import { raggedRecord, tooManyColumns } from "./faults";

const MINUS = 45;
const DOT_DIGIT = 46 - 48;

/**
 * Reads records (RFC 4180) out of chunks of bytes into column builders. A record that a chunk cuts is read again from
 * its start when the next chunk has come, so the loops below never stop in the middle of a cell.
 */
export class CsvScanner extends CellReader {
  /** Complete records read into the builders. */
  rows = 0;
  #columns: ColumnBuilder[] = [];
  #capacity = 0;

  /** The next record as texts, for the header; undefined when the bytes do not hold a whole one. */
  readTexts(): string[] | undefined {
    if (!this.passMark()) return undefined;
    while (this.start < this.end) {
      const first = this.buffer[this.start];
      const texts: (string | null)[] = [];
      const collector = columnBuilder("", TEXT, true, false);
      collector.texts = texts;
      this.innerLines = 0;
      let position = this.start;
      for (;;) {
        const row = texts.length;
        position = this.cell(collector, position, row, true);
        if (position === INCOMPLETE) return undefined;
        if (texts.length > MAX_COLUMNS) tooManyColumns(MAX_COLUMNS, this.where());
        if (this.buffer[position] !== this.delimiter || position >= this.end) break;
        position++;
      }
      const next = this.#endOfLine(position);
      if (next === INCOMPLETE) return undefined;
      this.start = next;
      this.line += 1 + this.innerLines;
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

  /**
   * Reads whole records until the bytes are used up, `maxRows` rows are there, or the next record begins at or after
   * `stopAt` of the source.
   */
  scan(maxRows: number, stopAt = Number.POSITIVE_INFINITY): void {
    if (!this.passMark()) return;
    const columns = this.#columns;
    const width = columns.length;
    const delimiter = this.delimiter;
    const buffer = this.buffer;
    const end = this.end;
    const stop = Math.min(end, stopAt - this.offset);
    const powers = EXACT_POWERS;
    let position = this.start;
    while (position < stop && this.rows < maxRows) {
      const row = this.rows;
      if (row === this.#capacity) this.#grow(Math.min(maxRows, Math.max(16, 2 * row)));
      const recordStart = position;
      this.innerLines = 0;
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
          // Nine digits fit 32 bits, whose arithmetic has half the latency of doubles: most counters need no more.
          const ninth = first + 9;
          let counter = 0;
          let digit = buffer[p] - 48;
          while (digit >>> 0 <= 9 && p < ninth) {
            counter = (Math.imul(counter, 10) + digit) | 0;
            digit = buffer[++p] - 48;
          }
          let mantissa = counter;
          while (digit >>> 0 <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = buffer[++p] - 48;
          }
          let digits = p - first;
          let scale = 0;
          if (digit === DOT_DIGIT) {
            const point = p;
            digit = buffer[++p] - 48;
            while (digit >>> 0 <= 9) {
              mantissa = mantissa * 10 + digit;
              digit = buffer[++p] - 48;
            }
            scale = p - point - 1;
            digits += scale;
          }
          const next = digit + 48;
          if (digits > 0 && (next === delimiter || next === LF || next === CR)) {
            if (digits <= 15) {
              const value = scale === 0 ? mantissa : mantissa / powers[scale];
              column.numbers[row] = negative ? -value : value;
            } else column.numbers[row] = parseDecimal(buffer, position, p);
            column.sawNumber = true;
            position = p;
          } else position = this.cell(column, position, row, false);
        } else position = this.cell(column, position, row, false);

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
      this.line += 1 + this.innerLines;
    }
    this.start = Math.min(position, end);
  }

  /** The start of the next line, for a position at the end of this one. */
  #endOfLine(position: number): number {
    if (position >= this.end) return this.final ? this.end : INCOMPLETE;
    if (this.buffer[position] === LF) return position + 1;
    if (position + 1 >= this.end) return this.final ? this.end : INCOMPLETE;
    return this.buffer[position + 1] === LF ? position + 2 : position + 1;
  }

  /** Cells beyond the last column: with `ragged: "pad"` blank ones are passed over, else they are an error. */
  #surplus(start: number): number {
    let p = start;
    for (;;) {
      const byte = this.buffer[p];
      if (p >= this.end) {
        if (!this.final) return INCOMPLETE;
        break;
      }
      if (byte === LF || byte === CR) break;
      if (byte !== this.delimiter && byte !== 32 && byte !== 9) this.#ragged(undefined, p);
      p++;
    }
    if (this.plan.ragged === "error") this.#ragged(undefined, start);
    return p;
  }

  #pad(from: number, row: number, position: number): void {
    if (this.plan.ragged === "error") this.#ragged(from, position);
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

  /** `found` cells where the header has others; undefined for too many. */
  #ragged(found: number | undefined, position: number): never {
    raggedRecord(
      this.#columns.length,
      found,
      this.where(undefined, this.offset + Math.min(position, this.end)),
    );
  }
}

const MAX_COLUMNS = 100_000;
