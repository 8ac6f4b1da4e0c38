import { fail } from "../../core";
import type { Table } from "../../table";
import type { BoxView } from "../app/protocol";
import type { Bitset } from "../store/bitset";

const MOST_GROUPS = 50;
const MOST_OUTLIERS = 200;

/**
 * Box plots of columns, one for each value of the column `by`: quartiles by linear interpolation (type 7 of Hyndman
 * and Fan, "Sample quantiles in statistical packages", 1996, as NumPy and R), whiskers to the last value within 1.5
 * interquartile ranges (Tukey). Missing and infinite values do not count among the values.
 */
export function boxes(table: Table, columns: readonly string[], by: string, within?: Bitset): BoxView[] {
  const groups = groupsOf(table, by, within);
  return columns.flatMap((column) => {
    const cells = table.numbers(column);
    return [...groups].map(([group, rows]) => {
      const values = new Float64Array(rows.length);
      let count = 0;
      for (const row of rows) if (Number.isFinite(cells[row])) values[count++] = cells[row];
      return { column, group, missing: rows.length - count, ...boxOf(values.subarray(0, count).sort()) };
    });
  });
}

function groupsOf(table: Table, by: string, within: Bitset | undefined): Map<string, number[]> {
  const cells = table.column(by);
  const groups = new Map<string, number[]>();
  for (let row = 0; row < table.length; row++) {
    if (within !== undefined && !within.has(row)) continue;
    const cell = cells[row];
    if (cell === null || Number.isNaN(cell)) continue;
    const name = String(cell);
    const known = groups.get(name);
    if (known !== undefined) known.push(row);
    else {
      if (groups.size === MOST_GROUPS) {
        fail({
          code: "limit",
          expected: `a column of at most ${MOST_GROUPS} different values to group by`,
          found: "more",
          where: { column: by },
        });
      }
      groups.set(name, [row]);
    }
  }
  return groups;
}

type Box = Omit<BoxView, "column" | "group" | "missing">;

/** The box of ascending values. */
export function boxOf(sorted: Float64Array): Box {
  const count = sorted.length;
  if (count === 0) {
    const none = { min: null, q1: null, median: null, q3: null, max: null, mean: null, deviation: null };
    return { count, ...none, low: null, high: null, outliers: [], outlierCount: 0 };
  }
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((p) => quantile(sorted, p));
  let mean = 0;
  for (let i = 0; i < count; i++) mean += (sorted[i] - mean) / (i + 1);
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (sorted[i] - mean) ** 2;
  const reach = 1.5 * (q3 - q1);
  let first = 0;
  while (sorted[first] < q1 - reach) first++;
  let last = count - 1;
  while (sorted[last] > q3 + reach) last--;
  const outlierCount = first + (count - 1 - last);
  const below = Math.min(first, MOST_OUTLIERS / 2);
  const above = Math.min(count - 1 - last, MOST_OUTLIERS / 2);
  return {
    count,
    min: sorted[0],
    q1,
    median,
    q3,
    max: sorted[count - 1],
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    low: sorted[first],
    high: sorted[last],
    outliers: [...sorted.subarray(0, below), ...sorted.subarray(count - above)],
    outlierCount,
  };
}

function quantile(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const part = place - below;
  if (part === 0) return sorted[below];
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}
