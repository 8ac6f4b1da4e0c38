import type { Column } from "../table";

/** What the scanner does with the cells of a column. */
export type Mode = typeof NUMBER | typeof TEXT | typeof SKIP;
/** Numbers so far: a text cell turns the column into TEXT, or is an error when the type was declared. */
export const NUMBER = 0;
export const TEXT = 1;
/** Not wanted: only passed over. */
export const SKIP = 2;

/** One column while it is being read. */
export interface ColumnBuilder {
  readonly name: string;
  mode: Mode;
  readonly declared: boolean;
  readonly time: boolean;
  numbers: Float64Array;
  texts: (string | null)[];
  /** A number, or a quoted missing token, was met: should the column turn out to be text, those cells are read again. */
  sawNumber: boolean;
  sawQuotedMissing: boolean;
  /** Rows before this one hold cells whose text was not kept. */
  rereadBelow: number;
  /** Texts met lately, by hash: equal cells share one string and need no decoding. */
  cache: string[];
}

export function columnBuilder(name: string, mode: Mode, declared: boolean, time: boolean): ColumnBuilder {
  return {
    name,
    mode,
    declared,
    time,
    numbers: new Float64Array(0),
    texts: [],
    sawNumber: false,
    sawQuotedMissing: false,
    rereadBelow: 0,
    cache: [],
  };
}

/** From `row` on the column is text; the missing cells before it stay missing. */
export function turnIntoText(column: ColumnBuilder, row: number): void {
  column.mode = TEXT;
  if (column.sawNumber || column.sawQuotedMissing) column.rereadBelow = row;
  column.texts = new Array<string | null>(row).fill(null);
  column.numbers = new Float64Array(0);
}

/** The column of the rows read so far, in memory of its own; the builder can then be filled again from row 0. */
export function takeColumn(column: ColumnBuilder, rows: number): Column {
  if (column.mode !== TEXT) return column.numbers.slice(0, rows);
  const { texts } = column;
  texts.length = rows;
  column.texts = [];
  return texts;
}
