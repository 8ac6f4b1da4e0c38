import { fail, quote } from "../../core";
import { type Cell, type Column, Table } from "../../table";
import { aggregateFlows, aggregateQueues } from "./aggregate";
import { type InstanceColumn, type InstanceLayout, instanceColumns } from "./layout";
import type { InstanceParts, Metrics, PointParts } from "./parts";

const NOTHING: Metrics = new Map();

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
  const rows = instances.map((parts, row) => valuesOf(parts, columns, layout, row));
  return Table.fromColumns(
    columns.map((column, c): readonly [string, Column] => [
      column.name,
      column.feature.type === "text"
        ? rows.map((row) => row[c] as string | null)
        : Float64Array.from(rows, (row) => (row[c] as number | null) ?? Number.NaN),
    ]),
  );
}

function valuesOf(
  parts: InstanceParts,
  columns: readonly InstanceColumn[],
  layout: InstanceLayout,
  row: number,
): Cell[] {
  const points = new Map<string, PointParts>();
  for (const point of parts.points) {
    if (points.has(point.technology)) {
      fail({ code: "argument", expected: "one datapath point a technology", found: quote(point.technology) });
    }
    points.set(point.technology, point);
  }
  const queues = new Map(
    [...points].map(([name, point]) => [
      name,
      placed(point.queues, layout.queues, "queues", aggregateQueues),
    ]),
  );
  const flows = placed(parts.flows, layout.flows, "flows", aggregateFlows);
  const current = parts.rule.get("rule_technology") ?? null;

  return columns.map((column) => {
    const technology = column.technology ?? (typeof current === "string" ? current : "");
    const source = {
      D: () => parts.device,
      P: () => parts.port,
      T: () => points.get(technology)?.metrics,
      Q: () => queues.get(technology)?.[column.queue ?? 0],
      F: () => flows[column.flow ?? 0],
      R: () => parts.rule,
    }[column.feature.set]();
    return checked(column, (source ?? NOTHING).get(column.feature.name) ?? null, row);
  });
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

function checked({ name, feature }: InstanceColumn, value: Cell, row: number): Cell {
  if (value === null || Number.isNaN(value)) return null;
  if ((typeof value === "string") === (feature.type === "text")) return value;
  return fail({
    code: "type",
    expected: `a ${feature.type} in row ${row}`,
    found: quote(value),
    where: { column: name },
  });
}
