import { EVENTS, type Event, VNFS, type Vnf } from "../performance";
import type { ColumnSpec } from "../schema";
import { defineSchema } from "./define";

/** What each network function of the chain does to a packet. */
export const VNF_ROLES: Readonly<Record<Vnf, string>> = {
  firewall: "the first function, which drops or passes packets by address rules",
  nf_router: "the second function, which forwards packets by their destination address",
  ndpi_stats: "the third function, which classifies flows by deep packet inspection (nDPI)",
  payload_scan: "the fourth function, which searches payloads for a pattern",
  bridge: "the last function, which hands packets from one port to the other",
};

/** What each hardware event counts, in the words of a performance monitoring unit. */
export const EVENT_MEANINGS: Readonly<Record<Event, string>> = {
  instructions: "instructions retired",
  branches: "branch instructions retired",
  "branch-misses": "retired branches that were predicted wrongly",
  "branch-load-misses": "look-ups of the branch prediction unit that missed",
  "cache-misses": "references to the last-level cache that went on to memory",
  "cache-references": "references to the last-level cache, loads and stores, prefetches left out",
  cycles:
    "core cycles not halted; a poll-mode function spins, so this stays at the clock rate whatever the load",
  "L1-dcache-load-misses": "loads that missed the first-level data cache",
  "L1-dcache-loads": "loads that looked into the first-level data cache",
  "LLC-load-misses": "loads that missed the last-level cache",
  "LLC-stores": "stores that reached the last-level cache",
  "LLC-loads": "loads that reached the last-level cache",
};

const RATES_AND_LATENCY: readonly ColumnSpec[] = [
  {
    name: "input_rate",
    type: "number",
    unit: "Mb/s",
    formula:
      "Rate that the generator sent into the chain in this second, with framing: (packet bytes + 20 bytes of preamble and gap) · 8 · packets / 10^6",
    source: "tx rate log, column MbitWithFraming",
  },
  {
    name: "output_rate",
    type: "number",
    unit: "Mb/s",
    formula: "Rate that came out of the chain in this second, with framing, as for input_rate",
    source: "rx rate log, column MbitWithFraming",
  },
  {
    name: "latency",
    type: "number",
    unit: "µs",
    formula:
      "Time that a probe took through the chain: logged nanoseconds / 1000. 15000 µs is the probe's time-out, so a value that large is censored: the true one is greater or the probe was lost",
    source: "latency log of the generator, last number of a line",
  },
];

/**
 * The feature dictionary of the 63 columns. Version 1: counters are the first field of `perf stat` (not the largest
 * number of the line), rates are taken with framing, latency is in microseconds.
 */
export const performanceSchema = defineSchema("performance", 1, [
  ...RATES_AND_LATENCY,
  ...EVENTS.flatMap((event) => VNFS.map((vnf) => counterSpec(vnf, event))),
]);

function counterSpec(vnf: Vnf, event: Event): ColumnSpec {
  return {
    name: `${vnf}_${event}`,
    type: "number",
    unit: "1/s",
    formula:
      `Events in one interval of one second on the core of ${vnf}, ${VNF_ROLES[vnf]}: ${EVENT_MEANINGS[event]}. ` +
      "Where perf shared the counter among events, its estimate: count · enabled time / running time",
    source: `perf stat -I 1000, event ${event}, first field; <not counted> and <not supported> are missing`,
  };
}
