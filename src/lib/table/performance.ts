/** The five network functions of the chain, in the order of the published columns. */
export const VNFS = ["firewall", "nf_router", "ndpi_stats", "payload_scan", "bridge"] as const;
export type Vnf = (typeof VNFS)[number];

/** The twelve hardware events, named as perf names them, in the order of the published columns. */
export const EVENTS = [
  "instructions",
  "branches",
  "branch-misses",
  "branch-load-misses",
  "cache-misses",
  "cache-references",
  "cycles",
  "L1-dcache-load-misses",
  "L1-dcache-loads",
  "LLC-load-misses",
  "LLC-stores",
  "LLC-loads",
] as const;
export type Event = (typeof EVENTS)[number];

/** The 60 counters, event by event over the five VNFs: `<vnf>_<event>`. */
export const COUNTERS: readonly string[] = EVENTS.flatMap((event) => VNFS.map((vnf) => `${vnf}_${event}`));

/** The 63 columns in their authoritative order: rates, latency, counters. */
export const PERFORMANCE_COLUMNS: readonly string[] = ["input_rate", "output_rate", "latency", ...COUNTERS];

/** Provenance columns that travel beside the 63, never among them. */
export const PROVENANCE_COLUMNS = ["scenario", "experiment", "second"] as const;
