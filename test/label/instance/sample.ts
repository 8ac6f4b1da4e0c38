import type { InstanceParts, Metrics } from "../../../src/lib/label";
import type { Cell } from "../../../src/lib/table";

/** The one instance printed in the paper (its Table III), in the order of the 34 features. */
export const TABLE_III: readonly Cell[] = [
  0,
  9,
  1e9,
  1e9,
  8,
  1,
  1000,
  "noqueue",
  null,
  "TC",
  4096,
  5,
  "InsertDROP",
  "INGRESS",
  3,
  "gtp",
  "INGRESS",
  284,
  8163,
  365,
  118260,
  269,
  0,
  0,
  0,
  109,
  109,
  109,
  0,
  35316,
  35316,
  35316,
  0,
  null,
];

export function metrics(values: Readonly<Record<string, Cell>>): Metrics {
  return new Map(Object.entries(values));
}

/** The resources behind Table III. */
export function tableIII(): InstanceParts {
  return {
    device: metrics({ is_physical: 0, context_switches: 9 }),
    port: metrics({ port_speed: 1e9 }),
    points: [
      {
        technology: "TC",
        metrics: metrics({
          point_nic_speed: 1e9,
          search_complexity: 8,
          maximum_rules: 4096,
          active_rules: 5,
          rx_packets: 365,
          rx_bytes: 118260,
          rx_dropped: 269,
          tx_packets: 0,
          tx_bytes: 0,
          tx_dropped: 0,
        }),
        queues: [metrics({ queues: 1, queue_length: 1000, queue_discipline: "noqueue" })],
      },
    ],
    flows: [
      metrics({ flow_encapsulation: "gtp", flow_sense: "INGRESS", packet_size: 284, total_packets: 8163 }),
    ],
    rule: metrics({
      rule_technology: "TC",
      rule_description: "InsertDROP",
      rule_sense: "INGRESS",
      rule_complexity: 3,
      matched_packets_total: 109,
      matched_packets_current: 109,
      matched_packets_average: 109,
      last_matched: 0,
      matched_bytes_total: 35316,
      matched_bytes_current: 35316,
      matched_bytes_average: 35316,
      rule_age: 0,
    }),
  };
}

/** Resources for x technologies with the given numbers of queues, and i flows. */
export function partsOf(queues: readonly number[], flows: number): InstanceParts {
  const sample = tableIII();
  const [point] = sample.points;
  return {
    ...sample,
    points: queues.map((count, j) => ({
      technology: ["TC", "OVS", "IPTABLES", "XDP"][j],
      metrics: new Map([...point.metrics, ["rx_packets", 100 * (j + 1)]]),
      queues: Array.from(
        { length: count },
        (_, l) => new Map([...point.queues[0], ["queue_length", 10 * (l + 1)]]),
      ),
    })),
    flows: Array.from({ length: flows }, (_, i) => new Map([...sample.flows[0], ["total_packets", i + 1]])),
  };
}
