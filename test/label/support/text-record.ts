import type { MetricRecord } from "../../../src/lib/label";

/** A record with the same text in each of its places for one. */
export function textRecord(
  text: string,
  rest: Pick<MetricRecord, "resourceType" | "reportedTime" | "sequence">,
): MetricRecord {
  return {
    ...rest,
    monitoringResourceId: text,
    monitoredResourceId: text,
    metricName: text,
    value: text,
    unit: text,
    technology: text,
    portId: text,
    ruleId: text,
    flowId: text,
    agentVersion: text,
  };
}
