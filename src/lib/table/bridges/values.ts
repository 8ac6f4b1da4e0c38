import { fail } from "../../core";
import type { Column } from "../table";

/**
 * The cells of another library's column as a column of ours: null, undefined and NaN are missing, booleans 1 and 0,
 * dates milliseconds since the epoch, and a bigint is a number if a double holds it exactly. Texts and numbers in one
 * column, or anything else in it, are an error, since any choice would change cells.
 */
export function columnFromValues(name: string, values: ArrayLike<unknown>): Column {
  if (values instanceof Float64Array) return values.slice();
  let text = false;
  let number = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "string") text = true;
    else if (value !== null && value !== undefined && !Number.isNaN(value)) number = true;
    if (text && number) {
      fail({
        code: "type",
        expected: "texts only or numbers only",
        found: `both, at row ${i}`,
        where: { column: name },
        hint: "Convert the column to one of them first.",
      });
    }
  }
  if (text) return Array.from(values, (value) => (typeof value === "string" ? value : null));
  return Float64Array.from(values, (value, i) => numberFrom(name, value, i));
}

function numberFrom(name: string, value: unknown, row: number): number {
  if (typeof value === "number") return value;
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
  return fail({
    code: "type",
    expected: "a number, a text, a boolean, a date or null",
    found: typeof value === "bigint" ? `${value}, which no double holds` : `${typeof value} at row ${row}`,
    where: { column: name },
  });
}
