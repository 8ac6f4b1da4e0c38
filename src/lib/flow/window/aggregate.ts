import type { Table } from "../../table";
import { type WindowReport, windowAggregator } from "./aggregator";
import type { WindowOptions } from "./options";

/**
 * The windows of a whole table at once; its rows count as arriving in order of time, so none is late.
 *
 * @example
 * const rows = table.Table.of({ t: [0, 400, 1200], host: ["a", "b", "a"], bytes: [10, 20, 30] });
 * const windows = flow.aggregateWindows(rows, { time: "t", size: 1000, by: ["host"], values: { bytes: ["sum"] } });
 * windows.table.row(2) //=> { window_start: 1000, window_end: 2000, host: "a", rows: 1, bytes_sum: 30 }
 */
export function aggregateWindows(
  rows: Table,
  options: WindowOptions,
): { table: Table; report: WindowReport } {
  // Rows without a time stand last, where they are counted like in a stream.
  const times = rows
    .numbers(options.time)
    .map((time) => (Number.isNaN(time) ? Number.POSITIVE_INFINITY : time));
  const order = Array.from({ length: rows.length }, (_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
  const aggregator = windowAggregator(options);
  const closed = aggregator.push(rows.take(order));
  const table = closed.concat(aggregator.finish());
  return { table, report: aggregator.report() };
}
