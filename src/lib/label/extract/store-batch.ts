import type { LabError } from "../../core";
import type { Position } from "../../stream";
import type { Database, Transaction } from "../database/database";
import { insertHistory, keyOf, nowKey, replaceNow } from "../database/tables";
import { RESOURCE_TYPES, WITHDRAWN } from "../records/metric-record";
import { topologyHash } from "../topology/hash";
import type { Topology } from "../topology/topology";
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
    const next = await nextOffset(transaction, database.kind, batch);
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
    await storeNow(transaction, metrics);
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
  kind: Database["kind"],
  { topic, partition }: BatchContent,
): Promise<number> {
  const lock = kind === "mysql" ? " FOR UPDATE" : "";
  const rows = await run(`SELECT next_offset FROM positions WHERE topic = ? AND log_partition = ?${lock}`, [
    topic,
    partition,
  ]);
  return rows.length === 0 ? 0 : Number(rows[0].next_offset);
}

/** Brings the present state up to date: the last record of each metric counts, and a withdrawn rule is gone. */
async function storeNow(transaction: Transaction, metrics: readonly StoredRecord[]): Promise<void> {
  const newest = new Map<string, StoredRecord>();
  const gone = new Set<string>();
  for (const record of metrics) {
    if (record.metricName !== WITHDRAWN || record.ruleId === null) {
      newest.set(nowKey(record), record);
      continue;
    }
    gone.add(keyOf(record.ruleId));
    for (const [key, { ruleId }] of newest) if (ruleId === record.ruleId) newest.delete(key);
  }
  for (const rule of gone) {
    await transaction.run("DELETE FROM rule_now WHERE rule_key = ?", [rule]);
    await transaction.run("DELETE FROM flow_now WHERE rule_key = ?", [rule]);
  }
  for (const type of RESOURCE_TYPES) {
    await replaceNow(
      transaction,
      type,
      [...newest.values()].filter((record) => record.resourceType === type),
    );
  }
}
