/** A set of whole numbers below `size`, one bit each: a million rows in 125 kB, searched 32 at a time. */
export class Bitset {
  readonly words: Uint32Array;
  #count = 0;

  constructor(readonly size: number) {
    this.words = new Uint32Array((size + 31) >>> 5);
  }

  get count(): number {
    return this.#count;
  }

  has(i: number): boolean {
    return ((this.words[i >>> 5] >>> (i & 31)) & 1) === 1;
  }

  set(i: number, on: boolean): void {
    const bit = 1 << (i & 31);
    const word = this.words[i >>> 5];
    if (((word & bit) !== 0) === on) return;
    this.words[i >>> 5] = word ^ bit;
    this.#count += on ? 1 : -1;
  }

  /** How many members are below `end`. */
  countBelow(end: number): number {
    let count = 0;
    const whole = end >>> 5;
    for (let w = 0; w < whole; w++) count += popcount(this.words[w]);
    if ((end & 31) !== 0) count += popcount(this.words[whole] & ((1 << (end & 31)) - 1));
    return count;
  }
}

function popcount(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * The first number from `from` on that is in `within` (all, when left out) and in none of `without`; −1 when there is
 * none.
 */
export function nextOf(
  size: number,
  from: number,
  within: Bitset | undefined,
  without: readonly Bitset[],
): number {
  if (from >= size) return -1;
  const words = (size + 31) >>> 5;
  for (let w = from >>> 5; w < words; w++) {
    let word = within === undefined ? 0xffffffff : within.words[w];
    for (const set of without) word &= ~set.words[w];
    if (w === from >>> 5) word &= 0xffffffff << (from & 31);
    if (word === 0) continue;
    const found = (w << 5) + (31 - Math.clz32(word & -word));
    return found < size ? found : -1;
  }
  return -1;
}

/** The last number up to `from` that is in `within`; −1 when there is none. */
export function previousOf(from: number, within: Bitset | undefined): number {
  if (from < 0) return -1;
  if (within === undefined) return from;
  for (let w = from >>> 5; w >= 0; w--) {
    let word = within.words[w];
    if (w === from >>> 5) word &= 0xffffffff >>> (31 - (from & 31));
    if (word !== 0) return (w << 5) + (31 - Math.clz32(word));
  }
  return -1;
}
