import { type Log, type LogRecord, type Replay, RowReader, type StreamRow } from "../../../src/lib/stream";
import { Table } from "../../../src/lib/table";

export const SCHEMA = { run: "r1", features: ["a", "b"], target: "y" };

/** Rows 0, 1, 2, … in every column; every tenth label is missing, when asked for. */
export function tableOf(
  length: number,
  change: Readonly<Record<string, (i: number) => number | string>> = {},
): Table {
  const column = (f: (i: number) => number | string) => Array.from({ length }, (_, i) => f(i)) as number[];
  const columns: Record<string, (i: number) => number | string> = {
    ...{ a: (i: number) => i, b: (i: number) => i / 2, y: (i: number) => 2 * i },
    ...change,
  };
  return Table.of(Object.entries(columns).map(([name, f]) => [name, column(f)] as const));
}

/** All records of a topic, partition by partition. */
export async function recordsIn(log: Log, topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (const { partition } of await log.ranges(topic))
    all.push(...(await log.read(topic, partition, 0, 1_000_000)));
  return all;
}

/** All rows of a topic, by seq, and how many end markers each partition has. */
export async function rowsIn(
  log: Log,
  topic: string,
): Promise<{ rows: StreamRow[]; ends: number[]; partitionOf: Map<number, number> }> {
  const reader = new RowReader({ schema: SCHEMA });
  const rows: StreamRow[] = [];
  const ends: number[] = [];
  const partitionOf = new Map<number, number>();
  for (const record of await recordsIn(log, topic)) {
    const decoded = reader.decode(record);
    if (decoded.kind === "end") ends.push(record.partition);
    if (decoded.kind !== "rows") continue;
    rows.push(...decoded.rows);
    for (const { seq } of decoded.rows) partitionOf.set(seq, record.partition);
  }
  return { rows: rows.sort((a, b) => a.seq - b.seq), ends, partitionOf };
}

export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !condition() && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Until so many rows of a replay were sent. */
export const sent = (replay: Replay, rows: number): Promise<void> => until(() => replay.next() >= rows);
