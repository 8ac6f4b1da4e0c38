import type { LatencyLog } from "./latency";
import type { PerfStat } from "./perf-stat";
import type { RateLog } from "./rates";

/**
 * How series of different lengths become rows.
 * - `min`: the n-th value of each series is row n; as many rows as the shortest of firewall, tx, rx and latency.
 * - `firewall`: the same, with as many rows as the firewall's log; what is missing at the end of the others is NaN.
 * - `time`: rows are the firewall's intervals; rates are joined by their time stamps, counters by their own start.
 */
export type Alignment = "min" | "firewall" | "time";

/**
 * Which latency probes become the rows' latency, one a second.
 * - `all`: line i is second i.
 * - `skip-4`: the first four lines are warm-up, then one line a second (how the published stage 0 was made).
 * - `every-second`: two probes a second, the second of each pair is taken (how the published stage 2 was made).
 * - `auto`: `every-second` with at least 1.5 probes a second of the rate logs, `skip-4` with at least three probes more
 *   than seconds, else `all`. The report says which it was.
 */
export type LatencyRule = "auto" | "all" | "skip-4" | "every-second";

/** A series that may be shorter than the table. */
export interface Series {
  readonly values: Float64Array;
  /** Row r takes values[index[r]]; a negative index is missing. Without it row r takes values[r]. */
  readonly index?: Int32Array;
}

/** The cells of a series for `rows` rows; NaN where the series has none. */
export function cellsOf(series: Series, rows: number): Float64Array {
  const { values, index } = series;
  if (index === undefined && values.length === rows) return values;
  const cells = new Float64Array(rows).fill(Number.NaN);
  if (index === undefined) cells.set(values.subarray(0, rows));
  else for (let r = 0; r < rows; r++) if (index[r] >= 0) cells[r] = values[index[r]];
  return cells;
}

/** The rule that `auto` stands for, given how many probes and how many seconds there are. */
export function latencyRuleFor(
  rule: LatencyRule,
  probes: number,
  seconds: number,
): Exclude<LatencyRule, "auto"> {
  if (rule !== "auto") return rule;
  if (probes >= 1.5 * seconds && seconds > 0) return "every-second";
  return probes >= seconds + 3 ? "skip-4" : "all";
}

/** The probes that a rule takes, by their index. */
export function sampleProbes(rule: Exclude<LatencyRule, "auto">, probes: number): Int32Array {
  const [first, step] = { all: [0, 1], "skip-4": [4, 1], "every-second": [1, 2] }[rule];
  return Int32Array.from(
    { length: Math.max(0, Math.ceil((probes - first) / step)) },
    (_, i) => first + i * step,
  );
}

/**
 * The whole seconds since the epoch in which perf's intervals began. The log's clock has no zone, so the zone is taken
 * from the rate log: the quarter of an hour that brings both starts nearest together.
 */
export function intervalSeconds(log: PerfStat, zone: number): Float64Array {
  const start = (log.started ?? Number.NaN) / 1000 - zone;
  return log.counts.numbers("time").map((time) => start + Math.round(time) - 1);
}

/** What to subtract from the wall clock of `started`, in s, so that it fits the rate log's first second. */
export function zoneOf(started: number, firstSecond: number): number {
  const quarter = 900;
  return Math.round((started - firstSecond) / 1000 / quarter) * quarter;
}

/** For each wanted second the row of `seconds` that has it; -1 when none has. The first of repeated ones counts. */
export function joinSeconds(wanted: Float64Array, seconds: Float64Array): Int32Array {
  const rows = new Map<number, number>();
  for (let i = seconds.length - 1; i >= 0; i--) rows.set(Math.round(seconds[i]), i);
  return Int32Array.from(wanted, (second) => rows.get(Math.round(second)) ?? -1);
}

/** Seconds since the epoch of a rate log's rows. */
export function rateSeconds(log: RateLog): Float64Array {
  return log.times.map((ms) => ms / 1000);
}

/** Seconds since the epoch of the sampled probes: their own time stamps, else one a second from the first rate row. */
export function probeSeconds(log: LatencyLog, sampled: Int32Array, firstSecond: number): Float64Array {
  const { times } = log;
  return Float64Array.from(sampled, (probe, i) =>
    times === null ? firstSecond + i : Math.floor(times[probe] / 1000),
  );
}
