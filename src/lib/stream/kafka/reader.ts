import type { LogRecord, PartitionRange } from "../log";
import type { Connection } from "./connection";
import { typeOf } from "./faults";
import { type RawMessage, toLogRecord } from "./records";

/** Bytes of one fetch; a record that is larger comes all the same, alone. */
const FETCH_BYTES = 2 ** 20;
/** Records of transactions that were not committed are not handed out. */
const READ_COMMITTED = 1;

interface Fetched {
  readonly messages: readonly RawMessage[];
  readonly highWatermark: string;
}

/** The offsets of all partitions, in order. */
export async function readRanges(
  connection: Connection,
  topic: string,
  partitions: number,
): Promise<PartitionRange[]> {
  const wanted = Array.from({ length: partitions }, (_, partition) => ({ partition }));
  return connection.attempt("cluster", topic, async (cluster) => {
    await cluster.addTargetTopic(topic);
    const [first, end] = await Promise.all(
      [true, false].map(async (fromBeginning) => {
        const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions: wanted, fromBeginning }]);
        return new Map(answer.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      }),
    );
    return wanted.map(({ partition }) => ({
      partition,
      earliest: first.get(partition) ?? 0,
      latest: end.get(partition) ?? 0,
    }));
  });
}

/** One fetch that does not wait; undefined when no record stands at the offset or above. */
async function fetchOnce(
  connection: Connection,
  topic: string,
  partition: number,
  offset: number,
): Promise<Fetched | undefined> {
  return connection.attempt("cluster", topic, async (cluster) => {
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    const broker = await cluster.findBroker({ nodeId });
    try {
      const answer = await broker.fetch({
        isolationLevel: READ_COMMITTED,
        maxWaitTime: 0,
        minBytes: 0,
        maxBytes: FETCH_BYTES,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
      });
      return answer.responses[0].partitions[0];
    } catch (error) {
      if (typeOf(error) === "OFFSET_OUT_OF_RANGE") return undefined;
      throw error;
    }
  });
}

/** Records from an offset on that exist now, at most so many, without any group. */
export async function readRecords(
  connection: Connection,
  topic: string,
  partition: number,
  from: number,
  most: number,
  earliest: () => Promise<number>,
): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  let next = from;
  for (;;) {
    const fetched = await fetchOnce(connection, topic, partition, next);
    if (fetched === undefined) {
      // Below what is still there, or beyond the end.
      const first = await earliest();
      if (first <= next) return records;
      next = first;
      continue;
    }
    const before = next;
    for (const message of fetched.messages) {
      const offset = Number(message.offset);
      // The broker sends whole batches, which may begin before the offset.
      if (offset < next) continue;
      next = offset + 1;
      if (message.isControlRecord) continue;
      records.push(toLogRecord(topic, partition, message));
      if (records.length >= most) return records;
    }
    if (next >= Number(fetched.highWatermark)) return records;
    // A batch that compaction emptied, or that lies below: step over it.
    if (next === before) next++;
  }
}
