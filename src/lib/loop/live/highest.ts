import { cover, FANOUT } from "./cover";

/** Values of a row of the lowest level up, in one typed array a level. */
interface Level {
  values: Float32Array;
  rows: number;
}

/**
 * The highest value of each of some fixed quantities over any stretch of a growing series of rows: what a heat map
 * needs at any zoom. Like {@link Pyramid}, for many series at once and maxima only; four bytes a value.
 */
export class Highest {
  readonly width: number;
  readonly #levels: Level[];

  /** `width`: values of a row. */
  constructor(width: number) {
    this.width = width;
    this.#levels = [this.#level()];
  }

  get length(): number {
    return this.#levels[0].rows;
  }

  push(row: ArrayLike<number>): void {
    let next: ArrayLike<number> = row;
    for (let k = 0; ; k++) {
      const level = this.#levels[k];
      this.#append(level, next);
      if (level.rows % FANOUT !== 0) return;
      const merged = new Float32Array(this.width).fill(Number.NaN);
      for (let r = level.rows - FANOUT; r < level.rows; r++) this.#merge(merged, 0, level, r);
      next = merged;
      if (k + 1 === this.#levels.length) this.#levels.push(this.#level());
    }
  }

  /** Writes the highest values of the rows from..to (exclusive) into `target` at `at`; NaN for none. */
  into(target: Float32Array, at: number, from: number, to: number): void {
    target.fill(Number.NaN, at, at + this.width);
    cover(from, Math.min(to, this.length), (k, row) => this.#merge(target, at, this.#levels[k], row));
  }

  #level(): Level {
    return { values: new Float32Array(this.width * 16), rows: 0 };
  }

  #append(level: Level, row: ArrayLike<number>): void {
    const at = level.rows * this.width;
    if (at + this.width > level.values.length) {
      const larger = new Float32Array(Math.max(level.values.length * 2, this.width));
      larger.set(level.values);
      level.values = larger;
    }
    for (let f = 0; f < this.width; f++) level.values[at + f] = row[f] ?? Number.NaN;
    level.rows++;
  }

  #merge(target: Float32Array, at: number, level: Level, row: number): void {
    const from = row * this.width;
    for (let f = 0; f < this.width; f++) {
      const value = level.values[from + f];
      // Also true where the target is still NaN.
      if (!(target[at + f] >= value) && !Number.isNaN(value)) target[at + f] = value;
    }
  }
}
