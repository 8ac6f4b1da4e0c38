import { EVENTS, Table } from "../table";
import { decodeText } from "./bytes";
import type { PerfStat } from "./perf-stat";
import type { ParseOptions } from "./types";

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/**
 * The original's rule, faults included: a line belongs to an event when any of its comma tokens is the event's name,
 * whatever the case; the value is, of the first numbers of its tokens, the largest in magnitude outside 0.1 … 10
 * (of all, when none is outside). So for rare events it returns perf's running time, and for `<not counted>` lines
 * 0 in the first ten seconds and the time stamp afterwards. There is no time: row n is the n-th line of each event.
 */
export function parsePerfStatCompat(bytes: Uint8Array, options: ParseOptions): PerfStat {
  const lines = decodeText(bytes).split(/\r\n|\r|\n/);
  if (lines[lines.length - 1] === "") lines.pop();
  const series = new Map<string, number[]>(EVENTS.map((event) => [event, []]));
  const byLowerCase = new Map(EVENTS.map((event) => [event.toLowerCase(), series.get(event) as number[]]));
  for (const line of lines) {
    const tokens = line.split(",").map((token) => token.trim().replace(/^["']|["']$/g, ""));
    for (const token of new Set(tokens.map((text) => text.toLowerCase()))) {
      const values = byLowerCase.get(token);
      const value = values === undefined ? undefined : largestMagnitude(tokens);
      if (value !== undefined) values?.push(value);
    }
  }
  const events = EVENTS.filter((event) => (series.get(event)?.length ?? 0) > 0);
  const rows = Math.max(0, ...events.map((event) => series.get(event)?.length ?? 0));
  const index = Float64Array.from({ length: rows }, (_, i) => i + 1);
  const columns = events.map((event) => {
    const cells = new Float64Array(rows).fill(Number.NaN);
    cells.set(series.get(event) as number[]);
    return [event, cells] as [string, Float64Array];
  });
  return {
    started: null,
    events,
    counts: Table.of(new Map([["time", index], ...columns])),
    running: Table.of({ time: index }),
    report: {
      file: options.file ?? null,
      parser: "drst-compat",
      lines: lines.length,
      rows,
      issues: [],
      repairs: [],
    },
  };
}

/** The first number of each token; of those outside 0.1 … 10 the one of largest magnitude, else of all. */
function largestMagnitude(tokens: readonly string[]): number | undefined {
  const numbers: number[] = [];
  for (const token of tokens) {
    const match = NUMBER.exec(token);
    if (match !== null) numbers.push(Number(match[0]));
  }
  const outside = numbers.filter((x) => !(Math.abs(x) >= 0.1 && Math.abs(x) <= 10));
  const pool = outside.length > 0 ? outside : numbers;
  if (pool.length === 0) return undefined;
  return pool.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best));
}
