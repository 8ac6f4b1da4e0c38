import type { RowWriter } from "../codec/row-writer";
import type { NewRecord } from "../log";
import type { StreamRow } from "../row";
import type { ReplayRows } from "./replay-rows";
import type { Schedule } from "./schedule";

interface Open {
  readonly partition: number;
  readonly key: string | undefined;
  readonly rows: StreamRow[];
}

/**
 * The records of rows from..to (exclusive): within a partition rows of one stage, segment and key share a record, up to
 * `rowsPerRecord`; records are in the order of their first rows.
 */
export function recordsOf(
  rows: ReplayRows,
  { times, partitions, keyOf }: Schedule,
  writer: RowWriter,
  rowsPerRecord: number,
  from: number,
  to: number,
): NewRecord[] {
  const groups: Open[] = [];
  const open = new Map<number, Open>();
  for (const row of rows.slice(from, to, times)) {
    const { seq } = row;
    const partition = partitions[seq];
    const key = keyOf?.(seq);
    let group = open.get(partition);
    if (
      group === undefined ||
      group.rows.length >= rowsPerRecord ||
      group.key !== key ||
      !alike(group.rows[0], row)
    ) {
      group = { partition, key, rows: [] };
      open.set(partition, group);
      groups.push(group);
    }
    group.rows.push(row);
  }
  return groups.map(({ partition, key, rows: together }) => ({
    ...writer.write(together),
    partition,
    key: key ?? null,
  }));
}

function alike(a: StreamRow, b: StreamRow): boolean {
  return a.stage === b.stage && a.segment === b.segment;
}
