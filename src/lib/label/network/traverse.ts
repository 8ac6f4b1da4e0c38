import type { Rule } from "../records/rule";
import { matches, type SimulatedFlow, wireSize } from "./flow";
import { orderOf } from "./port-cost";
import { technologyModel } from "./technology";

/** What a point counted in one interval. */
export interface PointCounters {
  packets: { INGRESS: number; EGRESS: number };
  bytes: { INGRESS: number; EGRESS: number };
  dropped: { INGRESS: number; EGRESS: number };
}

/** What a rule counted since the technology that enforces it now took it over. */
export interface RuleCounters {
  traversing: number;
  matchedPackets: number;
  matchedBytes: number;
  /** In the last interval. */
  currentPackets: number;
  currentBytes: number;
  reports: number;
  /** ms since the epoch; NaN before the first match. */
  lastMatched: number;
  activated: number;
  /** Packets that wait for the rule's limit, by flow. */
  readonly waiting: Map<string, number>;
  /** What is left of the limit's bytes in this interval. */
  budget: number;
}

export interface ActiveRule {
  readonly rule: Rule;
  readonly counters: RuleCounters;
}

/** A point of the port as a packet meets it. */
export interface ActivePoint {
  readonly technology: string;
  readonly counters: PointCounters;
  readonly rules: readonly ActiveRule[];
}

/**
 * Sends an interval's packets of a flow through the points of its port and lets all counters see them. `share` of the
 * packets gets a processor; the others are dropped at the first point, unless a rule of the port prioritises or
 * guarantees the flow. Gives back the packets that came through.
 */
export function traverse(
  flow: SimulatedFlow,
  arriving: number,
  points: ReadonlyMap<string, ActivePoint>,
  at: { readonly share: number; readonly time: number },
): number {
  const size = wireSize(flow);
  const all = [...points.values()].flatMap((point) => point.rules);
  const safe = all.some(({ rule }) => protects(rule) && matches(rule, flow));
  let packets = arriving;
  let lost = safe ? 0 : Math.round(packets * (1 - at.share));
  for (const name of orderOf(flow)) {
    const point = points.get(name);
    if (point === undefined) continue;
    const { counters, rules } = point;
    counters.packets[flow.sense] += packets;
    counters.bytes[flow.sense] += packets * size;
    counters.dropped[flow.sense] += lost;
    packets -= lost;
    lost = 0;
    for (const active of rules) {
      if (active.rule.sense === flow.sense) active.counters.traversing += packets;
      if (!matches(active.rule, flow)) continue;
      count(active.counters, packets, size, at.time);
      const out = after(active, flow, packets, size, rules);
      counters.dropped[flow.sense] += out.dropped;
      packets = out.passed;
    }
  }
  return packets;
}

function protects(rule: Rule): boolean {
  return rule.action.name === "PRIORITISE" || rule.action.name === "GUARANTEE";
}

function count(counters: RuleCounters, packets: number, size: number, time: number): void {
  counters.matchedPackets += packets;
  counters.matchedBytes += packets * size;
  counters.currentPackets += packets;
  counters.currentBytes += packets * size;
  if (packets > 0) counters.lastMatched = time;
}

/** What the rule's action lets through, drops, or keeps waiting. */
function after(
  { rule, counters }: ActiveRule,
  flow: SimulatedFlow,
  packets: number,
  size: number,
  rules: readonly ActiveRule[],
): { readonly passed: number; readonly dropped: number } {
  if (rule.action.name === "DROP") return { passed: 0, dropped: packets };
  if (rule.action.name !== "LIMIT") return { passed: packets, dropped: 0 };
  const here = packets + (counters.waiting.get(flow.id) ?? 0);
  const passed = Math.min(here, Math.floor(counters.budget / size));
  counters.budget -= passed * size;
  const model = technologyModel(rule.technology);
  counters.waiting.delete(flow.id);
  const room = model.shapes ? Math.max(0, model.queueLength - waitingAt(rules)) : 0;
  const kept = Math.min(here - passed, room);
  if (kept > 0) counters.waiting.set(flow.id, kept);
  return { passed, dropped: here - passed - kept };
}

/** Packets that wait at a point, for any of its rules. */
export function waitingAt(rules: readonly ActiveRule[]): number {
  return rules.reduce(
    (sum, { counters }) => sum + [...counters.waiting.values()].reduce((all, packets) => all + packets, 0),
    0,
  );
}
