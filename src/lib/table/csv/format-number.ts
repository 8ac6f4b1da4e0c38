import { EXACT_POWERS } from "./decimal";

const DOT = 46;
const ZERO = 48;
const MINUS = 45;

/**
 * Writes a number into the bytes at `at` and returns the position behind it: as `String(value)` does, or as Python
 * does (`float`), or with a fixed number of decimals. Needs at most 350 bytes.
 */
export function writeNumber(
  bytes: Buffer,
  at: number,
  value: number,
  float: boolean,
  decimals: number | undefined,
): number {
  if (decimals !== undefined && Number.isFinite(value)) {
    return at + bytes.write(value.toFixed(decimals), at, "latin1");
  }
  const size = Math.abs(value);
  if (size < 1e15 && (size >= 1e-4 || value === 0) && !Object.is(value, -0)) {
    let p = at;
    if (value < 0) bytes[p++] = MINUS;
    const whole = Math.floor(size);
    if (whole === size) {
      p = writeWhole(bytes, p, whole);
      if (!float) return p;
      bytes[p++] = DOT;
      bytes[p++] = ZERO;
      return p;
    }
    // A decimal of at most 15 digits that reads back as this number is its shortest one. The digits behind the point
    // are those of one whole number, so one multiplication finds them and one division proves them.
    const scale = 15 - digitCount(whole);
    const scaled = Math.round(size * EXACT_POWERS[scale]);
    if (scaled / EXACT_POWERS[scale] === size) {
      const fraction = scaled - whole * EXACT_POWERS[scale];
      p = writeWhole(bytes, p, whole);
      bytes[p++] = DOT;
      return writeFraction(bytes, p, fraction, scale);
    }
  }
  return at + bytes.write(numberText(value, float), at, "latin1");
}

/** The text of any number; infinite ones as pandas and Polars write them. */
export function numberText(value: number, float: boolean): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return float ? "-0.0" : "-0";
  return float ? pythonText(value) : String(value);
}

/** Python's repr of a float: the same digits as JavaScript's, other exponents. */
function pythonText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    const [digits, exponent] = value.toExponential().split("e");
    const power = Math.abs(Number(exponent));
    return `${digits}e${exponent.startsWith("-") ? "-" : "+"}${power < 10 ? "0" : ""}${power}`;
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Digits of a whole number below 10^15, at least one. */
function digitCount(whole: number): number {
  let count = 1;
  while (count < 15 && whole >= EXACT_POWERS[count]) count++;
  return count;
}

function writeWhole(bytes: Buffer, at: number, whole: number): number {
  if (whole < 10) {
    bytes[at] = ZERO + whole;
    return at + 1;
  }
  const count = digitCount(whole);
  writeDigits(bytes, at, whole, count);
  return at + count;
}

/** `count` digits of a number below 10^15, zeros in front. */
function writeDigits(bytes: Buffer, at: number, whole: number, count: number): void {
  let p = at + count - 1;
  let rest = whole;
  if (rest > 999_999_999) {
    const upper = Math.floor(rest / 1e8);
    let low = (rest - upper * 1e8) | 0;
    rest = upper;
    for (let k = 0; k < 8; k++) {
      const next = (low / 10) | 0;
      bytes[p--] = ZERO + low - next * 10;
      low = next;
    }
  }
  let small = rest | 0;
  while (p >= at) {
    const next = (small / 10) | 0;
    bytes[p--] = ZERO + small - next * 10;
    small = next;
  }
}

/** Digits behind the point, without zeros at the end. */
function writeFraction(bytes: Buffer, at: number, fraction: number, scale: number): number {
  writeDigits(bytes, at, fraction, scale);
  let end = at + scale;
  while (bytes[end - 1] === ZERO) end--;
  return end;
}
