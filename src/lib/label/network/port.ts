import { fail, quote, type Random } from "../../core";
import type { Rule } from "../records/rule";
import type { SimulatedFlow } from "./flow";
import { portCost } from "./port-cost";
import { INGRESS_ORDER, technologyModel } from "./technology";
import {
  type ActivePoint,
  type ActiveRule,
  type PointCounters,
  type RuleCounters,
  traverse,
} from "./traverse";

/** The state of one port after an interval. */
export interface PortState {
  readonly deviceId: string;
  readonly physical: boolean;
  readonly points: ReadonlyMap<string, ActivePoint>;
  readonly flows: readonly {
    readonly flow: SimulatedFlow;
    readonly packets: number;
    readonly total: number;
  }[];
}

/** A port with what changes it. */
export interface SimulatedPort extends PortState {
  held(technology: string): ActiveRule[];
  rules(): Rule[];
  /** The rules as they would be if one of them moved to a technology. */
  rulesWith(ruleId: string, technology: string): Rule[];
  find(ruleId: string): ActiveRule;
  remove(ruleId: string): void;
  /** Draws the packets of an interval; gives the µs a second that they would cost. */
  arrive(seconds: number): number;
  send(seconds: number, share: number, time: number): void;
}

/** A port without rules; its traffic follows from the noise alone. */
export function newPort(
  deviceId: string,
  physical: boolean,
  given: SimulatedFlow[],
  noise: Random,
): SimulatedPort {
  const flows = given.map((flow) => ({ flow, packets: 0, total: 0 }));
  const points = new Map(
    INGRESS_ORDER.map(
      (technology): [string, { technology: string; counters: PointCounters; rules: ActiveRule[] }] => [
        technology,
        { technology, counters: zeroCounters(), rules: [] },
      ],
    ),
  );
  const all = (): ActiveRule[] => [...points.values()].flatMap((point) => point.rules);
  const rules = (): Rule[] => all().map((active) => active.rule);
  const held = (technology: string): ActiveRule[] =>
    points.get(technologyModel(technology).name)?.rules ?? [];
  return {
    deviceId,
    physical,
    points,
    flows,
    held,
    rules,
    rulesWith(ruleId, technology) {
      const moved = rules().find((rule) => rule.id === ruleId);
      if (moved === undefined || moved.technology === technology) return rules();
      return [...rules().filter((rule) => rule !== moved), { ...moved, technology }];
    },
    find: (ruleId) =>
      all().find(({ rule }) => rule.id === ruleId) ??
      fail({ code: "argument", expected: "the id of an enforced rule", found: quote(ruleId) }),
    remove(ruleId) {
      for (const point of points.values()) point.rules = point.rules.filter(({ rule }) => rule.id !== ruleId);
    },
    arrive(seconds) {
      for (const state of flows) {
        state.packets = Math.max(0, Math.round(state.flow.rate * seconds * Math.exp(0.15 * noise.normal())));
        state.total += state.packets;
      }
      return portCost(
        flows.map(({ flow, packets }) => ({ flow, rate: packets / seconds })),
        rules(),
        physical,
      );
    },
    send(seconds, share, time) {
      for (const point of points.values()) Object.assign(point.counters, zeroCounters());
      for (const { rule, counters } of all()) {
        counters.currentPackets = 0;
        counters.currentBytes = 0;
        counters.reports++;
        counters.budget = ((rule.action.rate ?? 0) / 8) * seconds;
      }
      for (const { flow, packets } of flows) traverse(flow, packets, points, { share, time });
    },
  };
}

function zeroCounters(): PointCounters {
  return {
    packets: { INGRESS: 0, EGRESS: 0 },
    bytes: { INGRESS: 0, EGRESS: 0 },
    dropped: { INGRESS: 0, EGRESS: 0 },
  };
}

/** The counters of a rule that a technology took over just now. */
export function freshCounters(time: number): RuleCounters {
  return {
    traversing: 0,
    matchedPackets: 0,
    matchedBytes: 0,
    currentPackets: 0,
    currentBytes: 0,
    reports: 0,
    lastMatched: Number.NaN,
    activated: time,
    waiting: new Map(),
    budget: 0,
  };
}
