export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const PERCENT = 37;
export const COMMA = 44;

/** Negative powers by division: 10^0 … 10^22 are exact doubles, so mantissa / power is correctly rounded. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Below 2^53 every step of building the mantissa was exact. */
const EXACT = 9007199254740992;

/**
 * Reads decimal numbers out of bytes without making strings. `position` moves behind what was read; correctly
 * rounded, as `Number()` is.
 */
export class NumberScanner {
  position = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly end: number = bytes.length,
  ) {}

  /** The number that starts at `position`; NaN, and `position` unmoved, when there is none. */
  read(): number {
    const { bytes, end } = this;
    const start = this.position;
    let p = start;
    let c = p < end ? bytes[p] : 0;
    const negative = c === 45;
    if (negative || c === 43) c = ++p < end ? bytes[p] : 0;
    const first = p;
    let mantissa = 0;
    while (c >= 48 && c <= 57) {
      mantissa = mantissa * 10 + (c - 48);
      c = ++p < end ? bytes[p] : 0;
    }
    let digits = p - first;
    let decimals = 0;
    if (c === 46) {
      const point = p;
      c = ++p < end ? bytes[p] : 0;
      while (c >= 48 && c <= 57) {
        mantissa = mantissa * 10 + (c - 48);
        c = ++p < end ? bytes[p] : 0;
      }
      decimals = p - point - 1;
      digits += decimals;
    }
    if (digits === 0) return Number.NaN;
    let exponent = false;
    if (c === 101 || c === 69) {
      const mark = p;
      c = ++p < end ? bytes[p] : 0;
      if (c === 45 || c === 43) c = ++p < end ? bytes[p] : 0;
      while (c >= 48 && c <= 57) {
        exponent = true;
        c = ++p < end ? bytes[p] : 0;
      }
      if (!exponent) p = mark;
    }
    this.position = p;
    if (exponent || mantissa >= EXACT || decimals > 22) return Number(ascii(bytes, start, p));
    const value = decimals === 0 ? mantissa : mantissa / POWERS[decimals];
    return negative ? -value : value;
  }
}

/** The number that fills bytes[start, end) but for blanks around it; NaN when it does not. */
export function numberIn(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  const scanner = new NumberScanner(bytes, end);
  scanner.position = start;
  const value = scanner.read();
  return scanner.position === end ? value : Number.NaN;
}

/** A space, a tab or a carriage return: what may stand around a field or at the end of a line. */
export function isBlank(c: number): boolean {
  return c === SPACE || c === 9 || c === RETURN;
}

/** Bytes as text, one character a byte. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Text of a name or header: UTF-8 when it is, else latin-1, as the original reads it. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return ascii(bytes, 0, bytes.length);
  }
}

/** A Float64Array that grows by doubling; new cells are NaN. */
export class GrowingColumn {
  cells: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.cells = new Float64Array(Math.max(1, capacity));
  }

  push(value: number): void {
    if (this.length === this.cells.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.cells);
      this.cells = wider;
    }
    this.cells[this.length++] = value;
  }

  /** The cells so far, in an array of their own length. */
  finish(): Float64Array {
    return this.cells.slice(0, this.length);
  }
}
