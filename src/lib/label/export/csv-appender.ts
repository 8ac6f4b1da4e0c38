const [QUOTE, LF, CR] = [34, 10, 13];

export interface AppendPlan {
  /** Byte between cells. */
  readonly delimiter: number;
  /** Columns of the file. */
  readonly columns: number;
  /** What is put behind the header and behind each row, delimiter first. */
  readonly headerSuffix: string;
  readonly suffix: (row: number, put: (bytes: Uint8Array) => void) => void;
  /** What stands in the place of a text cell; the same text leaves its bytes as they are. Undefined: all stay. */
  readonly rewrite?: (text: string) => string;
  /** Rows in which that may change something. */
  readonly care: (row: number) => boolean;
  /** Which columns are text: only their cells are written anew. */
  readonly text: readonly boolean[];
}

/**
 * Puts cells behind each record of a CSV file and leaves all its bytes as they are, read the way `table.readCsv` reads
 * them: quotes count at the start of a cell, a line without a byte is no record, CR, LF and CRLF end a line. Only in
 * rows that need it text cells are written anew.
 */
export class CsvAppender {
  /** Data rows so far. */
  rows = 0;
  /** Cells that were written anew. */
  rewritten = 0;
  #rest: Buffer = Buffer.alloc(0);
  #out: Buffer = Buffer.alloc(0);
  /** The buffer before, which may still be on its way to the disk. */
  #spare: Buffer = Buffer.alloc(0);
  #at = 0;
  #header = true;

  readonly #put = (bytes: Uint8Array): void => this.#bytes(bytes);

  constructor(private readonly plan: AppendPlan) {}

  /** Takes the next bytes; returns what is to be written, valid until the call after the next. */
  push(chunk: Buffer, final: boolean): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    [this.#out, this.#spare] = [this.#spare, this.#out];
    if (this.#out.length < bytes.length + (1 << 16))
      this.#out = Buffer.allocUnsafe(2 * bytes.length + (1 << 16));
    this.#at = 0;
    let start = 0;
    let quote = indexOf(bytes, QUOTE, 0);
    let cr = indexOf(bytes, CR, 0);
    while (start < bytes.length) {
      if (quote < start) quote = indexOf(bytes, QUOTE, start);
      if (cr < start) cr = indexOf(bytes, CR, start);
      const feed = bytes.indexOf(LF, start);
      let end: number;
      let next: number;
      if (feed >= 0 && quote > feed && cr >= feed - 1) {
        // The common case: no quote, and no line end before this one.
        end = cr === feed - 1 ? cr : feed;
        next = feed + 1;
      } else {
        end = this.#recordEnd(bytes, start);
        if (end === bytes.length && !final) break;
        next = end;
        if (bytes[next] === CR) {
          if (next + 1 === bytes.length && !final) break;
          next++;
        }
        if (bytes[next] === LF) next++;
      }
      this.#record(bytes, start, end, Math.min(next, bytes.length));
      start = next;
    }
    this.#rest = Buffer.from(bytes.subarray(Math.min(start, bytes.length)));
    return this.#out.subarray(0, this.#at);
  }

  /** The place of the line end behind the record, or the length of the bytes. */
  #recordEnd(bytes: Buffer, start: number): number {
    let p = start;
    for (;;) {
      p = this.#cellEnd(bytes, p);
      if (bytes[p] !== this.plan.delimiter || p >= bytes.length) return Math.min(p, bytes.length);
      p++;
    }
  }

  #cellEnd(bytes: Buffer, start: number): number {
    let p = start;
    if (this.#header && this.rows === 0 && start === 0 && bytes[0] === 0xef) p += 3;
    if (bytes[p] === QUOTE) {
      for (p++; p < bytes.length; p++) {
        if (bytes[p] !== QUOTE) continue;
        if (bytes[p + 1] !== QUOTE) return p + 1;
        p++;
      }
      return bytes.length;
    }
    while (p < bytes.length && bytes[p] !== this.plan.delimiter && bytes[p] !== LF && bytes[p] !== CR) p++;
    return p;
  }

  #record(bytes: Buffer, start: number, end: number, next: number): void {
    const { plan } = this;
    if (end === start && (plan.columns > 1 || this.#header)) {
      this.#copy(bytes, start, next);
      return;
    }
    if (this.#header) {
      this.#header = false;
      if (plan.rewrite === undefined) this.#copy(bytes, start, end);
      else this.#rewrite(bytes, start, end, undefined, plan.rewrite);
      this.#text(plan.headerSuffix);
    } else {
      if (plan.rewrite !== undefined && plan.care(this.rows)) {
        this.#rewrite(bytes, start, end, plan.text, plan.rewrite);
      } else this.#copy(bytes, start, end);
      plan.suffix(this.rows, this.#put);
      this.rows++;
    }
    this.#reserve(2);
    for (let p = end; p < next; p++) this.#out[this.#at++] = bytes[p];
  }

  /** Copies a record cell by cell, texts as `rewrite` wants them. */
  #rewrite(
    bytes: Buffer,
    start: number,
    end: number,
    text: readonly boolean[] | undefined,
    rewrite: (text: string) => string,
  ): void {
    let p = start;
    if (text === undefined && bytes[p] === 0xef) {
      this.#copy(bytes, p, p + 3);
      p += 3;
    }
    for (let column = 0; ; column++) {
      const stop = Math.min(end, this.#cellEnd(bytes, p));
      const content = text === undefined || text[column] ? contentOf(bytes, p, stop) : "";
      const wanted = content === "" ? "" : rewrite(content);
      if (wanted !== content) {
        this.#text(csvCell(wanted, String.fromCharCode(this.plan.delimiter)));
        this.rewritten++;
      } else this.#copy(bytes, p, stop);
      if (stop >= end) return;
      this.#copy(bytes, stop, stop + 1);
      p = stop + 1;
    }
  }

  #copy(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#at += bytes.copy(this.#out, this.#at, start, end);
  }

  /** A loop is faster than a call for the few bytes of a label. */
  #bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const out = this.#out;
    let at = this.#at;
    for (let i = 0; i < bytes.length; i++) out[at++] = bytes[i];
    this.#at = at;
  }

  #text(text: string): void {
    this.#reserve(3 * text.length);
    this.#at += this.#out.write(text, this.#at, "utf8");
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#out.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#at + length));
    this.#out.copy(larger, 0, 0, this.#at);
    this.#out = larger;
  }
}

function indexOf(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from);
  return found < 0 ? Number.POSITIVE_INFINITY : found;
}

function contentOf(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== QUOTE) return bytes.toString("utf8", start, end);
  return bytes.toString("utf8", start + 1, end - 1).replaceAll('""', '"');
}

/** A text as a CSV cell, in quotes where it needs them. */
export function csvCell(text: string, delimiter: string): string {
  const plain = text !== "" && !/["\r\n]/.test(text) && !text.includes(delimiter) && text.trim() === text;
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
