import { fail } from "../core";
import { type ColumnInput, Table } from "../table";

/** Data for a figure: a Table, or columns by name. */
export type Source = Table | Readonly<Record<string, ColumnInput | ArrayLike<number>>>;

/** A Table of whatever a figure was given. */
export function tableOf(source: Source): Table {
  return source instanceof Table ? source : Table.of(source as Readonly<Record<string, ColumnInput>>);
}

/** One name or several, as a list; an empty list is an error. */
export function namesOf(names: string | readonly string[], what: string): readonly string[] {
  const list = typeof names === "string" ? [names] : names;
  if (list.length === 0) fail({ code: "argument", expected: `at least one ${what}`, found: "none" });
  return list;
}

/** Row numbers 0, 1, 2, … for data without an x column. */
export function rowNumbers(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i);
}
