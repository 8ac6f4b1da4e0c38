import type { FlowRow } from "./row";

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const ROOM_PER_CELL = 32;
const FLUSH_AT = 1 << 18;
const LARGEST_FAST = 1e12;

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
    for (let i = 0; i < columns; i++) {
      if (i > 0) this.#bytes[this.#at++] = COMMA;
      if (isText[i]) {
        const text = texts[i];
        if (text !== null) this.#text(quoted(text));
      } else this.#number(numbers[i]);
    }
    this.#bytes[this.#at++] = NEWLINE;
    if (this.#at >= FLUSH_AT) this.flush();
  }

  flush(): void {
    if (this.#at === 0) return;
    this.#emit(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  #number(value: number): void {
    if (Number.isNaN(value)) return;
    if (value < 0 || value >= LARGEST_FAST) {
      this.#large(value);
      return;
    }
    const whole = Math.floor(value);
    const rest = Math.round((value - whole) * 1000);
    // Only what is exactly this many thousandths may be written as such.
    if (rest === 1000 || (whole * 1000 + rest) / 1000 !== value) {
      this.#large(value);
      return;
    }
    this.#digits(whole);
    if (rest === 0) return;
    const bytes = this.#bytes;
    bytes[this.#at++] = 0x2e;
    bytes[this.#at++] = 0x30 + ((rest / 100) | 0);
    if (rest % 100 === 0) return;
    bytes[this.#at++] = 0x30 + (((rest / 10) | 0) % 10);
    if (rest % 10 !== 0) bytes[this.#at++] = 0x30 + (rest % 10);
  }

  #digits(value: number): void {
    const bytes = this.#bytes;
    let high = 0;
    let low = value;
    if (value >= 1e9) {
      high = Math.floor(value / 1e9);
      low = value - high * 1e9;
      this.#digits(high);
    }
    let rest = low | 0;
    let length = 1;
    if (high > 0) length = 9;
    else for (let power = 10; length < 10 && rest >= power; power *= 10) length++;
    for (let at = this.#at + length - 1; at >= this.#at; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = 0x30 + (rest - next * 10);
      rest = next;
    }
    this.#at += length;
  }

  /** Numbers out of the ordinary, such as times of damaged records. */
  #large(value: number): void {
    this.#text(String(value));
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

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
