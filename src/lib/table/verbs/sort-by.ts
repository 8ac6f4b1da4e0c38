import type { Column, Table } from "../table";

/** A column to sort by: its name, or with the direction. */
export type SortKey = string | { readonly column: string; readonly descending?: boolean };

/**
 * The rows in the order of one or more columns; equal rows keep their order, missing cells come last in either
 * direction. Texts are ordered by their UTF-16 code units, the same on every machine.
 *
 * @example
 * const t = table.Table.of({ vnf: ["b", "a", "c"], load: [1, NaN, 3] });
 * [...table.sortBy(t, { column: "load", descending: true }).texts("vnf")] //=> ["c", "b", "a"]
 */
export function sortBy(table: Table, ...keys: readonly SortKey[]): Table {
  const orders = keys.map((key) => {
    const { column, descending = false } = typeof key === "string" ? { column: key } : key;
    return comparison(table.column(column), descending);
  });
  const order = Uint32Array.from({ length: table.length }, (_, i) => i);
  order.sort((a, b) => {
    for (const compare of orders) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
  return table.take(order);
}

function comparison(column: Column, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const x = column[a];
    const y = column[b];
    const noX = x === null || Number.isNaN(x);
    const noY = y === null || Number.isNaN(y);
    if (noX || noY) return Number(noX) - Number(noY);
    // Both are of one type, the column's.
    return x < y ? -sign : x > y ? sign : 0;
  };
}
