import { LabError, type Where } from "../../core";
import type { Batch, Consumer, Log } from "../../stream";
import type { Database } from "../database/database";
import type { NetworkTopics } from "../network/agents";
import { parseMetricRecord } from "../records/metric-record";
import { addressFilter, addressHider, type PrivacyOptions } from "../records/privacy";
import { parseTopology } from "../topology/parse";
import type { Topology } from "../topology/topology";
import { type BatchContent, storeBatch } from "./store-batch";

export interface CollectorOptions {
  /** What becomes of addresses before anything is stored; default they are kept. */
  readonly privacy?: PrivacyOptions;
  /** Default "collector". */
  readonly group?: string;
}

/** Takes topology and metrics from the log into a database. */
export interface Collector {
  /**
   * Stores what stands on the log and is not stored yet. When the database is away the error is thrown and nothing is
   * lost: the next call begins with the same messages.
   */
  collect(): Promise<{ readonly stored: number; readonly rejected: number }>;
  close(): Promise<void>;
}

/** Longest piece of a rejected message that is kept. */
const EXCERPT = 200;
/** How long a poll waits for the log, ms. */
const WAIT = 100;

/**
 * A collector for the topics of a network. Every message has its effect exactly once, for the place on the log is stored
 * in the same transaction; messages that are no records are kept apart in the table `rejected`, with the reason.
 */
export async function collector(
  log: Log,
  topics: Pick<NetworkTopics, "topology" | "metrics">,
  database: Database,
  options: CollectorOptions = {},
): Promise<Collector> {
  const hideText = addressHider(options.privacy);
  const hideRecord = addressFilter(options.privacy, hideText);
  const hides = hideText !== undefined;
  const consumer: Consumer = await log.consumer({
    group: options.group ?? "collector",
    topics: [topics.topology, topics.metrics],
  });
  await consumer.ready;
  let pending: Batch | undefined;

  function hiddenTopology(value: Uint8Array | null, where: Where): Topology {
    const topology = parseTopology(value, where);
    return hideText === undefined ? topology : parseTopology(hideText(JSON.stringify(topology)), where);
  }
  function contentOf(batch: Batch): BatchContent {
    const metrics: BatchContent["metrics"][number][] = [];
    const topologies: BatchContent["topologies"][number][] = [];
    const rejected: BatchContent["rejected"][number][] = [];
    for (const record of batch.records) {
      const { topic, partition, offset } = record;
      const where = { file: `${topic}/${partition}/${offset}` };
      try {
        if (topic === topics.topology) {
          topologies.push({ topic, partition, offset, topology: hiddenTopology(record.value, where) });
        } else {
          metrics.push({ ...hideRecord(parseMetricRecord(record.value, where)), topic, partition, offset });
        }
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        // Where addresses are hidden, a piece of a message that could not be read must not show one.
        const excerpt = hides ? "" : excerptOf(record.value);
        const plain = hides
          ? new LabError({ code: error.code, expected: error.expected, found: "(hidden)", where })
          : error;
        rejected.push({ topic, partition, offset, error: plain, excerpt });
      }
    }
    const last = batch.records[batch.records.length - 1];
    return {
      topic: batch.topic,
      partition: batch.partition,
      next: last.offset + 1,
      metrics,
      topologies,
      rejected,
    };
  }

  return {
    async collect() {
      let stored = 0;
      let rejected = 0;
      for (;;) {
        pending ??= await consumer.poll(WAIT);
        if (pending === undefined) return { stored, rejected };
        const content = contentOf(pending);
        const fresh = await storeBatch(database, content);
        stored += fresh;
        rejected += fresh === 0 ? 0 : content.rejected.length;
        pending = undefined;
        await consumer.commit();
      }
    },
    close: () => consumer.close(),
  };
}

function excerptOf(value: Uint8Array | null): string {
  return value === null ? "" : new TextDecoder().decode(value.subarray(0, EXCERPT));
}
