import type { Draft } from "./spec";
import { plainText } from "./text";

type Cells = ArrayLike<number | string | null>;

/**
 * Inline data under internal names: the first column becomes f0, the second f1, … A column's own name never enters
 * a specification as a field, so a name such as `datum['x']`, `a.b` or `__proto__` stays what it is: text.
 */
export function inline(...columns: readonly Cells[]): { readonly values: readonly Draft[] } {
  const length = columns[0]?.length ?? 0;
  const values: Draft[] = [];
  for (let i = 0; i < length; i++) {
    const row: Record<string, Draft> = {};
    for (let k = 0; k < columns.length; k++) {
      const cell = columns[k][i];
      row[`f${k}`] = typeof cell === "string" ? plainText(cell) : cell;
    }
    values.push(row);
  }
  return { values };
}
