const NONE = -1;

/** Rows in the order in which they were last touched: a doubly linked list in two typed arrays. */
export class Recency {
  /** Least recently touched row, -1 when there is none. */
  oldest = NONE;
  #newest = NONE;
  #older: Int32Array;
  #newer: Int32Array;

  constructor(rows: number) {
    this.#older = new Int32Array(rows);
    this.#newer = new Int32Array(rows);
  }

  grow(rows: number): void {
    const older = new Int32Array(rows);
    older.set(this.#older);
    this.#older = older;
    const newer = new Int32Array(rows);
    newer.set(this.#newer);
    this.#newer = newer;
  }

  /** A new row, touched now. */
  add(row: number): void {
    const newest = this.#newest;
    this.#older[row] = newest;
    this.#newer[row] = NONE;
    if (newest === NONE) this.oldest = row;
    else this.#newer[newest] = row;
    this.#newest = row;
  }

  touch(row: number): void {
    if (row === this.#newest) return;
    this.remove(row);
    this.add(row);
  }

  remove(row: number): void {
    const older = this.#older[row];
    const newer = this.#newer[row];
    if (older === NONE) this.oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }
}
