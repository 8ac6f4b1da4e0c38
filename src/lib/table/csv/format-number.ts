import { EXACT_POWERS } from "./decimal";
import { type ShortestDigits, shortestDigits } from "./shortest";

const DOT = 46;
const ZERO = 48;
const MINUS = 45;
/** The two digits of 0 to 99. */
const TENS = Uint8Array.from({ length: 100 }, (_, k) => ZERO + Math.floor(k / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, k) => ZERO + (k % 10));

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
  // Most counters: whole numbers of 31 bits. Zero goes the longer way, which knows its sign.
  const small = value | 0;
  if (small === value && small > 0 && !float) {
    const count = digitCount(small);
    writeSmall(bytes, at, small, count);
    return at + count;
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
    return writeBroken(bytes, p, size, whole) || writeText(bytes, at, value, float);
  }
  return writeText(bytes, at, value, float);
}

const found: ShortestDigits = { upper: 0, lower: 0, count: 16 };

/** A number from 1e-4 to 1e15 with digits behind the point; 0 if it needs the engine's own routine. */
function writeBroken(bytes: Buffer, at: number, size: number, whole: number): number {
  // A decimal of at most 15 digits that reads back as this number is its shortest one. Its digits are those of one
  // whole number, so one multiplication finds them and one division proves them.
  const places = whole > 0 ? digitCount(whole) : -leadingZeros(size);
  const scale = 15 - places;
  const scaled = Math.round(size * EXACT_POWERS[scale]);
  if (scaled / EXACT_POWERS[scale] === size) {
    const fraction = whole === 0 ? scaled : scaled - whole * EXACT_POWERS[scale];
    const p = whole === 0 ? writePoint(bytes, at, -places) : writeWhole(bytes, at, whole);
    if (whole > 0) bytes[p] = DOT;
    return writeFraction(bytes, whole === 0 ? p : p + 1, fraction, whole === 0 ? 15 : scale);
  }
  if (!shortestDigits(size, places, found)) return 0;
  if (places <= 0) {
    const p = writePoint(bytes, at, -places);
    writeSmall(bytes, p, found.upper, found.count - 8);
    writeSmall(bytes, p + found.count - 8, found.lower, 8);
    return p + found.count;
  }
  // The digits one place to the right, then those before the point back to the left.
  writeSmall(bytes, at + 1, found.upper, found.count - 8);
  writeSmall(bytes, at + found.count - 7, found.lower, 8);
  for (let i = 0; i < places; i++) bytes[at + i] = bytes[at + i + 1];
  bytes[at + places] = DOT;
  return at + found.count + 1;
}

/** `0.` and zeros. */
function writePoint(bytes: Buffer, at: number, zeros: number): number {
  bytes[at] = ZERO;
  bytes[at + 1] = DOT;
  for (let i = 0; i < zeros; i++) bytes[at + 2 + i] = ZERO;
  return at + 2 + zeros;
}

/** Zeros between the point and the first digit of a number from 1e-4 to 1. */
function leadingZeros(size: number): number {
  return size >= 0.1 ? 0 : size >= 0.01 ? 1 : size >= 0.001 ? 2 : 3;
}

function writeText(bytes: Buffer, at: number, value: number, float: boolean): number {
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
  if (whole < 1e5) return whole < 1e2 ? (whole < 1e1 ? 1 : 2) : whole < 1e3 ? 3 : whole < 1e4 ? 4 : 5;
  if (whole < 1e10) return whole < 1e7 ? (whole < 1e6 ? 6 : 7) : whole < 1e8 ? 8 : whole < 1e9 ? 9 : 10;
  return whole < 1e12 ? (whole < 1e11 ? 11 : 12) : whole < 1e13 ? 13 : whole < 1e14 ? 14 : 15;
}

function writeWhole(bytes: Buffer, at: number, whole: number): number {
  const count = digitCount(whole);
  writeDigits(bytes, at, whole, count);
  return at + count;
}

/** `count` digits of a number below 10^15, zeros in front. */
function writeDigits(bytes: Buffer, at: number, whole: number, count: number): void {
  if (whole <= 999_999_999) {
    writeSmall(bytes, at, whole | 0, count);
    return;
  }
  const upper = Math.floor(whole / 1e8);
  writeSmall(bytes, at, upper | 0, count - 8);
  writeSmall(bytes, at + count - 8, (whole - upper * 1e8) | 0, 8);
}

/** The same below 10^9, two digits at a time. */
function writeSmall(bytes: Buffer, at: number, whole: number, count: number): void {
  let p = at + count;
  let rest = whole;
  while (p - at >= 2) {
    const next = (rest / 100) | 0;
    const pair = rest - next * 100;
    rest = next;
    bytes[--p] = ONES[pair];
    bytes[--p] = TENS[pair];
  }
  if (p > at) bytes[at] = ZERO + rest;
}

/** Digits behind the point, without zeros at the end. */
function writeFraction(bytes: Buffer, at: number, fraction: number, scale: number): number {
  writeDigits(bytes, at, fraction, scale);
  let end = at + scale;
  while (bytes[end - 1] === ZERO) end--;
  return end;
}
