/** One way to part rows: models learn from `train` and are scored on `test`. Row numbers, ascending. */
export interface Split {
  /** What is held out, for reports: `fold 2 of 5`, or the segment's name. */
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** The split whose test part are the rows with `held(row)`. */
export function splitBy(name: string, rows: number, held: (row: number) => boolean): Split {
  const train: number[] = [];
  const test: number[] = [];
  for (let i = 0; i < rows; i++) (held(i) ? test : train).push(i);
  return { name, train: Int32Array.from(train), test: Int32Array.from(test) };
}
