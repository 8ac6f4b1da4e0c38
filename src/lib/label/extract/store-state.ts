import { INSTANCE_FEATURES, type InstanceSet } from "../../table";
import type { SqlRow, SqlValue, Transaction } from "../database/database";
import { keyOf } from "../database/tables";
import { RESOURCE_TYPES, type ResourceType, WITHDRAWN } from "../records/metric-record";
import { grouped } from "./grouped";
import { type StateMetric, stateMetrics, stateText } from "./state-text";
import type { StoredRecord } from "./stored";

const SETS: Readonly<Record<ResourceType, InstanceSet>> = {
  device: "D",
  port: "P",
  point: "T",
  queue: "Q",
  rule: "R",
  flow: "F",
};
/** Only what instances have: an agent that makes up names does not make rows longer. */
const FEATURES = new Set(INSTANCE_FEATURES.map(({ set, name }) => `${set} ${name}`));

/** Kinds that end with their rule. */
const OF_RULES: ReadonlySet<ResourceType> = new Set(["rule", "flow"]);

/** Columns of a state. */
const COLUMNS = [
  "resource_key",
  "piece",
  "port_key",
  "rule_key",
  "monitored_id",
  "technology",
  "port_id",
  "rule_id",
  "reported_time",
  "metrics",
  "records",
] as const;

/** Resources whose rows one query asks for. */
const MOST_KEYS = 64;
/** Characters of values in one row; several texts of megabytes would be more than a server takes as one statement. */
const MOST_TEXT = 1_000_000;

/**
 * Brings the present state up to date: of each feature the last record counts, and a withdrawn rule is gone. A resource's
 * row is read before it is written (`lock` keeps it until then), so that an extraction reads a row a resource.
 */
export async function storeState(
  transaction: Transaction,
  lock: string,
  records: readonly StoredRecord[],
): Promise<void> {
  const withdrawn = new Map<string, number>();
  for (const [i, record] of records.entries()) if (isWithdrawal(record)) withdrawn.set(record.ruleId, i);
  for (const rule of withdrawn.keys()) {
    for (const kind of OF_RULES) {
      await transaction.run(`DELETE FROM ${kind}_state WHERE rule_key = ?`, [keyOf(rule)]);
    }
  }
  const present = records.filter((record, i) => {
    const rule = ruleOf(record);
    return !isWithdrawal(record) && (rule === null || i > (withdrawn.get(rule) ?? -1));
  });
  for (const kind of RESOURCE_TYPES) {
    const own = present.filter(({ resourceType }) => resourceType === kind);
    const keyed = grouped(own, (record) => JSON.stringify([record.monitoredResourceId, ruleOf(record)]));
    const resources = [...keyed.values()];
    for (let i = 0; i < resources.length; i += MOST_KEYS) {
      await storeResources(transaction, lock, kind, resources.slice(i, i + MOST_KEYS));
    }
  }
}

function isWithdrawal(record: StoredRecord): record is StoredRecord & { readonly ruleId: string } {
  return record.metricName === WITHDRAWN && record.ruleId !== null;
}

/** The key of a resource's rows; of rules and flows the rule's id is part, for one flow meets several rules. */
export function resourceKey(kind: ResourceType, resource: string, rule: string | null = null): string {
  return keyOf(kind, resource, rule);
}

function ruleOf({ resourceType, ruleId }: StoredRecord): string | null {
  return OF_RULES.has(resourceType) ? ruleId : null;
}

async function storeResources(
  { run, insert }: Transaction,
  lock: string,
  kind: ResourceType,
  resources: readonly (readonly StoredRecord[])[],
): Promise<void> {
  const table = `${kind}_state`;
  const keys = resources.map(([record]) => resourceKey(kind, record.monitoredResourceId, ruleOf(record)));
  const found = await run(
    `SELECT resource_key, piece, metrics, records FROM ${table} WHERE resource_key IN (${keys.map(() => "?").join(", ")})${lock}`,
    keys,
  );
  const before = grouped(found, (row) => String(row.resource_key));
  const rows: SqlValue[][] = [];
  for (const [i, records] of resources.entries()) {
    const old = before.get(keys[i]) ?? [];
    const pieces = piecesOf(kind, old, records);
    const { monitoredResourceId, technology, portId, ruleId } = records[records.length - 1];
    for (const [piece, metrics] of pieces.entries()) {
      const text = stateText(metrics);
      const time = [...metrics.values()].reduce<number | null>(
        (newest, metric) => Math.max(newest ?? metric.time, metric.time),
        null,
      );
      rows.push([
        keys[i],
        piece,
        keyOf(portId),
        keyOf(ruleId),
        monitoredResourceId,
        technology,
        portId,
        ruleId,
        time,
        text.metrics,
        text.records,
      ]);
    }
    if (old.length > pieces.length) {
      await run(`DELETE FROM ${table} WHERE resource_key = ? AND piece >= ?`, [keys[i], pieces.length]);
    }
  }
  await insert(table, COLUMNS, rows, { replace: true });
}

/** What was known and what came, in as many pieces as the database takes; nearly always one. */
function piecesOf(
  kind: ResourceType,
  old: readonly SqlRow[],
  records: readonly StoredRecord[],
): Map<string, StateMetric>[] {
  const all = new Map<string, StateMetric>();
  for (const { metrics, records: places } of old) {
    for (const [name, metric] of stateMetrics({ metrics: String(metrics), records: String(places) }))
      all.set(name, metric);
  }
  for (const { metricName, value, reportedTime: time, topic, partition, offset } of records) {
    if (FEATURES.has(`${SETS[kind]} ${metricName}`))
      all.set(metricName, { value, time, topic, partition, offset });
  }
  const pieces = [new Map<string, StateMetric>()];
  let length = 0;
  for (const [name, metric] of all) {
    const own = typeof metric.value === "string" ? metric.value.length : 0;
    if (length > 0 && length + own > MOST_TEXT) {
      pieces.push(new Map());
      length = 0;
    }
    length += own;
    pieces[pieces.length - 1].set(name, metric);
  }
  return pieces;
}
