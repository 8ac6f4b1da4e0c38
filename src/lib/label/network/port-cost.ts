import { type Rule, ruleComplexity } from "../records/rule";
import { isTunnelled, matches, type SimulatedFlow, wireSize } from "./flow";
import { actionCost, INGRESS_ORDER, lookupCost, technologyModel } from "./technology";

/**
 * What a port costs its device, in µs of a processor for each second, when each flow sends at its given rate: every packet
 * is looked up at each point, in its sense's order, and pays for the actions of the rules that match; a
 * DROP or a LIMIT spares the points behind it. More rules than a point holds: Infinity, it cannot be done.
 */
export function portCost(
  flows: readonly { readonly flow: SimulatedFlow; readonly rate: number }[],
  rules: readonly Rule[],
  physical: boolean,
): number {
  const points = new Map<string, readonly Rule[]>(
    INGRESS_ORDER.map((name) => [name, rules.filter((rule) => rule.technology === name)] as const),
  );
  for (const [name, held] of points) {
    if (held.length > technologyModel(name).maximumRules) return Number.POSITIVE_INFINITY;
  }
  let cost = 0;
  for (const { flow, rate } of flows) {
    let packets = rate;
    for (const name of orderOf(flow)) {
      const held = points.get(name) ?? [];
      cost += packets * lookupAt(name, held, physical);
      for (const rule of held) {
        if (packets === 0 || !matches(rule, flow)) continue;
        cost += packets * actionCost(name, rule.action.name, { tunnelled: isTunnelled(flow), physical });
        if (rule.action.name === "DROP") packets = 0;
        if (rule.action.name === "LIMIT")
          packets = Math.min(packets, (rule.action.rate ?? 0) / 8 / wireSize(flow));
      }
    }
  }
  return cost;
}

/** µs that a packet costs to look up among the rules of a point. */
export function lookupAt(technology: string, held: readonly Rule[], physical: boolean): number {
  const fields =
    held.length === 0 ? 0 : held.reduce((sum, rule) => sum + ruleComplexity(rule), 0) / held.length;
  return lookupCost(technology, { rules: held.length, fields, physical });
}

/** The technologies in the order in which the flow's packets meet them. */
export function orderOf(flow: SimulatedFlow): readonly string[] {
  return flow.sense === "INGRESS" ? INGRESS_ORDER : [...INGRESS_ORDER].reverse();
}
