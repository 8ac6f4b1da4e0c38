import { fail, quote, random } from "../../core";
import { ACTIONS, type ActionName, type Rule, type RuleDirective } from "../records/rule";
import { type SimulatedFlow, wireSize } from "./flow";
import type { SimulatedNetwork } from "./network";
import { INGRESS_ORDER, technologyModel } from "./technology";

/** What the rule publisher should ask for; what is left out is drawn. */
export interface RulePlan {
  readonly seed: number | string;
  /** How many rules. */
  readonly count: number;
  readonly type?: ActionName;
  /** A port; else the ports in turn. */
  readonly place?: string;
  readonly technology?: string;
  /** Begins each rule's id; default "rule". */
  readonly prefix?: string;
}

/** Least specific first: a match of n fields takes the first n that the flow has. */
const FIELDS = ["protocol", "destination_port", "source", "destination", "source_port", "teid"] as const;

/**
 * Directives for n rules of a type, at a place, by a technology (NetLabeller's rule publisher). Each rule is made for a
 * flow of its port, so it matches that one at least; limits and guarantees are half of the flow's mean bandwidth.
 *
 * @throws LabError `argument` when the place has no flows, or for an unknown technology or type
 * @example
 * const network = label.simulatedNetwork({ seed: 1 });
 * const rules = label.ruleDirectives(network, { seed: 2, count: 3, type: "DROP", technology: "OVS" });
 * rules.map(({ rule }) => rule.technology + " " + rule.action.name) //=> ["OVS DROP", "OVS DROP", "OVS DROP"]
 */
export function ruleDirectives(network: SimulatedNetwork, plan: RulePlan): RuleDirective[] {
  if (!Number.isSafeInteger(plan.count) || plan.count < 0) {
    fail({ code: "argument", expected: "a number of rules from 0", found: quote(plan.count) });
  }
  if (plan.type !== undefined && !ACTIONS.includes(plan.type)) {
    fail({ code: "argument", expected: `an action among ${ACTIONS.join(", ")}`, found: quote(plan.type) });
  }
  if (plan.technology !== undefined) technologyModel(plan.technology);
  const source = random(plan.seed);
  const ports = plan.place === undefined ? [...network.ports().keys()] : [plan.place];
  return Array.from({ length: plan.count }, (_, i) => {
    const draw = source.fork(`rule ${i}`);
    const portId = ports[i % ports.length];
    const flows = network.ports().get(portId)?.flows ?? [];
    if (flows.length === 0) {
      fail({ code: "argument", expected: "a port with flows as place", found: quote(portId) });
    }
    const { flow } = flows[draw.integer(flows.length)];
    const name = plan.type ?? ACTIONS[draw.integer(ACTIONS.length)];
    const rule: Rule = {
      id: `${plan.prefix ?? "rule"}-${i + 1}`,
      portId,
      technology: plan.technology ?? INGRESS_ORDER[draw.integer(INGRESS_ORDER.length)],
      match: matchOf(flow, 1 + draw.integer(FIELDS.length)),
      action: { name, rate: name === "LIMIT" || name === "GUARANTEE" ? halfRate(flow) : null },
      sense: flow.sense,
    };
    return { operation: "Insert", rule, issuer: "rule publisher", issuedTime: network.time };
  });
}

function matchOf(flow: SimulatedFlow, length: number): Rule["match"] {
  const has = FIELDS.filter((field) => Object.hasOwn(flow.fields, field));
  return Object.fromEntries(has.slice(0, length).map((field) => [field, flow.fields[field]]));
}

function halfRate(flow: SimulatedFlow): number {
  return Math.round((flow.rate * wireSize(flow) * 8) / 2);
}
