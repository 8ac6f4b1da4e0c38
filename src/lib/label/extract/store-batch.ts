import type { LabError } from "../../core";
import type { Position } from "../../stream";
import type { Database, Transaction } from "../database/database";
import { insertHistory } from "../database/tables";
import { RESOURCE_TYPES } from "../records/metric-record";
import { topologyHash } from "../topology/hash";
import type { Topology } from "../topology/topology";
import { storeState } from "./store-state";
import type { StoredRecord } from "./stored";

/** What the messages of one batch of one partition were found to be. */
export interface BatchContent {
  readonly topic: string;
  readonly partition: number;
  /** The offset behind the last message. */
  readonly next: number;
  readonly metrics: readonly StoredRecord[];
  readonly topologies: readonly (Position & { readonly topology: Topology })[];
  readonly rejected: readonly (Position & { readonly error: LabError; readonly excerpt: string })[];
}

/**
 * Stores a batch, and how far the partition is stored, in one transaction: a batch that comes again changes nothing.
 * Gives back how many messages were new.
 */
export async function storeBatch(database: Database, batch: BatchContent): Promise<number> {
  return database.transaction(async (transaction) => {
    const { run, insert } = transaction;
    const lock = database.kind === "mysql" ? " FOR UPDATE" : "";
    const next = await nextOffset(transaction, lock, batch);
    const isNew = (position: Position): boolean => position.offset >= next;
    const metrics = batch.metrics.filter(isNew);
    const topologies = batch.topologies.filter(isNew);
    const rejected = batch.rejected.filter(isNew);
    if (batch.next <= next) return 0;
    for (const kind of RESOURCE_TYPES) {
      await insertHistory(
        transaction,
        kind,
        metrics.filter((record) => record.resourceType === kind),
      );
    }
    await storeState(transaction, lock, metrics);
    const place = ["record_topic", "record_partition", "record_offset"];
    await insert(
      "topologies",
      [...place, "version", "hash", "topology"],
      topologies.map(({ topic, partition, offset, topology }) => [
        topic,
        partition,
        offset,
        topology.version,
        topologyHash(topology),
        JSON.stringify(topology),
      ]),
    );
    await insert(
      "rejected",
      [...place, "reason", "excerpt"],
      rejected.map(({ topic, partition, offset, error, excerpt }) => [
        topic,
        partition,
        offset,
        error.message,
        excerpt,
      ]),
    );
    await run("DELETE FROM positions WHERE topic = ? AND log_partition = ?", [batch.topic, batch.partition]);
    await run("INSERT INTO positions (topic, log_partition, next_offset) VALUES (?, ?, ?)", [
      batch.topic,
      batch.partition,
      batch.next,
    ]);
    return metrics.length + topologies.length + rejected.length;
  });
}

async function nextOffset(
  { run }: Transaction,
  lock: string,
  { topic, partition }: BatchContent,
): Promise<number> {
  const rows = await run(`SELECT next_offset FROM positions WHERE topic = ? AND log_partition = ?${lock}`, [
    topic,
    partition,
  ]);
  return rows.length === 0 ? 0 : Number(rows[0].next_offset);
}
