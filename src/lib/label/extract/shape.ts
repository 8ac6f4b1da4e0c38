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
  /** The same shape, with `topic/partition/offset` in place of each value; made when it is asked for. */
  readonly sources: InstanceParts;
}

type CellOf = (row: MetricRow) => Cell;
/** What all rules of a port share. */
type Around = Pick<InstanceParts, "device" | "port" | "points">;

/** The rules of a port, sorted by their ids, each with the resources around it. */
export function shapeRules(device: string, port: string, rows: PortRows): ExtractedRule[] {
  const own = groups(rows.rules, (row) => row.rule ?? row.resource);
  const flows = new Map(groups(rows.flows, (row) => row.rule ?? "").map((group) => [group[0].rule, group]));
  const around = aroundOf(rows, (row) => row.value);
  let sourcesAround: Around | undefined;
  return own.map((ruleRows) => {
    const rule = ruleRows[0].rule ?? ruleRows[0].resource;
    const flowRows = groups(flows.get(rule) ?? [], (row) => row.resource);
    return {
      rule,
      device,
      port,
      time: ruleRows.reduce((newest, row) => Math.max(newest, row.time), Number.NEGATIVE_INFINITY),
      parts: partsOf(around, ruleRows, flowRows, (row) => row.value),
      get sources() {
        sourcesAround ??= aroundOf(rows, (row) => row.source);
        return partsOf(sourcesAround, ruleRows, flowRows, (row) => row.source);
      },
    };
  });
}

function aroundOf(rows: PortRows, cell: CellOf): Around {
  const of = (kind: string): readonly MetricRow[] => rows.points.filter((row) => row.kind === kind);
  const queues = groups(of("queue"), (row) => row.resource);
  const points = groups(of("point"), (row) => row.resource).map((point): PointParts => {
    const technology = point[0].technology ?? "";
    const own = queues.filter((queue) => queue[0].technology === technology);
    return { technology, metrics: metrics(point, cell), queues: own.map((queue) => metrics(queue, cell)) };
  });
  return { device: metrics(rows.device, cell), port: metrics(of("port"), cell), points };
}

function partsOf(
  around: Around,
  rule: readonly MetricRow[],
  flows: readonly (readonly MetricRow[])[],
  cell: CellOf,
): InstanceParts {
  return { ...around, flows: flows.map((flow) => metrics(flow, cell)), rule: metrics(rule, cell) };
}

/** Rows by a key, in the order of the keys. */
function groups(rows: readonly MetricRow[], keyOf: (row: MetricRow) => string): MetricRow[][] {
  const found = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group);
}

function metrics(rows: readonly MetricRow[], cell: CellOf): Metrics {
  const found = new Map<string, Cell>();
  for (const row of rows) found.set(row.metric, cell(row));
  return found;
}
