import { type Column, Table } from "../table";

/**
 * One row a column: its type, how many cells have a value and how many are missing, the number of distinct values,
 * and for numbers mean, standard deviation (of a sample, n − 1), minimum, quartiles (linear between the nearest ranks,
 * as NumPy and R's type 7) and maximum. What does not exist is missing: the mean of a text, the deviation of one value.
 *
 * @example
 * const d = table.describe(table.Table.of({ load: [1, 2, 3, NaN] }));
 * [d.at(0, "count"), d.at(0, "missing"), d.at(0, "mean"), d.at(0, "std")] //=> [3, 1, 2, 1]
 */
export function describe(table: Table): Table {
  const rows = table.names.map((name) => {
    if (!table.isNumeric(name)) {
      const present = table.texts(name).filter((cell) => cell !== null);
      return { name, type: "text", count: present.length, distinct: new Set(present).size, ...NO_NUMBERS };
    }
    const sorted = table
      .numbers(name)
      .filter((cell) => !Number.isNaN(cell))
      .sort();
    return {
      name,
      type: "number",
      count: sorted.length,
      distinct: distinctSorted(sorted),
      ...summary(sorted),
    };
  });
  const column = <K extends keyof (typeof rows)[number]>(key: K): (typeof rows)[number][K][] =>
    rows.map((row) => row[key]);
  const columns: readonly (readonly [string, Column])[] = [
    ["column", column("name")],
    ["type", column("type")],
    ["count", Float64Array.from(column("count"))],
    ["missing", Float64Array.from(rows, (row) => table.length - row.count)],
    ["distinct", Float64Array.from(column("distinct"))],
    ...STATISTICS.map((key) => [key, Float64Array.from(column(key))] as const),
  ];
  return Table.fromColumns(columns);
}

const STATISTICS = ["mean", "std", "min", "q25", "median", "q75", "max"] as const;
type Summary = Record<(typeof STATISTICS)[number], number>;

const NO_NUMBERS: Summary = {
  mean: Number.NaN,
  std: Number.NaN,
  min: Number.NaN,
  q25: Number.NaN,
  median: Number.NaN,
  q75: Number.NaN,
  max: Number.NaN,
};

function summary(sorted: Float64Array): Summary {
  const n = sorted.length;
  if (n === 0) return NO_NUMBERS;
  // Sums of differences from one of the values do not lose the digits that large values have in common.
  const shift = sorted[n >> 1];
  let sum = 0;
  for (const value of sorted) sum += value - shift;
  const mean = shift + sum / n;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return {
    mean,
    std: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN,
    min: sorted[0],
    q25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    q75: quantile(sorted, 0.75),
    max: sorted[n - 1],
  };
}

function quantile(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below];
  return place === below ? low : low + (place - below) * (sorted[below + 1] - low);
}

function distinctSorted(sorted: Float64Array): number {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
  return count;
}
