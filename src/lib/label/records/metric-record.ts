import type { Where } from "../../core";
import type { Cell } from "../../table";
import { readFields, readJson, wellFormed } from "./check";

/** What a metric belongs to; one table of the database each. */
export const RESOURCE_TYPES = ["device", "port", "point", "queue", "rule", "flow"] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/**
 * One metric of one resource at one time, as an agent publishes it. The paper names three keys of its metadata
 * (monitoringResourceId, monitoredResourceId, reportedTime); the others are ours.
 */
export interface MetricRecord {
  /** The producer: the agent. */
  readonly monitoringResourceId: string;
  /** The source of the value: device, port, datapath point, queue, rule or flow. */
  readonly monitoredResourceId: string;
  /** When it was produced, ms since the epoch. */
  readonly reportedTime: number;
  readonly resourceType: ResourceType;
  /** A name of the feature dictionary, or any other; those others are stored, but no feature. */
  readonly metricName: string;
  /** Null is missing. */
  readonly value: Cell;
  readonly unit: string;
  readonly technology: string | null;
  readonly portId: string | null;
  /** Of a flow: the rule that hits it. A flow that two rules hit is reported for each of them. */
  readonly ruleId: string | null;
  readonly flowId: string | null;
  /** Grows by one with each report of an agent. */
  readonly sequence: number;
  readonly agentVersion: string;
}

/** The metric that says that a rule is gone: the collector forgets its present state, and keeps its history. */
export const WITHDRAWN = "withdrawn";

/** Which ids a type of resource must carry, beside its own. */
const NEEDED: Readonly<Record<ResourceType, readonly ("portId" | "technology" | "ruleId" | "flowId")[]>> = {
  device: [],
  port: ["portId"],
  point: ["portId", "technology"],
  queue: ["portId", "technology"],
  rule: ["portId", "ruleId"],
  flow: ["portId", "ruleId", "flowId"],
};

/**
 * A metric record out of JSON (text, bytes or a value), every field checked. Unknown fields are left out.
 *
 * @throws LabError `format` that names the field
 */
export function parseMetricRecord(source: unknown, where: Where = {}): MetricRecord {
  const what = "a metric record";
  const fields = readFields(readJson(source, what, where), what, where);
  const resourceType = fields.oneOf("resourceType", RESOURCE_TYPES);
  const value = fields.raw("value") ?? null;
  if (typeof value === "string" ? !wellFormed(value) : value !== null && !Number.isFinite(value)) {
    fields.wrong("value", "a number, a text or null");
  }
  const unit = fields.raw("unit");
  for (const id of NEEDED[resourceType]) fields.text(id);
  return {
    monitoringResourceId: fields.text("monitoringResourceId"),
    monitoredResourceId: fields.text("monitoredResourceId"),
    reportedTime: fields.number("reportedTime"),
    resourceType,
    metricName: fields.text("metricName"),
    value: value as Cell,
    // Texts have no unit, which is a unit all the same: it must be said.
    unit: unit === "" ? "" : fields.text("unit"),
    technology: fields.textOrNull("technology"),
    portId: fields.textOrNull("portId"),
    ruleId: fields.textOrNull("ruleId"),
    flowId: fields.textOrNull("flowId"),
    sequence: fields.count("sequence"),
    agentVersion: fields.text("agentVersion"),
  };
}
