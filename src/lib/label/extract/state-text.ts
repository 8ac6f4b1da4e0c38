import { fail, quote } from "../../core";
import type { Position } from "../../stream";
import type { Cell } from "../../table";

/** The newest value of a metric, and the record that brought it. */
export interface StateMetric extends Position {
  readonly value: Cell;
  /** When it was reported, ms since the epoch. */
  readonly time: number;
}

/** A row's two texts. Values and records stand apart, for the latter are only read when somebody asks. */
export interface StateText {
  /** JSON: metric to value. */
  readonly metrics: string;
  /** JSON: where the records stand, in the order of the metrics; see {@link Run}. */
  readonly records: string;
}

/** Topic, partition and time, then the offsets of as many metrics as share them: a report says them once. */
type Run = [topic: string, partition: number, time: number, ...offsets: number[]];

/** Metrics as texts; {@link stateMetrics} reads them. */
export function stateText(metrics: ReadonlyMap<string, StateMetric>): StateText {
  const runs: Run[] = [];
  for (const { topic, partition, time, offset } of metrics.values()) {
    const last = runs.at(-1);
    if (last?.[0] === topic && last[1] === partition && last[2] === time) last.push(offset);
    else runs.push([topic, partition, time, offset]);
  }
  const values = Object.fromEntries([...metrics].map(([name, { value }]) => [name, value]));
  return { metrics: JSON.stringify(values), records: JSON.stringify(runs) };
}

/** The values alone. */
export function stateValues(metrics: string): Map<string, Cell> {
  const values = parsed(metrics);
  if (typeof values !== "object" || values === null || Array.isArray(values)) refuse(metrics);
  const found = new Map<string, Cell>();
  for (const name in values) found.set(name, (values as Readonly<Record<string, Cell>>)[name]);
  return found;
}

/** Values and the records behind them. */
export function stateMetrics(text: StateText): Map<string, StateMetric> {
  const values = [...stateValues(text.metrics)];
  const runs = parsed(text.records);
  if (!(Array.isArray(runs) && runs.every(Array.isArray))) refuse(text.records);
  const records = (runs as Run[]).flatMap(([topic, partition, time, ...offsets]) =>
    offsets.map((offset) => ({ topic, partition, time, offset })),
  );
  if (records.length !== values.length) refuse(text.records);
  return new Map(values.map(([name, value], i) => [name, { ...records[i], value }]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(text);
  }
}

function refuse(text: string): never {
  return fail({
    code: "format",
    expected: "the state of a resource as JSON in the database, and a record for each of its metrics",
    found: quote(text),
  });
}
