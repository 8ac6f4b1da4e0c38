import { fail, quote } from "../../core";
import { type Cell, type Column, Table } from "../../table";
import { aggregateFlows, aggregateQueues } from "./aggregate";
import { type InstanceColumn, type InstanceLayout, instanceColumns } from "./layout";
import type { InstanceParts, Metrics, PointParts } from "./parts";

/**
 * Instances as a table: one row for each, columns by the declared layout. What is not known is missing, never 0: a
 * technology that the port does not have, a queue without a limit, a rule that met no flow yet.
 *
 * @throws LabError `type` for a text where a number belongs (or the reverse), `limit` when there are more queues or flows
 * than the layout has columns for, `argument` for a technology twice on one port
 * @example
 * const rule = new Map([["rule_technology", "TC"], ["rule_complexity", 3]]);
 * const parts = { device: new Map([["is_physical", 0]]), port: new Map(), points: [], flows: [], rule };
 * const t = label.buildInstances([parts]);
 * [t.names.length, t.at(0, "is_physical"), t.at(0, "rule_technology"), t.at(0, "rx_packets")] //=> [34, 0, "TC", null]
 */
export function buildInstances(instances: readonly InstanceParts[], layout: InstanceLayout = {}): Table {
  const columns = instanceColumns(layout);
  const cells = columns.map(({ feature }) =>
    feature.type === "text"
      ? new Array<string | null>(instances.length).fill(null)
      : new Float64Array(instances.length).fill(Number.NaN),
  );
  let around: Around | undefined;
  for (const [row, parts] of instances.entries()) {
    // The rules of a port share its points: they are looked at once.
    if (around?.points !== parts.points) around = aroundOf(parts.points, layout);
    const flows = placed(parts.flows, layout.flows, "flows", aggregateFlows);
    const current = parts.rule.get("rule_technology") ?? null;
    const own = around.byTechnology.get(typeof current === "string" ? current : "");
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c];
      const point = column.technology === null ? own : around.byTechnology.get(column.technology);
      const source = sourceOf(column, parts, point, flows);
      put(cells[c], row, source?.get(column.feature.name) ?? null, column);
    }
  }
  return Table.fromColumns(columns.map((column, c): readonly [string, Column] => [column.name, cells[c]]));
}

/** What is known about the datapath points of a port, by technology. */
interface Around {
  readonly points: InstanceParts["points"];
  /** Each with its queues in their places. */
  readonly byTechnology: ReadonlyMap<string, PointParts>;
}

function aroundOf(points: InstanceParts["points"], layout: InstanceLayout): Around {
  const byTechnology = new Map<string, PointParts>();
  for (const point of points) {
    if (byTechnology.has(point.technology)) {
      fail({ code: "argument", expected: "one datapath point a technology", found: quote(point.technology) });
    }
    const queues = placed(point.queues, layout.queues, "queues", aggregateQueues);
    byTechnology.set(point.technology, { ...point, queues });
  }
  return { points, byTechnology };
}

function sourceOf(
  { feature, queue, flow }: InstanceColumn,
  parts: InstanceParts,
  point: PointParts | undefined,
  flows: readonly Metrics[],
): Metrics | undefined {
  switch (feature.set) {
    case "D":
      return parts.device;
    case "P":
      return parts.port;
    case "T":
      return point?.metrics;
    case "Q":
      return point?.queues[queue ?? 0];
    case "F":
      return flows[flow ?? 0];
    case "R":
      return parts.rule;
  }
}

/** The resources in their places, or all of them in one. */
function placed(
  resources: readonly Metrics[],
  places: "aggregate" | number | undefined,
  what: string,
  aggregate: (resources: readonly Metrics[]) => Metrics,
): readonly Metrics[] {
  if (places === undefined || places === "aggregate") return [aggregate(resources)];
  if (resources.length <= places) return resources;
  return fail({
    code: "limit",
    expected: `at most ${places} ${what}, as the layout says`,
    found: String(resources.length),
    hint: `Raise ${what} in the layout, or say "aggregate".`,
  });
}

/** Puts a value that is known into its place; missing is there already. */
function put(
  cells: (string | null)[] | Float64Array,
  row: number,
  value: Cell,
  column: InstanceColumn,
): void {
  if (value === null || Number.isNaN(value)) return;
  if (cells instanceof Float64Array) {
    if (typeof value === "number") {
      cells[row] = value;
      return;
    }
  } else if (typeof value === "string") {
    cells[row] = value;
    return;
  }
  fail({
    code: "type",
    expected: `a ${column.feature.type} in row ${row}`,
    found: quote(value),
    where: { column: column.name },
  });
}
