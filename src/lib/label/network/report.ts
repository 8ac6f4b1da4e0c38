import type { Cell } from "../../table";
import { type MetricRecord, type ResourceType, WITHDRAWN } from "../records/metric-record";
import { type Rule, ruleComplexity, ruleDescription } from "../records/rule";
import type { Device, DevicePort } from "../topology/topology";
import { matches } from "./flow";
import type { SimulatedNetwork } from "./network";
import type { PortState } from "./port";
import { type ActivePoint, type ActiveRule, waitingAt } from "./traverse";

/** Every record of the simulation says in its agent's version that it is one. */
export const SIMULATED = "simulated-1";

type Ids = Partial<Pick<MetricRecord, "technology" | "portId" | "ruleId" | "flowId">>;
type Value = readonly [name: string, value: Cell, unit: string];

/**
 * What the agents of a simulated network report after an interval: one record for each metric of each device, port,
 * datapath point and queue, and of each rule and the flows that it hits, if there are rules.
 */
export function networkRecords(network: SimulatedNetwork): MetricRecord[] {
  return network.topology.devices.flatMap((device) => {
    const records = reporter(network, device.id);
    return [
      ...records("rma", "device", device.id, {}, [
        ["is_physical", device.physical ? 1 : 0, "1"],
        ["context_switches", network.contextSwitches(device.id), "1"],
      ]),
      ...device.ports.flatMap((port) => portRecords(network, device, port, records)),
    ];
  });
}

/** The record that says that a rule is gone from where it was. */
export function withdrawnRecord(network: SimulatedNetwork, deviceId: string, rule: Rule): MetricRecord[] {
  const ids = { portId: rule.portId, ruleId: rule.id, technology: rule.technology };
  return reporter(network, deviceId)("fca", "rule", rule.id, ids, [[WITHDRAWN, 1, "1"]]);
}

type Reporter = (
  agent: string,
  type: ResourceType,
  id: string,
  ids: Ids,
  values: readonly Value[],
) => MetricRecord[];

function reporter(network: SimulatedNetwork, deviceId: string): Reporter {
  return (agent, resourceType, monitoredResourceId, ids, values) =>
    values.map(([metricName, value, unit]) => ({
      monitoringResourceId: `${agent}/${deviceId}`,
      monitoredResourceId,
      reportedTime: network.time,
      resourceType,
      metricName,
      value,
      unit,
      technology: ids.technology ?? null,
      portId: ids.portId ?? null,
      ruleId: ids.ruleId ?? null,
      flowId: ids.flowId ?? null,
      sequence: network.reports,
      agentVersion: SIMULATED,
    }));
}

function portRecords(
  network: SimulatedNetwork,
  device: Device,
  port: DevicePort,
  records: Reporter,
): MetricRecord[] {
  const state = network.ports().get(port.id) as PortState;
  const seconds = network.intervalMs / 1000;
  return [
    ...records("rma", "port", port.id, { portId: port.id }, [["port_speed", port.speed, "bit/s"]]),
    ...port.points.flatMap((point) => {
      const active = state.points.get(point.technology) as ActivePoint;
      const ids = { portId: port.id, technology: point.technology };
      const { packets, bytes, dropped } = active.counters;
      const waiting = waitingAt(active.rules);
      return [
        ...records("rma", "point", point.id, ids, [
          ["point_nic_speed", point.nicSpeed, "bit/s"],
          ["search_complexity", point.searchComplexity, "1"],
          ["maximum_rules", point.maximumRules, "1"],
          ["active_rules", active.rules.length, "1"],
          ["rx_packets", packets.INGRESS / seconds, "1/s"],
          ["rx_bytes", bytes.INGRESS / seconds, "B/s"],
          ["rx_dropped", dropped.INGRESS / seconds, "1/s"],
          ["tx_packets", packets.EGRESS / seconds, "1/s"],
          ["tx_bytes", bytes.EGRESS / seconds, "B/s"],
          ["tx_dropped", dropped.EGRESS / seconds, "1/s"],
        ]),
        ...point.queues.flatMap((queue, q) =>
          records("rma", "queue", queue.id, ids, [
            ["queues", point.queues.length, "1"],
            ["queue_length", queue.length, "packets"],
            ["queue_discipline", queue.discipline, ""],
            ["queue_max_bandwidth", queue.maxBandwidth, "bit/s"],
            // The first queue fills before the next one takes packets.
            ["queue_usage", filled(waiting, queue.length ?? 0, q), "packets"],
          ]),
        ),
      ];
    }),
    ...[...state.points.values()].flatMap((point) =>
      point.rules.flatMap((active) => ruleRecords(network, device.id, state, active, records)),
    ),
  ];
}

function filled(waiting: number, length: number, queue: number): number {
  return Math.max(0, Math.min(length, waiting - queue * length));
}

function ruleRecords(
  network: SimulatedNetwork,
  deviceId: string,
  state: PortState,
  { rule, counters }: ActiveRule,
  records: Reporter,
): MetricRecord[] {
  const ids = { portId: rule.portId, ruleId: rule.id, technology: rule.technology };
  const mean = (total: number): Cell => (counters.reports === 0 ? null : total / counters.reports);
  const idle = Number.isNaN(counters.lastMatched) ? null : (network.time - counters.lastMatched) / 1000;
  const rows = records("fca", "rule", rule.id, ids, [
    ["rule_technology", rule.technology, ""],
    ["rule_description", ruleDescription(rule), ""],
    ["rule_sense", rule.sense, ""],
    ["rule_complexity", ruleComplexity(rule), "1"],
    ["matched_packets_total", counters.matchedPackets, "packets"],
    ["matched_packets_current", counters.currentPackets, "packets"],
    ["matched_packets_average", mean(counters.matchedPackets), "packets"],
    ["last_matched", idle, "s"],
    ["matched_bytes_total", counters.matchedBytes, "bytes"],
    ["matched_bytes_current", counters.currentBytes, "bytes"],
    ["matched_bytes_average", mean(counters.matchedBytes), "bytes"],
    ["rule_age", (network.time - counters.activated) / 1000, "s"],
    ["traversing_packets", counters.traversing, "packets"],
    ["rule_match", JSON.stringify(rule.match), ""],
    ["rule_device", deviceId, ""],
  ]);
  const flows = state.flows
    .filter(({ flow }) => matches(rule, flow))
    .flatMap(({ flow, total }) =>
      records("fca", "flow", flow.id, { ...ids, flowId: flow.id }, [
        ["flow_encapsulation", flow.encapsulation, ""],
        ["flow_sense", flow.sense, ""],
        ["packet_size", flow.packetSize, "bytes"],
        ["total_packets", total, "packets"],
        ["flow_source", String(flow.fields.source), ""],
        ["flow_destination", String(flow.fields.destination), ""],
      ]),
    );
  return [...rows, ...flows];
}
