import { fail } from "../../core";
import { type Cell, INSTANCE_FEATURES } from "../../table";
import type { Database, SqlRow } from "../database/database";
import { keyOf } from "../database/tables";
import type { ResourceType } from "../records/metric-record";
import { parseTopology } from "../topology/parse";
import type { Topology } from "../topology/topology";

/** One metric as a query gives it back. */
export interface MetricRow {
  /** port, point or queue; empty where the query asked for one kind only. */
  readonly kind: string;
  readonly resource: string;
  readonly metric: string;
  readonly value: Cell;
  /** Of points and queues. */
  readonly technology: string | null;
  /** Of flows and rules. */
  readonly rule: string | null;
  /** Of rules, NaN elsewhere. */
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

/** Columns that every metric is asked for, of which the last three say where its record stands. */
const PICK = "metric, value_number, value_text, record_topic, record_partition, record_offset";
/** What else of each kind is used; what is not used is not asked for, since rules are many. */
const ALSO: Readonly<Record<"device" | "around" | "flow" | "rule", string>> = {
  device: "monitored_id",
  around: "monitored_id, technology",
  flow: "monitored_id, rule_id",
  rule: "monitored_id, rule_id, reported_time",
};
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
  // Keys stand in an index, which is read port by port; the ports' names would be read rule by rule.
  const rows = await database.query("SELECT DISTINCT port_key FROM rule_now");
  const ruled = new Set(rows.map((row) => row.port_key));
  return topology.devices.flatMap((device) =>
    device.ports
      .filter((port) => ruled.has(keyOf(port.id)))
      .map((port) => ({ device: device.id, port: port.id })),
  );
}

/** The four queries of a port, side by side. */
export async function portRows(database: Database, device: string, port: string): Promise<PortRows> {
  const key = keyOf(port);
  const ask = async (text: string, ...values: readonly string[]): Promise<MetricRow[]> =>
    (await database.query(text, values)).map((row) => new StoredMetric(row));
  const around = AROUND.map((kind) => `SELECT '${kind}' AS kind, ${from(kind, "around")} WHERE port_key = ?`);
  const [devices, points, flows, rules] = await Promise.all([
    ask(`SELECT ${from("device")} WHERE monitored_key = ?`, keyOf(device)),
    ask(around.join(" UNION ALL "), key, key, key),
    ask(`SELECT ${from("flow")} WHERE port_key = ? AND ${WANTED[0]}`, key),
    ask(`SELECT ${from("rule")} WHERE port_key = ? AND ${WANTED[1]}`, key),
  ]);
  return { device: devices, points, flows, rules };
}

const AROUND = ["port", "point", "queue"] as const;

function from(kind: "device" | "flow" | "rule"): string;
function from(kind: (typeof AROUND)[number], as: "around"): string;
function from(kind: ResourceType, as = kind as keyof typeof ALSO): string {
  return `${ALSO[as]}, ${PICK} FROM ${kind}_now`;
}

/** A row of the database. A class, so that the thousands of one extraction share the functions that make traces. */
class StoredMetric implements MetricRow {
  readonly kind: string;
  readonly resource: string;
  readonly metric: string;
  readonly value: Cell;
  readonly technology: string | null;
  readonly rule: string | null;
  readonly time: number;
  readonly #row: SqlRow;

  constructor(row: SqlRow) {
    this.kind = (row.kind as string | undefined) ?? "";
    this.resource = text(row.monitored_id, "monitored_id");
    this.metric = text(row.metric, "metric");
    this.value = row.value_text ?? row.value_number;
    this.technology = (row.technology as string | null | undefined) ?? null;
    this.rule = (row.rule_id as string | null | undefined) ?? null;
    this.time = Number(row.reported_time);
    this.#row = row;
  }

  get source(): string {
    return `${this.#row.record_topic}/${this.#row.record_partition}/${this.#row.record_offset}`;
  }
}

function text(value: SqlRow[string], name: string): string {
  if (typeof value === "string") return value;
  return fail({ code: "format", expected: `a text as ${name} in the database`, found: String(value) });
}
