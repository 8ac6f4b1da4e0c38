/** Powers of ten that a double holds exactly. */
export const EXACT_POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

const DOT = 46;
const MINUS = 45;
const PLUS = 43;

/**
 * The number that the bytes [start, end) spell in decimal notation, blanks around it allowed; NaN when they spell
 * none. Always the same double as `Number(text)`. Hexadecimal and `_` are text; `inf` and `Infinity` are numbers, as
 * pandas, Polars and JavaScript write them.
 */
export function parseDecimal(bytes: Buffer, start: number, end: number): number {
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  let p = start;
  let negative = false;
  if (p < end && (bytes[p] === MINUS || bytes[p] === PLUS)) negative = bytes[p++] === MINUS;

  // Up to 19 significant digits as high·10^k + low, both below 10^10 and so exact.
  let high = 0;
  let low = 0;
  let lowScale = 1;
  let significant = 0;
  let digits = 0;
  let point = -1;
  for (; p < end; p++) {
    const digit = bytes[p] - 48;
    if (digit >= 0 && digit <= 9) {
      digits++;
      if (significant > 0 || digit !== 0) significant++;
      if (significant <= 10) high = high * 10 + digit;
      else if (significant <= 19) {
        low = low * 10 + digit;
        lowScale *= 10;
      }
    } else if (bytes[p] === DOT && point < 0) point = digits;
    else break;
  }
  if (digits === 0) return infinity(bytes, p, end, negative);
  let exponent = point < 0 ? 0 : point - digits;
  if (p < end) {
    const written = exponentAt(bytes, p, end);
    if (Number.isNaN(written)) return Number.NaN;
    exponent += written;
  }

  if (significant <= 19 && exponent >= -22 && exponent <= 22) {
    const value = scale(high, lowScale, low, exponent);
    if (!Number.isNaN(value)) return negative ? -value : value;
  }
  return Number(bytes.toString("latin1", start, end));
}

/** The exponent that [at, end) spells, `e` and all; NaN when it spells none. */
function exponentAt(bytes: Buffer, at: number, end: number): number {
  if ((bytes[at] | 32) !== 101) return Number.NaN;
  let p = at + 1;
  let sign = 1;
  if (p < end && (bytes[p] === MINUS || bytes[p] === PLUS)) sign = bytes[p++] === MINUS ? -1 : 1;
  if (p === end) return Number.NaN;
  let value = 0;
  for (; p < end; p++) {
    const digit = bytes[p] - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = Math.min(value * 10 + digit, 100_000);
  }
  return sign * value;
}

/**
 * (high·lowScale + low)·10^exponent, rightly rounded, or NaN when this arithmetic cannot tell which of two doubles.
 * Below 2^53 one exact product or quotient does (W. D. Clinger, "How to read floating point numbers accurately",
 * 1990). Above, the quotient's error is computed exactly (T. J. Dekker, "A floating-point technique for extending the
 * available precision", 1971) and added back.
 */
function scale(high: number, lowScale: number, low: number, exponent: number): number {
  const top = high * lowScale;
  const sum = top + low;
  if (sum < 9007199254740992) {
    return exponent < 0 ? sum / EXACT_POWERS[-exponent] : sum * EXACT_POWERS[exponent];
  }
  if (exponent > 0) return Number.NaN;
  // high < 10^10 and lowScale ≤ 10^9 make a product of up to 64 bits: split it exactly too.
  const topError = productError(high, lowScale, top);
  const rest = low - (sum - top) + topError;
  const power = EXACT_POWERS[-exponent];
  const quotient = sum / power;
  const product = quotient * power;
  const remainder = sum - product - productError(quotient, power, product) + rest;
  const correction = remainder / power;
  // The remainder's own rounding is far below this bound; if it could matter, say so instead of guessing.
  const doubt = quotient * 2 ** -90;
  const value = quotient + (correction - doubt);
  return value === quotient + (correction + doubt) ? value : Number.NaN;
}

/** a·b − product, exactly, where product is a·b rounded (Dekker, with Veltkamp's split). */
export function productError(a: number, b: number, product: number): number {
  const aBig = a * 134217729;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = b * 134217729;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function infinity(bytes: Buffer, at: number, end: number, negative: boolean): number {
  if (end - at !== 3 && end - at !== 8) return Number.NaN;
  const word = bytes.toString("latin1", at, end).toLowerCase();
  if (word !== "inf" && word !== "infinity") return Number.NaN;
  return negative ? -Infinity : Infinity;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}
