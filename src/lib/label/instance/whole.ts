import { fail } from "../../core";
import { type Cell, INSTANCE_FEATURES, type InstanceSet } from "../../table";
import type { InstanceParts, Metrics } from "./parts";
import { instanceWidth } from "./width";

/**
 * An instance as the paper defines it, before any flattening: D | P | T of each technology | Q of each of their queues
 * | F of each flow | R. Its width varies with the network and is held to the formula.
 */
export function wholeInstance(parts: InstanceParts): Cell[] {
  const values = [
    ...valuesOf("D", [parts.device]),
    ...valuesOf("P", [parts.port]),
    ...valuesOf(
      "T",
      parts.points.map((point) => point.metrics),
    ),
    ...valuesOf(
      "Q",
      parts.points.flatMap((point) => point.queues),
    ),
    ...valuesOf("F", parts.flows),
    ...valuesOf("R", [parts.rule]),
  ];
  const width = instanceWidth({
    queues: parts.points.map((point) => point.queues.length),
    flows: parts.flows.length,
  });
  if (values.length !== width) {
    fail({
      code: "internal",
      expected: `${width} values by the width formula`,
      found: String(values.length),
    });
  }
  return values;
}

function valuesOf(set: InstanceSet, resources: readonly Metrics[]): Cell[] {
  const names = INSTANCE_FEATURES.filter((feature) => feature.set === set).map((feature) => feature.name);
  return resources.flatMap((metrics) => names.map((name) => metrics.get(name) ?? null));
}
