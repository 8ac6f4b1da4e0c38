import { Table } from "../../table";
import { type InstanceColumn, type InstanceLayout, instanceColumns } from "../instance/layout";
import type { Metrics } from "../instance/parts";
import type { ExtractedRule } from "./shape";

/**
 * Where each cell of the instances came from: the same columns and rows, and in each cell the records behind it as
 * `topic/partition/offset` (several, with blanks between, where queues or flows were aggregated); missing where none was.
 */
export function instanceSources(rules: readonly ExtractedRule[], layout: InstanceLayout = {}): Table {
  return Table.fromColumns(
    instanceColumns(layout).map(
      (column) => [column.name, rules.map((rule) => sourceOf(rule, column))] as const,
    ),
  );
}

function sourceOf({ parts, sources }: ExtractedRule, { feature, ...column }: InstanceColumn): string | null {
  const technology = column.technology ?? parts.rule.get("rule_technology");
  const point = sources.points.find((candidate) => candidate.technology === technology);
  const resources: readonly (Metrics | undefined)[] = {
    D: () => [sources.device],
    P: () => [sources.port],
    T: () => [point?.metrics],
    Q: () => places(point?.queues ?? [], column.queue),
    F: () => places(sources.flows, column.flow),
    R: () => [sources.rule],
  }[feature.set]();
  // A mean packet size of several flows is weighted by their packets.
  const names =
    feature.name === "packet_size" && resources.length > 1 ? [feature.name, "total_packets"] : [feature.name];
  const found = resources.flatMap((resource) => names.map((name) => resource?.get(name) ?? null));
  const known = found.filter((source) => source !== null);
  return known.length === 0 ? null : known.join(" ");
}

function places(resources: readonly Metrics[], place: number | null): readonly (Metrics | undefined)[] {
  return place === null ? resources : [resources[place]];
}
