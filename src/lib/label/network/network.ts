import { fail, quote, random } from "../../core";
import { parseRule, type Rule } from "../records/rule";
import type { Topology } from "../topology/topology";
import { buildTopology, EDGE_AND_CORE, type SimulatedMachine } from "./build-topology";
import { makeFlows } from "./flow";
import { freshCounters, newPort, type PortState, type SimulatedPort } from "./port";
import { portCost } from "./port-cost";
import { INGRESS_ORDER, technologyModel } from "./technology";
import type { RuleCounters } from "./traverse";

export interface NetworkOptions {
  readonly seed: number | string;
  /** Default {@link EDGE_AND_CORE}. */
  readonly machines?: readonly SimulatedMachine[];
  /** Flows of each port; default 6. */
  readonly flowsPerPort?: number;
  /** µs of processor for each second that a machine has for its points; default 20 000. */
  readonly processor?: number;
  /** Time between reports, ms; default 1000. */
  readonly intervalMs?: number;
  /** Time of the first report, ms since the epoch; default 0. */
  readonly start?: number;
}

/**
 * A simulated network: no packet of it was ever sent. Flows and noise follow from the seed alone, so two runs differ by
 * their rules only, and counters react to rules: what is dropped does not load the points behind it, what is limited
 * waits or is lost, a machine whose points need more processor than it has drops packets.
 */
export interface SimulatedNetwork {
  readonly topology: Topology;
  readonly intervalMs: number;
  /** Time of the last report, ms since the epoch. */
  readonly time: number;
  /** How many intervals have passed. */
  readonly reports: number;
  rules(): readonly Rule[];
  /** Enforces a rule; one of the same id is replaced, and its counters begin anew. */
  apply(rule: Rule): void;
  /** Lets another technology enforce a rule, behind those that it has. With the technology that it has, nothing changes. */
  move(ruleId: string, technology: string): void;
  withdraw(ruleId: string): void;
  /** One interval of traffic. */
  tick(): void;
  ports(): ReadonlyMap<string, PortState>;
  /** Context switches of a device in the last interval. */
  contextSwitches(deviceId: string): number;
  /** µs of processor for each second that a device's points asked for in the last interval. */
  load(deviceId: string): number;
  counters(ruleId: string): Readonly<RuleCounters>;
  /** µs a second that the rule's port would cost its device with the rule at each technology, at the flows' mean rates. */
  costs(ruleId: string): ReadonlyMap<string, number>;
  /** The technology of the least cost: the truth that labels can be judged by. */
  best(ruleId: string): string;
}

/**
 * @throws LabError `argument` for options out of range, rules of unknown ports or technologies, unknown rule ids
 * @example
 * const network = label.simulatedNetwork({ seed: 7 });
 * network.tick();
 * [network.topology.devices.length, network.ports().size, network.rules().length] //=> [2, 6, 0]
 */
export function simulatedNetwork(options: NetworkOptions): SimulatedNetwork {
  const processor = positive("processor", options.processor ?? 20_000);
  const intervalMs = positive("intervalMs", options.intervalMs ?? 1000);
  const flowsPerPort = options.flowsPerPort ?? 6;
  if (!Number.isSafeInteger(flowsPerPort) || flowsPerPort < 0) {
    fail({ code: "argument", expected: "a number of flows from 0", found: quote(flowsPerPort) });
  }
  const source = random(options.seed);
  const topology = buildTopology(options.machines ?? EDGE_AND_CORE);
  const ports = new Map(
    topology.devices.flatMap((device) =>
      device.ports.map((port) => {
        const flows = makeFlows(port.id, flowsPerPort, source.fork(port.id));
        return [
          port.id,
          newPort(device.id, device.physical, flows, source.fork(`traffic ${port.id}`)),
        ] as const;
      }),
    ),
  );
  const noise = source.fork("context switches");
  const devices = new Map(topology.devices.map((device) => [device.id, { load: 0, switches: 0 }]));
  const places = new Map<string, string>();
  let reports = 0;
  const now = (): number => (options.start ?? 0) + reports * intervalMs;

  function portOf(ruleId: string): SimulatedPort {
    const port = ports.get(places.get(ruleId) ?? "");
    return port ?? fail({ code: "argument", expected: "the id of an enforced rule", found: quote(ruleId) });
  }
  function withdraw(ruleId: string): void {
    portOf(ruleId).remove(ruleId);
    places.delete(ruleId);
  }
  function apply(given: Rule): void {
    const rule = parseRule(given);
    const port = ports.get(rule.portId);
    if (port === undefined) {
      fail({
        code: "argument",
        expected: `a port among ${[...ports.keys()].join(", ")}`,
        found: quote(rule.portId),
      });
    }
    const { maximumRules } = technologyModel(rule.technology);
    const old = places.has(rule.id) ? portOf(rule.id).find(rule.id).rule : undefined;
    const same = old !== undefined && old.portId === rule.portId && old.technology === rule.technology;
    if (port.held(rule.technology).length >= maximumRules && !same) {
      fail({
        code: "limit",
        expected: `at most ${maximumRules} rules of ${rule.technology}`,
        found: "one more",
      });
    }
    if (old !== undefined) withdraw(rule.id);
    port.held(rule.technology).push({ rule, counters: freshCounters(now()) });
    places.set(rule.id, rule.portId);
  }
  function costs(ruleId: string): ReadonlyMap<string, number> {
    const port = portOf(ruleId);
    const flows = port.flows.map(({ flow }) => ({ flow, rate: flow.rate }));
    return new Map(
      INGRESS_ORDER.map((technology) => {
        return [technology, portCost(flows, port.rulesWith(ruleId, technology), port.physical)];
      }),
    );
  }

  return {
    topology,
    intervalMs,
    get time() {
      return now();
    },
    get reports() {
      return reports;
    },
    rules: () => [...ports.values()].flatMap((port) => port.rules()),
    apply,
    move(ruleId, technology) {
      const { rule } = portOf(ruleId).find(ruleId);
      if (rule.technology !== technology) apply({ ...rule, technology });
    },
    withdraw,
    tick() {
      reports++;
      const seconds = intervalMs / 1000;
      for (const [id, state] of devices) {
        const own = [...ports.values()].filter((port) => port.deviceId === id);
        const demand = own.reduce((sum, port) => sum + port.arrive(seconds), 0);
        const share = demand === 0 ? 1 : Math.min(1, processor / demand);
        for (const port of own) port.send(seconds, share, now());
        state.load = demand;
        state.switches = Math.max(0, Math.round((8 + demand / 50 + 2 * noise.normal()) * seconds));
      }
    },
    ports: () => ports,
    contextSwitches: (id) => deviceOf(devices, id).switches,
    load: (id) => deviceOf(devices, id).load,
    counters: (ruleId) => portOf(ruleId).find(ruleId).counters,
    costs,
    best: (ruleId) => [...costs(ruleId)].reduce((least, next) => (next[1] < least[1] ? next : least))[0],
  };
}

function deviceOf<T>(devices: ReadonlyMap<string, T>, id: string): T {
  return devices.get(id) ?? fail({ code: "argument", expected: "a device of the network", found: quote(id) });
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  return fail({ code: "argument", expected: `${name} above 0`, found: quote(value) });
}
