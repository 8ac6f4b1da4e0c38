/** The range of every column of a block, and how many of its values are missing. */
export class ColumnRanges {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly missing: Int32Array;

  constructor(columns: number) {
    this.low = new Float64Array(columns);
    this.high = new Float64Array(columns);
    this.missing = new Int32Array(columns);
  }

  /** Measures a block, column after column; its length tells the number of rows. */
  measure(block: Float64Array): this {
    const columns = this.low.length;
    const rows = columns === 0 ? 0 : block.length / columns;
    for (let f = 0; f < columns; f++) this.measureColumn(f, block, f * rows, (f + 1) * rows);
    return this;
  }

  /** Measures column f alone: block[from, to). */
  measureColumn(f: number, block: Float64Array, from: number, to: number): void {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let missing = 0;
    let i = from;
    while (i < to) {
      // Few values widen the range. Four that do not are passed by one branch that is nearly always taken, and a
      // missing one fails the same test: this takes half the time of a test on every value.
      for (; i + 4 <= to; i += 4) {
        const a = block[i];
        const b = block[i + 1];
        const c = block[i + 2];
        const d = block[i + 3];
        const within =
          a >= low && a <= high && b >= low && b <= high && c >= low && c <= high && d >= low && d <= high;
        if (!within) break;
      }
      for (const end = Math.min(i + 4, to); i < end; i++) {
        const v = block[i];
        if (v < low) low = v;
        if (v > high) high = v;
        if (Number.isNaN(v)) missing++;
      }
    }
    this.low[f] = low;
    this.high[f] = high;
    this.missing[f] = missing;
  }
}
