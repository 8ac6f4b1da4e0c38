import type { Cell } from "../../table";
import type { Metrics } from "./parts";

/** What a text becomes that is not the same in all of what is aggregated. */
export const MIXED = "mixed";

/**
 * Several queues of one technology as one: lengths, limits and usage add up, the number of queues is the one reported,
 * a discipline that is not common to all is "mixed". A sum with a missing part is missing: a limit that one queue does
 * not have is no limit. No queues: everything is missing.
 */
export function aggregateQueues(queues: readonly Metrics[]): Metrics {
  return new Map<string, Cell>([
    ["queues", common(queues, "queues")],
    ["queue_length", sum(queues, "queue_length")],
    ["queue_discipline", common(queues, "queue_discipline")],
    ["queue_max_bandwidth", sum(queues, "queue_max_bandwidth")],
    ["queue_usage", sum(queues, "queue_usage")],
  ]);
}

/**
 * Several flows as one: packets add up, the packet size is the mean over all packets, texts that differ are "mixed".
 * A sum with a missing part is missing. No flows: everything is missing.
 */
export function aggregateFlows(flows: readonly Metrics[]): Metrics {
  const packets = sum(flows, "total_packets");
  const weights = flows.map((flow) => flow.get("total_packets") ?? null);
  const sizes = flows.map((flow) => flow.get("packet_size") ?? null);
  const bytes = flows.reduce<number>(
    (all, _, i) => all + (weights[i] === 0 ? 0 : number(weights[i]) * number(sizes[i])),
    0,
  );
  const same = common(flows, "packet_size");
  const mean = typeof packets === "number" && packets > 0 && Number.isFinite(bytes) ? bytes / packets : null;
  return new Map<string, Cell>([
    ["flow_encapsulation", common(flows, "flow_encapsulation")],
    ["flow_sense", common(flows, "flow_sense")],
    ["packet_size", typeof same === "number" ? same : mean],
    ["total_packets", packets],
  ]);
}

function sum(parts: readonly Metrics[], name: string): Cell {
  if (parts.length === 0) return null;
  const total = parts.reduce((all, part) => all + number(part.get(name) ?? null), 0);
  return Number.isNaN(total) ? null : total;
}

/** The value that all have; "mixed" for texts that differ, null for numbers that differ or when one is missing. */
function common(parts: readonly Metrics[], name: string): Cell {
  const values = parts.map((part) => part.get(name) ?? null);
  if (values.length === 0 || values.some((value) => value === null)) return null;
  if (values.every((value) => value === values[0])) return values[0];
  return values.every((value) => typeof value === "string") ? MIXED : null;
}

function number(cell: Cell): number {
  return typeof cell === "number" ? cell : Number.NaN;
}
