import { fail } from "../../core";
import type { Cell } from "../../table";
import type { Database, SqlRow } from "../database/database";
import { keyOf } from "../database/tables";
import { parseTopology } from "../topology/parse";
import type { Topology } from "../topology/topology";

/** One metric as a query gives it back. */
export interface MetricRow {
  readonly kind: string;
  readonly resource: string;
  readonly metric: string;
  readonly value: Cell;
  readonly technology: string | null;
  readonly rule: string | null;
  readonly time: number;
  /** `topic/partition/offset` of its record. */
  readonly source: string;
}

/** What the four queries of one port gave: device; port with its datapath points and queues; flows; rules. */
export interface PortRows {
  readonly device: readonly MetricRow[];
  readonly points: readonly MetricRow[];
  readonly flows: readonly MetricRow[];
  readonly rules: readonly MetricRow[];
}

/** How many queries one port takes, however many rules it has. */
export const QUERIES_PER_PORT = 4;

const PICK =
  "monitored_id, metric, value_number, value_text, technology, rule_id, reported_time, record_topic, record_partition, record_offset";
const ORDER = "ORDER BY monitored_id, rule_id, metric";

/** The newest topology; undefined before one came. */
export async function newestTopology(database: Database): Promise<Topology | undefined> {
  const rows = await database.query(
    "SELECT topology FROM topologies ORDER BY version DESC, record_offset DESC LIMIT 1",
  );
  return rows.length === 0 ? undefined : parseTopology(rows[0].topology, { file: "table topologies" });
}

/** The ports that have enforced rules, of those that the topology knows. */
export async function portsWithRules(
  database: Database,
  topology: Topology,
): Promise<{ device: string; port: string }[]> {
  const rows = await database.query("SELECT DISTINCT port_id FROM rule_now");
  const ruled = new Set(rows.map((row) => row.port_id));
  return topology.devices.flatMap((device) =>
    device.ports.filter((port) => ruled.has(port.id)).map((port) => ({ device: device.id, port: port.id })),
  );
}

/** The four queries of a port, side by side. */
export async function portRows(database: Database, device: string, port: string): Promise<PortRows> {
  const key = keyOf(port);
  const ask = async (text: string, values: readonly string[]): Promise<MetricRow[]> =>
    (await database.query(text, values)).map(metricOf);
  const [devices, points, flows, rules] = await Promise.all([
    ask(`SELECT 'device' AS kind, ${PICK} FROM device_now WHERE monitored_key = ? ${ORDER}`, [keyOf(device)]),
    ask(
      ["port", "point", "queue"]
        .map((kind) => `SELECT '${kind}' AS kind, ${PICK} FROM ${kind}_now WHERE port_key = ?`)
        .join(" UNION ALL "),
      [key, key, key],
    ),
    ask(`SELECT 'flow' AS kind, ${PICK} FROM flow_now WHERE port_key = ? ${ORDER}`, [key]),
    ask(`SELECT 'rule' AS kind, ${PICK} FROM rule_now WHERE port_key = ? ${ORDER}`, [key]),
  ]);
  return { device: devices, points, flows, rules };
}

function metricOf(row: SqlRow): MetricRow {
  const text = (name: string): string => {
    const value = row[name];
    return typeof value === "string"
      ? value
      : fail({ code: "format", expected: `a text as ${name} in the database`, found: String(value) });
  };
  return {
    kind: text("kind"),
    resource: text("monitored_id"),
    metric: text("metric"),
    value: row.value_text ?? row.value_number,
    technology: row.technology as string | null,
    rule: row.rule_id as string | null,
    time: Number(row.reported_time),
    source: `${row.record_topic}/${row.record_partition}/${row.record_offset}`,
  };
}
