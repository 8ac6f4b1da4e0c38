import { createHash } from "node:crypto";
import type { StoredRecord } from "../extract/stored";
import { RESOURCE_TYPES } from "../records/metric-record";
import type { Database, SqlValue, Transaction } from "./database";

/** The columns of a record in the history, in the order of {@link valuesOf}. */
const COLUMNS = [
  "record_topic",
  "record_partition",
  "record_offset",
  "monitoring_id",
  "monitored_id",
  "reported_time",
  "metric",
  "value_number",
  "value_text",
  "unit",
  "technology",
  "port_id",
  "rule_id",
  "flow_id",
  "sequence",
  "agent_version",
] as const;

const NUMERIC: ReadonlySet<string> = new Set(["reported_time", "value_number", "sequence"]);

/**
 * Makes the tables that do not exist. For each kind of resource (device, port, point, queue, rule, flow) there is
 * `<kind>_metrics`, every record that came, and `<kind>_state`, the newest value of each feature, a row a resource; beside
 * them `topologies`, `rejected` (messages that were no records) and `positions` (how far each partition of the log is
 * stored). Keys of the state are hashes, for no index holds a text of any length.
 */
export async function createTables(database: Database): Promise<void> {
  const mysql = database.kind === "mysql";
  const text = mysql ? "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "VARCHAR";
  const name = mysql ? "VARCHAR(249) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "VARCHAR";
  const key = mysql ? "CHAR(64) CHARACTER SET ascii COLLATE ascii_bin" : "VARCHAR";
  const end = mysql ? ") ENGINE=InnoDB" : ")";
  const place = `record_topic ${name} NOT NULL, record_partition INTEGER NOT NULL, record_offset BIGINT NOT NULL`;
  const inPlace = "PRIMARY KEY (record_topic, record_partition, record_offset)";
  const metric = COLUMNS.slice(3).map((column) => `${column} ${NUMERIC.has(column) ? "DOUBLE" : text}`);
  const index = mysql ? ", INDEX by_port (port_key), INDEX by_rule (rule_key)" : "";
  const tables = RESOURCE_TYPES.flatMap((kind) => [
    `${kind}_metrics (${place}, ${metric.join(", ")}, ${inPlace}`,
    `${kind}_state (resource_key ${key} NOT NULL, piece INTEGER NOT NULL, port_key ${key}, rule_key ${key}, ` +
      `monitored_id ${text}, technology ${text}, port_id ${text}, rule_id ${text}, reported_time DOUBLE, ` +
      `metrics ${text}, records ${text}, PRIMARY KEY (resource_key, piece)${index}`,
  ]);
  tables.push(
    `topologies (${place}, version DOUBLE, hash ${key}, topology ${text}, ${inPlace}`,
    `rejected (${place}, reason ${text}, excerpt ${text}, ${inPlace}`,
    `positions (topic ${name} NOT NULL, log_partition INTEGER NOT NULL, next_offset DOUBLE, PRIMARY KEY (topic, log_partition)`,
  );
  for (const table of tables) await database.query(`CREATE TABLE IF NOT EXISTS ${table}${end}`);
}

/** A key of any texts. */
export function keyOf(...parts: readonly (string | null)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Adds records to the history of their kind. */
export async function insertHistory(
  { insert }: Transaction,
  kind: string,
  records: readonly StoredRecord[],
): Promise<void> {
  await insert(`${kind}_metrics`, COLUMNS, records.map(valuesOf));
}

function valuesOf(record: StoredRecord): SqlValue[] {
  const { value } = record;
  return [
    record.topic,
    record.partition,
    record.offset,
    record.monitoringResourceId,
    record.monitoredResourceId,
    record.reportedTime,
    record.metricName,
    typeof value === "number" ? value : null,
    typeof value === "string" ? value : null,
    record.unit,
    record.technology,
    record.portId,
    record.ruleId,
    record.flowId,
    record.sequence,
    record.agentVersion,
  ];
}
