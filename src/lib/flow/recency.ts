const NONE = -1;
/** Links of a row: the one touched before it, and the one touched after it. */
const OLDER = 0;
const NEWER = 1;

/** Rows in the order in which they were last touched: a doubly linked list in a typed array. */
export class Recency {
  /** Least recently touched row, -1 when there is none. */
  oldest = NONE;
  #newest = NONE;
  #links: Int32Array;

  constructor(rows: number) {
    this.#links = new Int32Array(2 * rows);
  }

  grow(rows: number): void {
    const links = new Int32Array(2 * rows);
    links.set(this.#links);
    this.#links = links;
  }

  /** The row that was touched next after this one, -1 for the newest. */
  after(row: number): number {
    return this.#links[2 * row + NEWER];
  }

  /** A new row, touched now. */
  add(row: number): void {
    const links = this.#links;
    const newest = this.#newest;
    links[2 * row + OLDER] = newest;
    links[2 * row + NEWER] = NONE;
    if (newest === NONE) this.oldest = row;
    else links[2 * newest + NEWER] = row;
    this.#newest = row;
  }

  touch(row: number): void {
    if (row === this.#newest) return;
    this.remove(row);
    this.add(row);
  }

  remove(row: number): void {
    const links = this.#links;
    const older = links[2 * row + OLDER];
    const newer = links[2 * row + NEWER];
    if (older === NONE) this.oldest = newer;
    else links[2 * older + NEWER] = newer;
    if (newer === NONE) this.#newest = older;
    else links[2 * newer + OLDER] = older;
  }

  /** Reads the links that touching the row will need; see FlowTable.prepare. */
  read(row: number): number {
    const links = this.#links;
    const older = links[2 * row + OLDER];
    const newer = links[2 * row + NEWER];
    return (older === NONE ? 0 : links[2 * older]) + (newer === NONE ? 0 : links[2 * newer]);
  }
}
