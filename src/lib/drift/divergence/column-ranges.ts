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
    for (let f = 0; f < columns; f++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      let sum = 0;
      const end = (f + 1) * rows;
      for (let i = f * rows; i < end; i++) {
        const v = block[i];
        if (v < low) low = v;
        if (v > high) high = v;
        sum += v;
      }
      this.low[f] = low;
      this.high[f] = high;
      // Any missing value makes the sum one too: full columns, the usual case, are spared a test on every value.
      this.missing[f] = Number.isNaN(sum) ? countMissing(block, f * rows, end) : 0;
    }
    return this;
  }
}

function countMissing(block: Float64Array, from: number, to: number): number {
  let missing = 0;
  for (let i = from; i < to; i++) if (Number.isNaN(block[i])) missing++;
  return missing;
}
