import { fail, quote } from "../core";
import { type ColumnInput, Table } from "../table";
import { IssueList } from "./issues";
import { LineWalker } from "./lines";
import { parsePcmCompat, parsePcmMemoryCompat } from "./pcm-compat";
import { type Grid, headerRow, joinHeaders, readGrid } from "./pcm-grid";
import { prepare } from "./prepare";
import type { ParseOptions, ParseReport } from "./types";

/** A log of Intel PCM: `time` (ms, wall clock read as if UTC; only in layouts that have it) and numeric columns. */
export interface PcmLog {
  /** Fields of the header, empty ones too: 99 with one pinned core, 133 with all cores, 29 for memory, 8 or 10 for PCIe. */
  readonly fields: number;
  readonly table: Table;
  readonly report: ParseReport;
}

export interface PcmMemoryOptions extends ParseOptions {
  /** Channels without a memory module are blank in every row: left out (default), or kept as columns of NaN. */
  readonly emptyChannels?: "drop" | "keep";
}

const EXPECTED = "a pcm log with two header rows (System,… above Date,Time,…)";
const EXPECTED_MEMORY = "a pcm-memory log with two header rows (,,SKT0,… above Date,Time,Ch0Read,…)";

/**
 * Parses the CSV of `pcm`: two header rows joined to `top-sub`, e.g. `Socket 0-IPC`, `Core7 (Socket 0)-L3MISS`; any
 * number of columns. Date and Time become `time`; the empty column behind the trailing comma is left out.
 *
 * `parser: "drst-compat"` keeps Date and Time as the numbers that stand first in them (year and hour).
 *
 * @throws LabError "format": empty or binary input, other headers, a line with another number of fields
 * @example
 * const log = perf.parsePcm(Buffer.from("System,System,Socket 0,\nDate,Time,IPC,\n2024-03-05,09:30:51.600, 3.43 ,\n"));
 * log.table.row(0) //=> { time: Date.UTC(2024, 2, 5, 9, 30, 51, 600), "Socket 0-IPC": 3.43 }
 */
export function parsePcm(bytes: Uint8Array, options: ParseOptions = {}): PcmLog {
  const prepared = prepare(bytes, EXPECTED, options);
  if (options.parser === "drst-compat") return parsePcmCompat(prepared.bytes, options);
  const walker = new LineWalker(prepared.bytes);
  const issues = new IssueList();
  const names = readNames(walker, EXPECTED, options.file);
  const grid = readGrid(walker, names, issues, options);
  return toLog(names.length, grid, walker, issues, options, prepared.repairs);
}

/**
 * Parses the CSV of `pcm-memory`: both header rows count, so `SKT0-Ch0Read`, `SKT1-Memory (MB/s)`, `System-Read`.
 *
 * `parser: "drst-compat"` repeats the original: only the first row is a header (SKT0, SKT0__dup1, …), the second one
 * becomes a data row (`Ch0Read` → 0, `Ch1Read` → 1), so everything is one row late, and the labels are lost.
 *
 * @throws LabError "format"
 * @example
 * const log = perf.parsePcmMemory(Buffer.from(",,SKT0,SKT0\nDate,Time,Ch0Read,Ch2Read\n2024-03-05,09:30:53.070,  105.12,\n"));
 * log.table.names //=> ["time", "SKT0-Ch0Read"]
 */
export function parsePcmMemory(bytes: Uint8Array, options: PcmMemoryOptions = {}): PcmLog {
  const prepared = prepare(bytes, EXPECTED_MEMORY, options);
  if (options.parser === "drst-compat") return parsePcmMemoryCompat(prepared.bytes, options);
  const walker = new LineWalker(prepared.bytes);
  const issues = new IssueList();
  const names = readNames(walker, EXPECTED_MEMORY, options.file);
  const grid = readGrid(walker, names, issues, options);
  const kept = grid.names
    .map((_, i) => i)
    .filter((i) => options.emptyChannels === "keep" || !grid.columns[i].every(Number.isNaN));
  if (grid.rows > 0 && kept.length < grid.names.length) {
    issues.add(
      "empty-column",
      0,
      grid.names.find((_, i) => !kept.includes(i)),
      grid.names.length - kept.length,
    );
  }
  const filled = {
    ...grid,
    names: kept.map((i) => grid.names[i]),
    columns: kept.map((i) => grid.columns[i]),
  };
  return toLog(names.length, filled, walker, issues, options, prepared.repairs);
}

function readNames(walker: LineWalker, expected: string, file: string | undefined): string[] {
  const top = headerRow(walker, expected, file);
  const sub = headerRow(walker, expected, file);
  if (top.length !== sub.length || sub[0]?.trim() !== "Date" || sub[1]?.trim() !== "Time") {
    fail({
      code: "format",
      expected,
      found: `rows of ${top.length} and ${sub.length} fields: ${quote(top.join())} above ${quote(sub.join())}`,
      where: { file, line: walker.line },
    });
  }
  return joinHeaders(top, sub);
}

function toLog(
  fields: number,
  grid: Grid,
  walker: LineWalker,
  issues: IssueList,
  { file }: ParseOptions,
  repairs: ParseReport["repairs"],
): PcmLog {
  const columns = new Map<string, ColumnInput>();
  if (grid.times !== null) columns.set("time", grid.times);
  grid.names.forEach((name, i) => {
    columns.set(name, grid.columns[i]);
  });
  return {
    fields,
    table: Table.of(columns),
    report: {
      file: file ?? null,
      parser: "strict",
      lines: walker.line,
      rows: grid.rows,
      issues: issues.list(),
      repairs,
    },
  };
}
