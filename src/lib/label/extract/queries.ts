import { fail } from "../../core";
import type { Database, SqlRow } from "../database/database";
import { keyOf } from "../database/tables";
import type { Metrics } from "../instance/parts";
import type { ResourceType } from "../records/metric-record";
import { parseTopology } from "../topology/parse";
import type { Topology } from "../topology/topology";
import { stateMetrics, stateValues } from "./state-text";
import { resourceKey } from "./store-state";

/** One resource as a query gives it back; one with very long texts comes in several pieces. */
export interface ResourceRow {
  /** port, point or queue; empty where the query asked for one kind only. */
  readonly kind: string;
  readonly resource: string;
  /** Of points and queues. */
  readonly technology: string | null;
  /** Of flows and rules. */
  readonly rule: string | null;
  /** When the newest of its metrics was reported, ms since the epoch; of rules, NaN elsewhere. */
  readonly time: number;
  readonly values: Metrics;
  /** `topic/partition/offset` of each value's record; read when it is asked for. */
  readonly sources: Metrics;
}

/** What the four queries of one port gave: device; port with its datapath points and queues; flows; rules. */
export interface PortRows {
  readonly device: readonly ResourceRow[];
  readonly points: readonly ResourceRow[];
  readonly flows: readonly ResourceRow[];
  readonly rules: readonly ResourceRow[];
}

/** How many queries one port takes, however many rules it has. */
export const QUERIES_PER_PORT = 4;

/** What of each kind is used; what is not used is not asked for, since rules are many. */
const PICK: Readonly<Record<"device" | "around" | "flow" | "rule", string>> = {
  device: "monitored_id, metrics, records",
  around: "monitored_id, technology, metrics, records",
  flow: "monitored_id, rule_id, metrics, records",
  rule: "monitored_id, rule_id, reported_time, metrics, records",
};

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
  const rows = await database.query("SELECT DISTINCT port_key FROM rule_state");
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
  const ask = async (text: string, ...values: readonly string[]): Promise<ResourceRow[]> =>
    (await database.query(text, values)).map((row) => new StoredResource(row));
  const around = AROUND.map((kind) => `SELECT '${kind}' AS kind, ${from(kind, "around")} WHERE port_key = ?`);
  const [devices, points, flows, rules] = await Promise.all([
    ask(`SELECT ${from("device")} WHERE resource_key = ?`, resourceKey("device", device)),
    ask(around.join(" UNION ALL "), key, key, key),
    ask(`SELECT ${from("flow")} WHERE port_key = ?`, key),
    ask(`SELECT ${from("rule")} WHERE port_key = ?`, key),
  ]);
  // A resource of which no feature is known yet has a row as well; as a rule or flow it is none yet.
  const known = ({ values }: ResourceRow): boolean => values.size > 0;
  return { device: devices, points, flows: flows.filter(known), rules: rules.filter(known) };
}

const AROUND = ["port", "point", "queue"] as const;

function from(kind: "device" | "flow" | "rule"): string;
function from(kind: (typeof AROUND)[number], as: "around"): string;
function from(kind: ResourceType, as = kind as keyof typeof PICK): string {
  return `${PICK[as]} FROM ${kind}_state`;
}

/** A row of the database. */
class StoredResource implements ResourceRow {
  readonly kind: string;
  readonly resource: string;
  readonly technology: string | null;
  readonly rule: string | null;
  readonly time: number;
  readonly values: Metrics;
  readonly #row: SqlRow;

  constructor(row: SqlRow) {
    this.kind = (row.kind as string | undefined) ?? "";
    this.resource = text(row, "monitored_id");
    this.technology = (row.technology as string | null | undefined) ?? null;
    this.rule = (row.rule_id as string | null | undefined) ?? null;
    this.time = Number(row.reported_time);
    this.values = stateValues(text(row, "metrics"));
    this.#row = row;
  }

  get sources(): Metrics {
    const stored = stateMetrics({ metrics: text(this.#row, "metrics"), records: text(this.#row, "records") });
    return new Map(
      [...stored].map(([name, { topic, partition, offset }]) => [name, `${topic}/${partition}/${offset}`]),
    );
  }
}

function text(row: SqlRow, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  return fail({ code: "format", expected: `a text as ${name} in the database`, found: String(value) });
}
