import { fail } from "../../core";
import { type Cell, INSTANCE_FEATURES } from "../../table";
import type { Database, SqlRow } from "../database/database";
import { keyOf } from "../database/tables";
import type { ResourceType } from "../records/metric-record";
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
/** Of a flow or rule only what instances have, for agents report more. The names are the dictionary's own. */
const WANTED = (["F", "R"] as const).map((set) => {
  const names = INSTANCE_FEATURES.filter((feature) => feature.set === set).map(({ name }) => `'${name}'`);
  return `metric IN (${names.join(", ")})`;
});

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
  const ask = async (text: string, ...values: readonly string[]): Promise<MetricRow[]> =>
    (await database.query(text, values)).map(metricOf);
  const around = (["port", "point", "queue"] as const).map((kind) => `${select(kind)} WHERE port_key = ?`);
  const [devices, points, flows, rules] = await Promise.all([
    ask(`${select("device")} WHERE monitored_key = ?`, keyOf(device)),
    ask(around.join(" UNION ALL "), key, key, key),
    ask(`${select("flow")} WHERE port_key = ? AND ${WANTED[0]}`, key),
    ask(`${select("rule")} WHERE port_key = ? AND ${WANTED[1]}`, key),
  ]);
  return { device: devices, points, flows, rules };
}

function select(kind: ResourceType): string {
  return `SELECT '${kind}' AS kind, ${PICK} FROM ${kind}_now`;
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
    get source() {
      return `${row.record_topic}/${row.record_partition}/${row.record_offset}`;
    },
  };
}
