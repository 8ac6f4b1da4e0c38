/** Numbers at the beginning of a row that hold the flow's key: 16 words of 32 bits, one line of the cache. */
export const KEY_NUMBERS = 8;

/** State that every flow has, behind its key and before that of the feature groups. */
export const FIRST = KEY_NUMBERS;
export const LAST = FIRST + 1;
export const FIRST_OF = FIRST + 2;
export const LAST_OF = FIRST + 4;
export const PACKETS = FIRST + 6;
export const BYTES = FIRST + 8;
/** FIN bits by direction (1, 2), and 4 for RST. */
export const CLOSING = FIRST + 10;
export const CLOSED_AT = FIRST + 11;
/** Time of the packet before, per direction, in the order of the capture. */
export const PREVIOUS_OF = FIRST + 12;
export const VLAN = FIRST + 14;
export const CORE = FIRST + 15;

/**
 * The memory of the flows: one row of numbers each, in one piece, so that all of a flow lies in one or two pages and
 * side by side. The same memory is seen as 64-bit numbers (the state) and as 32-bit words (the key).
 */
export class Rows {
  state: Float64Array;
  words: Int32Array;
  /** Numbers in a row, a multiple of 8: rows begin with a line of the cache. */
  readonly stride: number;
  count: number;

  constructor(count: number, numbers: number) {
    this.stride = (numbers + 7) & ~7;
    this.count = count;
    this.state = new Float64Array(count * this.stride);
    this.words = new Int32Array(this.state.buffer);
  }

  grow(count: number): void {
    const state = new Float64Array(count * this.stride);
    state.set(this.state);
    this.state = state;
    this.words = new Int32Array(state.buffer);
    this.count = count;
  }
}

/** Where each item begins when they are laid out one behind the other, and where the last one ends. */
export function offsets<T>(
  start: number,
  items: readonly T[],
  size: (item: T) => number,
): { at: number[]; end: number } {
  const at: number[] = [];
  let end = start;
  for (const item of items) {
    at.push(end);
    end += size(item);
  }
  return { at, end };
}
