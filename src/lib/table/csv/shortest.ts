import { EXACT_POWERS, productError } from "./decimal";

/** What {@link shortestDigits} found: the digits are those of `upper`·10^8 + `lower`, `count` of them. */
export interface ShortestDigits {
  upper: number;
  lower: number;
  count: 16 | 17;
}

const bits = new Uint32Array(2);
const double = new Float64Array(bits.buffer);
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const LOW = 1 - HIGH;

/**
 * The shortest digits that read back as `size`, the nearest ones if there are several, for a number from 1e-4 to 1e15
 * that no decimal of 15 digits gives. `places` is the power of ten of its first digit plus one: 3 for 123.4, 0 for
 * 0.123, -1 for 0.0123. Returns false where a tie or a power of two would need more care than is taken here.
 *
 * A decimal reads back as `size` when it lies within half a unit in the last place of it (G. L. Steele and J. L. White,
 * "How to print floating-point numbers accurately", 1990). The powers of ten needed are doubles themselves, so
 * `size`·10^k is known exactly as the sum of two doubles (T. J. Dekker, 1971), and its distance from the next whole
 * number is small enough for one.
 */
export function shortestDigits(size: number, places: number, found: ShortestDigits): boolean {
  double[0] = size;
  const high = bits[HIGH];
  if (bits[LOW] === 0 && (high & 0xfffff) === 0) return false;
  // Half a unit in the last place: 2^(exponent - 53).
  bits[LOW] = 0;
  bits[HIGH] = (high & 0x7ff00000) - (53 << 20);
  const half = double[0];

  // 16 digits, if the nearest such decimal reads back.
  let power = EXACT_POWERS[16 - places];
  let product = size * power;
  let whole = Math.floor(product);
  let rest = product - whole + productError(size, power, product);
  let nearest = Math.floor(rest + 0.5);
  const distance = Math.abs(rest - nearest);
  const reach = half * power;
  if (Math.abs(distance - reach) < DOUBT || 0.5 - distance < DOUBT) return false;
  found.count = 16;
  if (distance > reach) {
    // 17 always do, and the nearest is the one.
    power = EXACT_POWERS[17 - places];
    product = size * power;
    whole = Math.floor(product);
    rest = product - whole + productError(size, power, product);
    nearest = Math.floor(rest + 0.5);
    if (0.5 - Math.abs(rest - nearest) < DOUBT) return false;
    found.count = 17;
  }
  // A product of 30 bits and 10^8 = 2^8·390625 fits a double, so nothing is rounded here.
  let upper = Math.floor(whole / 1e8);
  let lower = whole - upper * 1e8 + nearest;
  if (lower < 0) {
    upper--;
    lower += 1e8;
  } else if (lower >= 1e8) {
    upper++;
    lower -= 1e8;
  }
  found.upper = upper | 0;
  found.lower = lower | 0;
  return true;
}

/** More than what the sum of the two parts of a product can be off by. */
const DOUBT = 1e-9;
