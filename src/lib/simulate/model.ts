import type { Vnf } from "../table";

/**
 * The constants of the simulated testbed, in one place. The chain is linear:
 *
 *     generator → firewall → ndpi_stats → nf_router → payload_scan → bridge → sink
 *
 * Each VNF polls on a core of its own, so the core burns all its cycles at any load. Packets displace empty polls.
 * With N the packets processed in a second (millions), s the share of the core the VNF holds, x = N / s the packet
 * rate while it is on the core, and b(x) = 1 / (1 + x / n0) the cost that large batches save:
 *
 *     count = idle · s + work · N · (deep + shallow · b(x))      instructions, branches, loads, branch misses
 *     count =            work · N · (deep + shallow · b(x))      cache traffic: references, LLC and L1 misses
 *
 * The four numbers of each line were fitted to the published stage-0 table (steady rows only). `work` is 1 there;
 * the published stage-2 table was recorded on another build of the chain, which costs less per packet: its
 * {@link Deployment} carries those factors.
 */
export interface CounterLaw {
  /** Millions of counts a second of empty polling; 0 for cache traffic. */
  readonly idle: number;
  /** Counts a packet that no batching saves. */
  readonly deep: number;
  /** Counts a packet that batching saves. */
  readonly shallow: number;
  /** Packet rate (millions a second) at which batching saves half. */
  readonly n0: number;
}

/** Events with a law of their own; the two kinds of misses that DRAM serves are drawn from {@link MissLaw}. */
export type LawEvent =
  | "instructions"
  | "branches"
  | "branch-misses"
  | "cache-references"
  | "L1-dcache-load-misses"
  | "L1-dcache-loads"
  | "LLC-stores"
  | "LLC-loads";

/** Misses of the last-level cache, rare events: median low + (high − low) · (1 − e^(−N)), log-normal about it. */
export interface MissLaw {
  readonly low: number;
  readonly high: number;
  /** Part of the misses that loads cause. */
  readonly loads: number;
}

export interface VnfModel {
  readonly vnf: Vnf;
  /** The tag this VNF has in nf_out.csv. */
  readonly tag: string;
  /** The core it is pinned to: the first number in the name of a resource_stimulus experiment. */
  readonly core: number;
  /** Cycles a packet costs at full batches; capacity = 2.892e9 / cycles packets a second. */
  readonly cyclesPerPacket: number;
  /** Packets that the queue ahead of it holds while it is off its core. */
  readonly ring: number;
  readonly laws: Readonly<Record<LawEvent, CounterLaw>>;
  readonly misses: MissLaw;
  /** Relative noise of cache traffic from second to second. */
  readonly noise: number;
}

/** Cycles a second of a saturated core at its fixed clock (the published median). */
export const CYCLES_PER_SECOND = 2.892e9;
/** Period in which the scheduler gives each task of a core its turn, with a busy competitor. */
export const SCHEDULER_PERIOD_S = 0.024;
/** The same for short kernel work, which comes and goes within a millisecond. */
export const HOUSEKEEPING_PERIOD_S = 0.001;
/** Cache lines that a VNF fetches again after another task had its core (about its L2), per second of sharing. */
export const REFILL_LINES_PER_SECOND = 0.35e6;
/** A latency probe that has not come back after this time is reported with this value. */
export const PROBE_TIMEOUT_NS = 15_000_000;
/** Preamble, start delimiter and gap: what framing adds to each frame on the wire. */
export const FRAMING_BYTES = 20;
/** The link between generator and chain. */
export const LINK_MBIT = 10_000;

function law(idle: number, deep: number, shallow: number, n0: number): CounterLaw {
  return { idle, deep, shallow, n0 };
}

/** The five VNFs in the order in which a packet meets them. */
export const CHAIN: readonly VnfModel[] = [
  {
    vnf: "firewall",
    tag: "firewall",
    core: 7,
    cyclesPerPacket: 304,
    ring: 3072,
    noise: 0.026,
    misses: { low: 450, high: 4150, loads: 0.8 },
    laws: {
      instructions: law(11724.9, -259.7, -3995.3, 1.697),
      branches: law(2311.2, -48.84, -788.3, 1.698),
      "branch-misses": law(8.491, 0.123, -2.431, 1.294),
      "cache-references": law(0, 3.458, 15.813, 2.243),
      "L1-dcache-load-misses": law(0, 3.664, 17.069, 2.165),
      "L1-dcache-loads": law(3629.3, -86.51, -1247.7, 1.665),
      "LLC-stores": law(0, 0.753, 5.168, 2.58),
      "LLC-loads": law(0, 2.603, 10.597, 2.185),
    },
  },
  {
    vnf: "ndpi_stats",
    tag: "ndpi_stat",
    core: 5,
    cyclesPerPacket: 283,
    ring: 2750,
    noise: 0.022,
    misses: { low: 350, high: 6300, loads: 0.76 },
    laws: {
      instructions: law(11436.6, -302.9, -2564.2, 2.166),
      branches: law(2253.9, -65.75, -504.6, 2.129),
      "branch-misses": law(9.496, 0.156, -27.948, 0.071),
      "cache-references": law(0, 4.601, 12.084, 2.416),
      "L1-dcache-load-misses": law(0, 4.754, 12.938, 2.393),
      "L1-dcache-loads": law(3536.7, -96.94, -793.0, 2.14),
      "LLC-stores": law(0, 0.641, 4.789, 2.807),
      "LLC-loads": law(0, 3.94, 7.167, 2.27),
    },
  },
  {
    vnf: "nf_router",
    tag: "router",
    core: 3,
    cyclesPerPacket: 241,
    ring: 2032,
    noise: 0.012,
    misses: { low: 500, high: 4150, loads: 0.7 },
    laws: {
      instructions: law(11576.3, -383.1, -2594.7, 1.732),
      branches: law(2277.7, -65.07, -498.3, 1.89),
      "branch-misses": law(8.3, 0.064, -1.203, 1.115),
      "cache-references": law(0, 2.348, 12.708, 2.697),
      "L1-dcache-load-misses": law(0, 2.606, 13.564, 2.522),
      "L1-dcache-loads": law(3574.0, -115.44, -785.9, 1.866),
      "LLC-stores": law(0, 0.441, 5.739, 2.669),
      "LLC-loads": law(0, 1.824, 6.926, 2.876),
    },
  },
  {
    vnf: "payload_scan",
    tag: "payload_scan",
    core: 4,
    cyclesPerPacket: 275,
    ring: 1984,
    noise: 0.012,
    misses: { low: 350, high: 4050, loads: 0.78 },
    laws: {
      instructions: law(11559.3, -117.9, -3105.9, 2.101),
      branches: law(2277.0, -17.58, -609.7, 2.125),
      "branch-misses": law(8.478, 0.342, -2.467, 1.182),
      "cache-references": law(0, 4.081, 15.532, 2.493),
      "L1-dcache-load-misses": law(0, 4.192, 16.627, 2.437),
      "L1-dcache-loads": law(3577.4, -45.51, -969.7, 2.044),
      "LLC-stores": law(0, 0.284, 5.716, 2.904),
      "LLC-loads": law(0, 3.427, 9.965, 2.566),
    },
  },
  {
    vnf: "bridge",
    tag: "bridge",
    core: 6,
    cyclesPerPacket: 206,
    ring: 1312,
    noise: 0.024,
    misses: { low: 700, high: 2650, loads: 0.64 },
    laws: {
      instructions: law(11736.7, -150.9, -4709.0, 1.45),
      branches: law(2317.1, -35.2, -944.0, 1.392),
      "branch-misses": law(8.545, -0.018, -3.016, 0.858),
      "cache-references": law(0, 0.674, 18.142, 2.121),
      "L1-dcache-load-misses": law(0, 1.243, 18.573, 1.924),
      "L1-dcache-loads": law(3638.1, -55.6, -1490.6, 1.395),
      "LLC-stores": law(0, 0.532, 4.237, 2.778),
      "LLC-loads": law(0, 0.168, 13.884, 1.942),
    },
  },
];

/** Factors on the per-packet cost, by VNF and event family, of one build of the chain on one host. */
export type Deployment = "ladder" | "stimulus";

type Factors = Readonly<Record<LawEvent, number>>;

function factors(
  work: number,
  branchMisses: number,
  references: number,
  l1: number,
  stores: number,
  loads: number,
): Factors {
  return {
    instructions: work,
    branches: work,
    "L1-dcache-loads": work,
    "branch-misses": branchMisses,
    "cache-references": references,
    "L1-dcache-load-misses": l1,
    "LLC-stores": stores,
    "LLC-loads": loads,
  };
}

const ONE = factors(1, 1, 1, 1, 1, 1);

/** Per-packet cost relative to stage 0, from the unstressed rows of the published stage-2 table. */
export const DEPLOYMENTS: Readonly<Record<Deployment, Readonly<Record<Vnf, Factors>>>> = {
  ladder: { firewall: ONE, ndpi_stats: ONE, nf_router: ONE, payload_scan: ONE, bridge: ONE },
  stimulus: {
    firewall: factors(0.815, 0.77, 0.817, 0.823, 0.907, 0.771),
    ndpi_stats: factors(0.94, 0.892, 0.944, 0.943, 1.008, 0.916),
    nf_router: factors(0.83, 0.44, 0.947, 0.965, 0.886, 0.991),
    payload_scan: factors(0.877, 0.81, 0.831, 0.861, 0.998, 0.753),
    bridge: factors(0.725, 0.663, 0.683, 0.685, 1.105, 0.523),
  },
};

/**
 * A VNF whose next ring is full drops instead of handing over. That saves it part of its per-packet cost: this
 * part times the dropped share, for the VNF just ahead of a full ring; the firewall, which takes the buffers from
 * the pool, also gains a little from any drop downstream (its buffers come back warm).
 */
export const DROP_SAVES: Readonly<Record<LawEvent, { readonly ahead: number; readonly first: number }>> = {
  instructions: { ahead: 0.08, first: 0.12 },
  branches: { ahead: 0.08, first: 0.12 },
  "L1-dcache-loads": { ahead: 0.08, first: 0.12 },
  "branch-misses": { ahead: 0.1, first: 0.1 },
  "cache-references": { ahead: 0.34, first: 0.115 },
  "L1-dcache-load-misses": { ahead: 0.335, first: 0.12 },
  "LLC-stores": { ahead: 0.56, first: 0 },
  "LLC-loads": { ahead: 0.24, first: 0.19 },
};

/** Frame sizes (bytes with CRC) and how often each comes. */
export type FrameMix = "imix" | "small" | "medium";

/** `imix` is the simple Internet mix 7 × 64, 4 × 570, 1 × 1518: mean 353.8 B, what the published rates show. */
export const FRAME_MIXES: Readonly<Record<FrameMix, readonly (readonly [bytes: number, weight: number])[]>> =
  {
    imix: [
      [64, 7],
      [570, 4],
      [1518, 1],
    ],
    small: [[68, 1]],
    medium: [[128, 1]],
  };

/**
 * Mean frame size of a mix in bytes.
 *
 * @example
 * Math.round(simulate.meanFrameBytes("imix") * 10) / 10 //=> 353.8
 */
export function meanFrameBytes(mix: FrameMix): number {
  let bytes = 0;
  let weight = 0;
  for (const [size, share] of FRAME_MIXES[mix]) {
    bytes += size * share;
    weight += share;
  }
  return bytes / weight;
}
