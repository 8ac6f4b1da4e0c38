/** Columns that number the rows of one experiment; where the number falls, the next experiment starts. */
export const INDEX_COLUMNS: readonly string[] = ["", "Unnamed: 0", "index", "second"];

/**
 * The segment of each row, counted from 0, told by an index that starts again: a new segment begins where the index
 * is not greater than in the row before. Gaps (rows that were dropped) and missing index cells do not begin one.
 *
 * @example
 * [...table.segmentsOfIndex([0, 1, 3, 0, 1])] //=> [0, 0, 0, 1, 1]
 */
export function segmentsOfIndex(index: ArrayLike<number>): Int32Array {
  const segments = new Int32Array(index.length);
  let segment = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < segments.length; i++) {
    if (index[i] <= last) segment++;
    if (!Number.isNaN(index[i])) last = index[i];
    segments[i] = segment;
  }
  return segments;
}
