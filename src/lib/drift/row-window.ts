import { whole } from "./checks";
import { packFloats, unpackFloats } from "./pack";

/** The JSON state of a {@link RowWindow}. */
export interface RowWindowState {
  readonly values: string;
  readonly position: number;
  readonly filled: number;
}

/** The last rows of a stream, feature after feature, in a ring: a new row takes the place of the oldest. */
export class RowWindow {
  readonly width: number;
  readonly capacity: number;
  /** Feature f stands at [f · capacity, (f + 1) · capacity). */
  readonly values: Float64Array;
  /** The slot the next row takes; in a full window that of the oldest row. */
  position = 0;
  filled = 0;

  constructor(width: number, capacity: number) {
    this.width = width;
    this.capacity = capacity;
    this.values = new Float64Array(width * capacity);
  }

  get full(): boolean {
    return this.filled === this.capacity;
  }

  push(row: ArrayLike<number>): void {
    for (let f = 0, slot = this.position; f < this.width; f++, slot += this.capacity)
      this.values[slot] = row[f];
    this.position = this.position + 1 === this.capacity ? 0 : this.position + 1;
    if (this.filled < this.capacity) this.filled++;
  }

  /** Fills the window with the last rows of a block (column after column), oldest first. */
  fillFrom(block: Float64Array, rows: number): void {
    const row = new Float64Array(this.width);
    for (let i = Math.max(0, rows - this.capacity); i < rows; i++) {
      for (let f = 0; f < this.width; f++) row[f] = block[f * rows + i];
      this.push(row);
    }
  }

  /** The rows as a block, column after column, in no particular order; the ring itself when it is full. */
  block(): Float64Array {
    if (this.full) return this.values;
    const part = new Float64Array(this.width * this.filled);
    for (let f = 0; f < this.width; f++) {
      const from = f * this.capacity;
      part.set(this.values.subarray(from, from + this.filled), f * this.filled);
    }
    return part;
  }

  /** One feature's values, oldest first. */
  column(f: number): Float64Array {
    const column = new Float64Array(this.filled);
    const oldest = this.full ? this.position : 0;
    for (let i = 0; i < this.filled; i++) {
      column[i] = this.values[f * this.capacity + ((oldest + i) % this.capacity)];
    }
    return column;
  }

  /** Forgets all but the newest rows. */
  keepLast(count: number): void {
    const columns = Array.from({ length: this.width }, (_, f) => this.column(f).slice(-count));
    this.filled = columns[0].length;
    this.position = this.filled === this.capacity ? 0 : this.filled;
    for (const [f, column] of columns.entries()) this.values.set(column, f * this.capacity);
  }

  toJSON(): RowWindowState {
    return { values: packFloats(this.values), position: this.position, filled: this.filled };
  }

  static restore(state: RowWindowState, width: number, capacity: number): RowWindow {
    const window = new RowWindow(width, capacity);
    window.values.set(unpackFloats(state?.values, width * capacity, "window"));
    window.position = whole("position", state.position, 0, capacity - 1);
    window.filled = whole("filled", state.filled, 0, capacity);
    return window;
  }
}

/** The values of a column that are there, sorted. */
export function sortedValues(column: Float64Array): Float64Array {
  return column.filter((v) => !Number.isNaN(v)).sort();
}
