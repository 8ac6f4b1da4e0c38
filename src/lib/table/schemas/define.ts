import { fail, quote } from "../../core";
import type { ColumnSpec, Schema } from "../schema";

/** A schema; names must differ. New ones are a file in this folder and a line in its index. */
export function defineSchema(name: string, version: number, columns: readonly ColumnSpec[]): Schema {
  const known = new Set<string>();
  for (const column of columns) {
    if (known.has(column.name)) {
      fail({
        code: "argument",
        expected: `column names of schema ${name} that differ`,
        found: `${quote(column.name)} twice`,
      });
    }
    known.add(column.name);
  }
  return { name, version, columns: columns.map((column) => ({ version, ...column })) };
}
