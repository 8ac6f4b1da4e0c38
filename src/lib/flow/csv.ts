import type { FlowRow } from "./row";

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const POINT = 0x2e;
const ZERO = 0x30;
const ROOM_PER_CELL = 32;
const FLUSH_AT = 1 << 18;
/** Below this, a number times 1000 is still counted exactly. */
const LARGEST_FRACTION = 9e12;
const BILLION = 1_000_000_000;

/**
 * Writes rows as CSV bytes, without making a text of every number: whole numbers and thousandths, which is all that
 * flow columns hold, go digit by digit into one buffer. Missing cells are blank.
 */
export class CsvWriter {
  readonly #emit: (bytes: Uint8Array) => void;
  #bytes: Uint8Array;
  #at = 0;

  /** @param emit takes finished bytes; they are valid until it returns */
  constructor(emit: (bytes: Uint8Array) => void) {
    this.#emit = emit;
    this.#bytes = new Uint8Array(FLUSH_AT + (1 << 16));
  }

  header(names: readonly string[]): void {
    this.#text(`${names.map(quoted).join(",")}\n`);
  }

  row(row: FlowRow): void {
    const { numbers, texts, isText } = row;
    const columns = numbers.length;
    this.#reserve(columns * ROOM_PER_CELL);
    let bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < columns; i++) {
      if (i > 0) bytes[at++] = COMMA;
      if (isText[i]) {
        const text = texts[i];
        if (text === null) continue;
        this.#at = at;
        this.#text(quoted(text));
        // A long text may have moved what was written before it on.
        this.#reserve((columns - i) * ROOM_PER_CELL);
        bytes = this.#bytes;
        at = this.#at;
        continue;
      }
      const value = numbers[i];
      if (Number.isNaN(value)) continue;
      const next = writeNumber(bytes, at, value);
      if (next < 0) {
        this.#at = at;
        this.#text(String(value));
        at = this.#at;
      } else at = next;
    }
    bytes[at++] = NEWLINE;
    this.#at = at;
    if (at >= FLUSH_AT) this.flush();
  }

  flush(): void {
    if (this.#at === 0) return;
    this.#emit(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  #text(text: string): void {
    this.#reserve(text.length * 3);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.#at += new TextEncoder().encodeInto(text, bytes.subarray(this.#at)).written;
        return;
      }
      bytes[at++] = code;
    }
    this.#at = at;
  }

  #reserve(room: number): void {
    if (this.#at + room <= this.#bytes.length) return;
    this.flush();
    if (room > this.#bytes.length) this.#bytes = new Uint8Array(2 * room);
  }
}

/** Writes a number that is whole or made of thousandths, and returns the position behind it; -1 for any other. */
function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  if ((value | 0) === value && value >= 0) return writeWhole(bytes, at, value);
  if (!(value >= 0 && value < Number.MAX_SAFE_INTEGER)) return -1;
  const whole = Math.floor(value);
  const rest = Math.round((value - whole) * 1000);
  if (rest === 0) return whole === value ? writeLarge(bytes, at, whole) : -1;
  // Only what is exactly this many thousandths may be written as such.
  if (value >= LARGEST_FRACTION || rest === 1000 || (whole * 1000 + rest) / 1000 !== value) return -1;
  let end = writeLarge(bytes, at, whole);
  bytes[end++] = POINT;
  bytes[end++] = ZERO + ((rest / 100) | 0);
  if (rest % 100 === 0) return end;
  bytes[end++] = ZERO + (((rest / 10) | 0) % 10);
  if (rest % 10 !== 0) bytes[end++] = ZERO + (rest % 10);
  return end;
}

/** A whole number below 2^53. */
function writeLarge(bytes: Uint8Array, at: number, value: number): number {
  if (value < BILLION) return writeWhole(bytes, at, value | 0);
  const high = Math.floor(value / BILLION);
  const start = writeWhole(bytes, at, high);
  let rest = (value - high * BILLION) | 0;
  for (let digit = start + 8; digit >= start; digit--) {
    const next = (rest / 10) | 0;
    bytes[digit] = ZERO + rest - next * 10;
    rest = next;
  }
  return start + 9;
}

/** A whole number below 2^31. */
function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  let end = at + 2;
  for (let power = 100; power <= value; power *= 10) end++;
  let rest = value;
  for (let digit = end - 1; digit >= at; digit--) {
    const next = (rest / 10) | 0;
    bytes[digit] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
