import type { Vnf } from "../table";

/**
 * The constants of the simulated testbed, in one place. The chain is linear:
 *
 *     generator → firewall → ndpi_stats → nf_router → payload_scan → bridge → sink
 *
 * Each VNF polls on a core of its own, so the core burns all its cycles at any load. Packets displace empty polls.
 * With N the packets processed in a second (millions), s the share of the core the VNF holds, x the packet rate while
 * it is on the core (N / s beside a busy competitor, else N), and b(x) = 1 / (1 + x / n0) what batching leaves of the
 * cost that it can save:
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

/** Misses of the last-level cache, rare events: median low + (high − low) · (1 − e^(−N / n1)), log-normal about it. */
export interface MissLaw {
  readonly low: number;
  readonly high: number;
  readonly n1: number;
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
    ring: 3200,
    noise: 0.026,
    misses: { low: 300, high: 4350, n1: 0.95, loads: 0.8 },
    laws: {
      instructions: law(11732, -405.6, -3968.4, 1.5612),
      branches: law(2321.2, -83.042, -818.92, 1.4471),
      "branch-misses": law(8.4719, 0.066841, -2.5557, 1.1325),
      "cache-references": law(0, 0.86624, 17.611, 3.6645),
      "L1-dcache-load-misses": law(0, 1.5365, 18.451, 3.3123),
      "L1-dcache-loads": law(3630.9, -131.73, -1252.7, 1.5204),
      "LLC-stores": law(0, 0.3, 5.3217, 3.7074),
      "LLC-loads": law(0, 0.68634, 12.003, 3.7277),
    },
  },
  {
    vnf: "ndpi_stats",
    tag: "ndpi_stat",
    core: 5,
    cyclesPerPacket: 283,
    ring: 2750,
    noise: 0.022,
    misses: { low: 300, high: 7300, n1: 1.7, loads: 0.72 },
    laws: {
      instructions: law(11400, -209.49, -2487.5, 2.672),
      branches: law(2258.1, -77.171, -511.02, 1.9705),
      "branch-misses": law(9.2222, 0.2287, -17.904, 0.10357),
      "cache-references": law(0, 2.647, 13.457, 3.7613),
      "L1-dcache-load-misses": law(0, 2.5094, 14.514, 3.8048),
      "L1-dcache-loads": law(3534.8, -130.58, -775.22, 1.9218),
      "LLC-stores": law(0, 0.3, 4.864, 3.824),
      "LLC-loads": law(0, 2.6987, 8.0127, 3.7391),
    },
  },
  {
    vnf: "nf_router",
    tag: "router",
    core: 3,
    cyclesPerPacket: 241,
    ring: 2032,
    noise: 0.012,
    misses: { low: 350, high: 4200, n1: 0.72, loads: 0.68 },
    laws: {
      instructions: law(11621, -397.63, -2643.4, 1.6735),
      branches: law(2282.5, -73.865, -503.45, 1.7521),
      "branch-misses": law(8.306, 0.085652, -1.3537, 0.96709),
      "cache-references": law(0, 0.3, 13.947, 4.2457),
      "L1-dcache-load-misses": law(0, 0.3, 15.006, 4.0243),
      "L1-dcache-loads": law(3574.2, -144.93, -780.14, 1.6207),
      "LLC-stores": law(0, 0.3, 5.5805, 3.3055),
      "LLC-loads": law(0, 0.3, 7.9488, 5.0566),
    },
  },
  {
    vnf: "payload_scan",
    tag: "payload_scan",
    core: 4,
    cyclesPerPacket: 275,
    ring: 1984,
    noise: 0.012,
    misses: { low: 250, high: 4250, n1: 0.95, loads: 0.77 },
    laws: {
      instructions: law(11601, -265.08, -3133.3, 1.7264),
      branches: law(2281.8, -41.639, -606.04, 1.8472),
      "branch-misses": law(8.4849, 0.35345, -2.5948, 1.1088),
      "cache-references": law(0, 0.55106, 18.102, 4.246),
      "L1-dcache-load-misses": law(0, 0.30001, 19.384, 4.2528),
      "L1-dcache-loads": law(3580.4, -79.7, -956.39, 1.8231),
      "LLC-stores": law(0, 0.3, 5.4269, 3.4107),
      "LLC-loads": law(0, 0.96782, 11.787, 4.4917),
    },
  },
  {
    vnf: "bridge",
    tag: "bridge",
    core: 6,
    cyclesPerPacket: 206,
    ring: 1312,
    noise: 0.024,
    misses: { low: 550, high: 2900, n1: 1.05, loads: 0.64 },
    laws: {
      instructions: law(11771, -267.29, -4762.1, 1.3178),
      branches: law(2321.7, -51.487, -962.16, 1.2924),
      "branch-misses": law(8.5142, -0.029856, -3.1313, 0.80464),
      "cache-references": law(0, 0.3, 17.652, 2.5636),
      "L1-dcache-load-misses": law(0, 0.3, 18.386, 2.5081),
      "L1-dcache-loads": law(3647, -92.398, -1533.3, 1.2408),
      "LLC-stores": law(0, 0.3, 4.216, 3.7412),
      "LLC-loads": law(0, 0.3, 13.145, 2.1872),
    },
  },
];

/** Factors on the per-packet cost, by VNF and event family, of one build of the chain on one host. */
export type Deployment = "ladder" | "stimulus";

type Factors = Readonly<Record<LawEvent | "cache-misses" | "LLC-load-misses", number>>;

function factors(
  work: number,
  branchMisses: number,
  references: number,
  l1: number,
  stores: number,
  loads: number,
  misses: number,
  loadMisses: number,
): Factors {
  return {
    "cache-misses": misses,
    "LLC-load-misses": loadMisses,
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

const ONE = factors(1, 1, 1, 1, 1, 1, 1, 1);

/** Per-packet cost relative to stage 0, from the unstressed rows of the published stage-2 table. */
export const DEPLOYMENTS: Readonly<Record<Deployment, Readonly<Record<Vnf, Factors>>>> = {
  ladder: { firewall: ONE, ndpi_stats: ONE, nf_router: ONE, payload_scan: ONE, bridge: ONE },
  stimulus: {
    firewall: factors(0.815, 0.77, 0.833, 0.839, 0.932, 0.789, 0.99, 0.92),
    ndpi_stats: factors(0.945, 0.895, 0.957, 0.953, 1.04, 0.926, 0.94, 0.92),
    nf_router: factors(0.845, 0.44, 0.971, 0.989, 0.909, 1.02, 0.7, 0.85),
    payload_scan: factors(0.875, 0.81, 0.843, 0.873, 1.03, 0.767, 0.95, 0.88),
    bridge: factors(0.725, 0.663, 0.708, 0.706, 1.14, 0.544, 0.9, 0.94),
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

/** Relative noise of each event on its own, from perf's rotation, as the published steady rows show it. */
export const EVENT_NOISE: Readonly<Record<LawEvent, number>> = {
  instructions: 0.009,
  branches: 0.006,
  "L1-dcache-loads": 0.0025,
  "branch-misses": 0.009,
  "cache-references": 0.004,
  "L1-dcache-load-misses": 0.004,
  "LLC-stores": 0.016,
  "LLC-loads": 0.012,
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
