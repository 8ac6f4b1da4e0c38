/** Numbers at the beginning of a row that hold the flow's key: 16 words of 32 bits, one line of the cache. */
export const KEY_NUMBERS = 8;

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
