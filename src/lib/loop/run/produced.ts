import { endMarker, type Log, type RowReader } from "../../stream";

/** What an earlier producer of a run left behind. */
export interface Produced {
  /** The first row that may be missing: a replay goes on there. Rows sent twice are passed over by every reader. */
  readonly from: number;
  /** Partitions without their end marker; none when nothing is left to do. */
  readonly open: readonly number[];
  /** Whether any partition has its end marker, before which all rows were sent. */
  readonly ending: boolean;
}

/** So many records are looked through at the end of a partition: strangers may have written behind the producer. */
const LAST = 50;

/**
 * How far the rows of a run have come in its topic. An append that a kill interrupted may have reached some partitions
 * and not others, so the partition that is furthest behind counts.
 */
export async function produced(log: Log, topic: string, reader: RowReader): Promise<Produced> {
  const ranges = await log.ranges(topic);
  const open: number[] = [];
  let from = Number.POSITIVE_INFINITY;
  for (const { partition, earliest, latest } of ranges) {
    const records = await log.read(topic, partition, Math.max(earliest, latest - LAST), LAST);
    let next = 0;
    let ended = false;
    for (const record of records) {
      const decoded = reader.decode(record);
      if (decoded.kind === "rows") next = Math.max(next, decoded.rows[decoded.rows.length - 1].seq + 1);
      ended ||= decoded.kind === "end";
    }
    if (!ended) open.push(partition);
    from = Math.min(from, next);
  }
  return { from, open, ending: open.length < ranges.length };
}

/** Sends the end markers that are missing. */
export async function sendEnds(
  log: Log,
  topic: string,
  run: string,
  partitions: readonly number[],
): Promise<void> {
  if (partitions.length === 0) return;
  await log.append(
    topic,
    partitions.map((partition) => endMarker(run, partition)),
  );
}
