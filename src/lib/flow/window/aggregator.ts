import { type Cell, Table } from "../../table";
import { Accumulator } from "./accumulator";
import { type CheckedWindowOptions, checkWindowOptions, type WindowOptions } from "./options";

interface OpenWindow {
  readonly start: number;
  rows: number;
  readonly accumulators: readonly Accumulator[];
}

interface Group {
  readonly key: readonly Cell[];
  readonly open: Map<number, OpenWindow>;
  /** Start of the next window to report; only used when empty windows are reported. */
  nextStart: number;
}

/** Where the rows went. */
export interface WindowReport {
  readonly rows: number;
  /** Rows that came after all their windows had been reported. */
  readonly late: number;
  /** Rows without a time. */
  readonly withoutTime: number;
  readonly windows: number;
}

/** Windows over a stream of rows: give it tables in order of arrival, get tables of the windows that are complete. */
export interface WindowAggregator {
  /** Takes rows; returns the windows that no row can change any more. */
  push(rows: Table): Table;
  /** Ends the stream and returns the windows still open. */
  finish(): Table;
  report(): WindowReport;
}

/**
 * Aggregates rows per group over tumbling or sliding windows. Windows start at multiples of the slide since the
 * epoch and hold times from start (inclusive) to start + size (exclusive). A window is complete when a time of
 * at least its end plus the lateness has been seen.
 *
 * The result has `window_start` and `window_end` (ms), the group's columns, `rows`, and `<column>_<aggregate>`.
 */
export function windowAggregator(options: WindowOptions): WindowAggregator {
  const checked = checkWindowOptions(options);
  const groups = new Map<string, Group>();
  /** Whether each of the group's columns is numeric: as in the first rows, also while no window is complete. */
  let numericKeys: readonly boolean[] | undefined;
  let watermark = Number.NEGATIVE_INFINITY;
  let closedBefore = Number.NEGATIVE_INFINITY;
  const counts = { rows: 0, late: 0, withoutTime: 0, windows: 0 };

  function take(rows: Table, row: number, time: number, values: readonly Float64Array[]): void {
    const last = Math.floor(time / checked.slide) * checked.slide;
    const key = checked.by.map((name) => rows.at(row, name));
    let placed = false;
    for (let start = last; start > time - checked.size; start -= checked.slide) {
      if (start + checked.size <= closedBefore) break;
      placed = true;
      const group = groupOf(key, start);
      let window = group.open.get(start);
      if (window === undefined) {
        window = { start, rows: 0, accumulators: values.map(() => new Accumulator()) };
        group.open.set(start, window);
      }
      if (start < group.nextStart) group.nextStart = start;
      window.rows++;
      for (let k = 0; k < values.length; k++) window.accumulators[k].add(values[k][row]);
    }
    if (!placed) counts.late++;
  }

  function groupOf(key: readonly Cell[], start: number): Group {
    const text = JSON.stringify(key);
    let group = groups.get(text);
    if (group === undefined) {
      group = { key, open: new Map(), nextStart: start };
      groups.set(text, group);
    }
    return group;
  }

  /** Reports the windows that end at or before the limit, ordered by start, then by group. */
  function close(limit: number): Table {
    const closed: { start: number; key: readonly Cell[]; window: OpenWindow | undefined }[] = [];
    for (const group of groups.values()) {
      if (checked.empty === "skip") {
        for (const [start, window] of group.open) {
          if (start + checked.size > limit) continue;
          closed.push({ start, key: group.key, window });
          group.open.delete(start);
        }
        continue;
      }
      for (; group.nextStart + checked.size <= limit; group.nextStart += checked.slide) {
        closed.push({ start: group.nextStart, key: group.key, window: group.open.get(group.nextStart) });
        group.open.delete(group.nextStart);
      }
    }
    if (limit > closedBefore) closedBefore = limit;
    counts.windows += closed.length;
    // By start, then by group: the same windows stand in the same order however the rows came.
    closed.sort((a, b) => a.start - b.start || compareKeys(a.key, b.key));
    return toTable(checked, numericKeys ?? [], closed);
  }

  return {
    push(rows) {
      const times = rows.numbers(checked.time);
      const values = checked.values.map(([name]) => rows.numbers(name));
      numericKeys ??= checked.by.map((name) => rows.isNumeric(name));
      const parts: Table[] = [];
      for (let row = 0; row < rows.length; row++) {
        counts.rows++;
        const time = times[row];
        if (!Number.isFinite(time)) {
          counts.withoutTime++;
          continue;
        }
        take(rows, row, time, values);
        if (time <= watermark) continue;
        watermark = time;
        const limit =
          Math.floor((watermark - checked.lateness - checked.size) / checked.slide) * checked.slide +
          checked.size;
        if (limit > closedBefore) {
          const part = close(limit);
          if (part.length > 0) parts.push(part);
        }
      }
      return parts.length === 0 ? toTable(checked, numericKeys, []) : parts[0].concat(...parts.slice(1));
    },
    finish() {
      // The last window that any row reached; empty windows are filled up to there, not beyond.
      let end = closedBefore;
      for (const group of groups.values()) {
        for (const start of group.open.keys()) end = Math.max(end, start + checked.size);
      }
      return close(end);
    },
    report: () => ({ ...counts }),
  };
}

function compareKeys(a: readonly Cell[], b: readonly Cell[]): number {
  for (let k = 0; k < a.length; k++) {
    if (a[k] === b[k]) continue;
    // Missing first, as in a sorted table of keys; otherwise numbers as numbers and texts by code unit.
    if (a[k] === null || b[k] === null) return a[k] === null ? -1 : 1;
    return (a[k] as string | number) < (b[k] as string | number) ? -1 : 1;
  }
  return 0;
}

function toTable(
  options: CheckedWindowOptions,
  numericKeys: readonly boolean[],
  closed: readonly { start: number; key: readonly Cell[]; window: OpenWindow | undefined }[],
): Table {
  const numbers = (value: (row: number) => number): Float64Array =>
    Float64Array.from(closed, (_, row) => value(row));
  const fill = options.empty === "zero" ? 0 : Number.NaN;
  return Table.fromColumns([
    ["window_start", numbers((row) => closed[row].start)] as const,
    ["window_end", numbers((row) => closed[row].start + options.size)] as const,
    ...options.by.map((name, k) => {
      const cells = closed.map(({ key }) => key[k]);
      const column = numericKeys[k]
        ? Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))
        : (cells as (string | null)[]);
      return [name, column] as const;
    }),
    ["rows", numbers((row) => closed[row].window?.rows ?? 0)] as const,
    ...options.values.flatMap(([name, aggregates], k) =>
      aggregates.map((aggregate) => {
        // A count or a sum of nothing is 0 when asked for; a mean of nothing does not exist whatever one asks.
        const empty = aggregate === "count" || aggregate === "sum" ? fill : Number.NaN;
        return [
          `${name}_${aggregate}`,
          numbers((row) => closed[row].window?.accumulators[k].value(aggregate) ?? empty),
        ] as const;
      }),
    ),
  ]);
}
