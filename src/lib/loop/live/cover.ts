/** Buckets of a level in one of the next. */
export const FANOUT = 4;

/**
 * Covers the places `from` (inclusive) to `end` (exclusive) with as few buckets as there are: `visit` gets the level
 * and the number of each bucket in it, from left to right.
 */
export function cover(from: number, end: number, visit: (level: number, at: number) => void): void {
  let level = 0;
  let size = 1;
  let i = Math.max(0, from);
  while (i < end) {
    // Up while the next level's bucket begins here and does not reach too far; down when it does.
    while (i % (size * FANOUT) === 0 && i + size * FANOUT <= end) {
      size *= FANOUT;
      level++;
    }
    while (i + size > end) {
      size /= FANOUT;
      level--;
    }
    visit(level, i / size);
    i += size;
  }
}
