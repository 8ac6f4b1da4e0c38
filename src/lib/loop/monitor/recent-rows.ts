import type { Table } from "../../table";

/** New rows kept beside those of the reference. */
const MOST = 1000;

/** The inputs of the reference and of the newest rows, row after row. */
export class RecentRows {
  readonly #features: number;
  readonly #reference: Float64Array;
  readonly #recent: Float64Array;
  #taken = 0;

  constructor(reference: Table, features: readonly string[]) {
    const columns = features.map((name) => reference.numbers(name));
    this.#features = features.length;
    this.#reference = new Float64Array(reference.length * features.length);
    for (let i = 0, at = 0; i < reference.length; i++) {
      for (const column of columns) this.#reference[at++] = column[i];
    }
    this.#recent = new Float64Array(MOST * features.length);
  }

  push(row: Float64Array): void {
    this.#recent.set(row, (this.#taken++ % MOST) * this.#features);
  }

  /** All of them, in no order. */
  rows(): Float64Array {
    const newest = this.#recent.subarray(0, Math.min(this.#taken, MOST) * this.#features);
    const all = new Float64Array(this.#reference.length + newest.length);
    all.set(this.#reference);
    all.set(newest, this.#reference.length);
    return all;
  }
}
