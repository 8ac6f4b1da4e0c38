import type { Cell } from "../../table";
import type { InstanceParts, Metrics, PointParts } from "../instance/parts";
import type { MetricRow, PortRows } from "./queries";

/** One rule with everything that belongs to it, and where each value came from. */
export interface ExtractedRule {
  readonly rule: string;
  readonly device: string;
  readonly port: string;
  /** When the newest of the rule's own metrics was reported, ms since the epoch. */
  readonly time: number;
  readonly parts: InstanceParts;
  /** The same shape, with `topic/partition/offset` in place of each value. */
  readonly sources: InstanceParts;
}

/** The rules of a port, sorted by their ids, each with the resources around it. */
export function shapeRules(device: string, port: string, rows: PortRows): ExtractedRule[] {
  const ids = [...new Set(rows.rules.map((row) => row.rule ?? row.resource))].sort();
  return ids.map((rule) => {
    const own = rows.rules.filter((row) => (row.rule ?? row.resource) === rule);
    const flows = rows.flows.filter((row) => row.rule === rule);
    return {
      rule,
      device,
      port,
      time: own.reduce((newest, row) => Math.max(newest, row.time), Number.NEGATIVE_INFINITY),
      parts: partsOf(rows, own, flows, (row) => row.value),
      sources: partsOf(rows, own, flows, (row) => row.source),
    };
  });
}

function partsOf(
  rows: PortRows,
  rule: readonly MetricRow[],
  flows: readonly MetricRow[],
  cell: (row: MetricRow) => Cell,
): InstanceParts {
  const of = (kind: string): readonly MetricRow[] => rows.points.filter((row) => row.kind === kind);
  const queues = groups(of("queue"));
  const points = groups(of("point")).map((point): PointParts => {
    const technology = point[0].technology ?? "";
    const own = queues.filter((queue) => queue[0].technology === technology);
    return { technology, metrics: metrics(point, cell), queues: own.map((queue) => metrics(queue, cell)) };
  });
  return {
    device: metrics(rows.device, cell),
    port: metrics(of("port"), cell),
    points,
    flows: groups(flows).map((flow) => metrics(flow, cell)),
    rule: metrics(rule, cell),
  };
}

/** Rows by resource, in the order of the resources' ids. */
function groups(rows: readonly MetricRow[]): MetricRow[][] {
  const found = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const group = found.get(row.resource);
    if (group === undefined) found.set(row.resource, [row]);
    else group.push(row);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group);
}

function metrics(rows: readonly MetricRow[], cell: (row: MetricRow) => Cell): Metrics {
  return new Map(rows.map((row) => [row.metric, cell(row)]));
}
