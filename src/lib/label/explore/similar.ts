import type { Column, Table } from "../../table";

/** A column's difference between two rows: in standard deviations; null where a text or a gap differs. */
export interface Difference {
  readonly column: string;
  readonly by: number | null;
}

/**
 * Finds rows that are like another: the root mean square of the differences of all columns, each in standard
 * deviations; texts that differ, and a value beside a gap, count as one deviation. Columns without spread do not count.
 */
export class Similarity {
  readonly #columns: { readonly name: string; readonly cells: Column; readonly spread: number }[];

  constructor(table: Table, names: readonly string[] = table.names) {
    this.#columns = names.map((name) => {
      const cells = table.column(name);
      return { name, cells, spread: cells instanceof Float64Array ? deviation(cells) : 1 };
    });
  }

  /** The nearest rows, nearest first; equally near ones in their order. */
  nearest(row: number, count: number): { readonly row: number; readonly distance: number }[] {
    const rows = this.#columns[0]?.cells.length ?? 0;
    const sums = new Float64Array(rows);
    let counted = 0;
    for (const { cells, spread } of this.#columns) {
      if (spread === 0) continue;
      counted++;
      if (cells instanceof Float64Array) addNumbers(sums, cells, cells[row], spread);
      else for (let i = 0; i < rows; i++) if (cells[i] !== cells[row]) sums[i] += 1;
    }
    const best: number[] = [];
    for (let i = 0; i < rows; i++) {
      if (i === row || (best.length === count && sums[i] >= sums[best[count - 1]])) continue;
      let place = best.length;
      while (place > 0 && sums[best[place - 1]] > sums[i]) place--;
      best.splice(place, 0, i);
      if (best.length > count) best.pop();
    }
    return best.map((i) => ({ row: i, distance: Math.sqrt(sums[i] / Math.max(1, counted)) }));
  }

  /** The columns in which two rows differ, most different first, texts and gaps before numbers. */
  differences(a: number, b: number): Difference[] {
    const found: Difference[] = [];
    for (const { name, cells, spread } of this.#columns) {
      const [left, right] = [cells[a], cells[b]];
      if (Object.is(left, right)) continue;
      if (
        typeof left !== "number" ||
        typeof right !== "number" ||
        Number.isNaN(left) ||
        Number.isNaN(right)
      ) {
        found.push({ column: name, by: null });
      } else if (left !== right) {
        const by = spread === 0 ? null : (right - left) / spread;
        found.push({ column: name, by: by !== null && Number.isFinite(by) ? by : null });
      }
    }
    const size = ({ by }: Difference): number => (by === null ? Number.POSITIVE_INFINITY : Math.abs(by));
    return found.sort((x, y) => (size(x) === size(y) ? 0 : size(y) - size(x)));
  }
}

function addNumbers(sums: Float64Array, cells: Float64Array, own: number, spread: number): void {
  const missing = !Number.isFinite(own);
  for (let i = 0; i < cells.length; i++) {
    const difference = (cells[i] - own) / spread;
    if (Number.isFinite(difference)) sums[i] += difference * difference;
    else if (!(missing && Object.is(cells[i], own))) sums[i] += 1;
  }
}

/** Standard deviation of the finite values; 0 without spread. */
function deviation(cells: Float64Array): number {
  let count = 0;
  let mean = 0;
  for (const value of cells) {
    if (!Number.isFinite(value)) continue;
    count++;
    mean += (value - mean) / count;
  }
  let squares = 0;
  for (const value of cells) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  const result = Math.sqrt(squares / Math.max(1, count));
  // The deviation of a constant column is rounding noise of its mean.
  return result > 8 * Number.EPSILON * Math.abs(mean) ? result : 0;
}
