import { encodePcap } from "../capture";
import { type Random, random } from "../core";
import { CHAIN, FRAME_MIXES, SCHEDULER_PERIOD_S } from "./model";
import type { ExperimentPlan } from "./plan";
import { STEPS_PER_SECOND, type Traffic } from "./traffic";

/** One packet as it passed the generator's and the sink's port. */
export interface CapturedPacket {
  readonly sequence: number;
  readonly flow: number;
  /** Frame length in bytes without CRC. */
  readonly length: number;
  /** ns since the start of the run. */
  readonly sentNs: number;
  /** ns since the start of the run, NaN when the chain dropped it. */
  readonly receivedNs: number;
}

const FLOWS = 16;
const CRC_BYTES = 4;

/**
 * One packet in `oneIn` of a stretch of the run, with its fate. The chain treats each as the fluid around it: a
 * stressed VNF is off its core for part of every 24 ms; what comes then waits while the ring has room and is
 * dropped afterwards, so losses come in bursts, as they do behind a real preempted poller.
 */
export function samplePackets(plan: ExperimentPlan, traffic: Traffic): CapturedPacket[] {
  const window = plan.capture;
  if (window === null) return [];
  const draws = random(plan.seed).fork("capture");
  const sizes = FRAME_MIXES[plan.frames];
  const packets: CapturedPacket[] = [];
  let time = window.from;
  for (;;) {
    const rate = (traffic.offered[Math.floor(time * STEPS_PER_SECOND)] * 1e6) / window.oneIn;
    if (rate === 0) break;
    time += draws.exponential() / rate;
    if (time >= window.from + window.seconds) break;
    const sentNs = Math.round(time * 1e9);
    packets.push({
      sequence: packets.length,
      flow: draws.integer(FLOWS),
      length: drawSize(sizes, draws) - CRC_BYTES,
      sentNs,
      receivedNs: sentNs + Math.round(transit(traffic, time, draws)),
    });
  }
  return packets;
}

function drawSize(sizes: readonly (readonly [number, number])[], draws: Random): number {
  let left = draws.uniform() * sizes.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [bytes, weight] of sizes) {
    left -= weight;
    if (left < 0) return bytes;
  }
  return sizes[sizes.length - 1][0];
}

/** Time through the chain in ns; NaN for a packet that is dropped. */
function transit(traffic: Traffic, time: number, draws: Random): number {
  const i = Math.floor(time * STEPS_PER_SECOND);
  let ns = 6500 + 1500 * traffic.offered[i] + 1800 * draws.exponential();
  if (time < traffic.readyAt) return Number.NaN;
  for (let v = 0; v < CHAIN.length; v++) {
    const { share, processed, dropped } = traffic.vnfs[v];
    const arriving = processed[i] + dropped[i];
    if (share[i] <= 0.5) ns += preempted(time, share[i], CHAIN[v].ring / arriving / 1e6);
    else if (dropped[i] > 0.01 * arriving) {
      if (draws.uniform() < dropped[i] / arriving) return Number.NaN;
      ns += ((0.7 + 0.3 * draws.uniform()) * CHAIN[v].ring * 1e3) / processed[i];
    }
  }
  return ns;
}

function preempted(time: number, share: number, ringSeconds: number): number {
  const phase = time % SCHEDULER_PERIOD_S;
  const off = phase - share * SCHEDULER_PERIOD_S;
  if (off < 0) return 0;
  return off < ringSeconds ? (SCHEDULER_PERIOD_S - phase) * 1e9 : Number.NaN;
}

/** Bytes of each packet kept in the captures: all headers and the sequence number. */
const SNAP_BYTES = 64;

/**
 * The pcap file (nanosecond times, Ethernet, first 64 bytes of each frame) of one side of the chain, in order of
 * time. The UDP payload begins with `DLAB` and the packet's sequence number, big-endian, so the two files can be
 * matched; at the egress, the router has lowered the TTL and written its own addresses.
 */
export function capturePcap(
  plan: ExperimentPlan,
  packets: readonly CapturedPacket[],
  side: "ingress" | "egress",
): Buffer {
  const timeOf = (packet: CapturedPacket) => (side === "ingress" ? packet.sentNs : packet.receivedNs);
  const seen = packets.filter((packet) => !Number.isNaN(timeOf(packet)));
  seen.sort((a, b) => timeOf(a) - timeOf(b) || a.sequence - b.sequence);
  const frames = seen.map((packet) => {
    const ns = timeOf(packet);
    const seconds = Math.floor(ns / 1e9);
    return {
      micros: plan.startedMs * 1000 + seconds * 1e6,
      nanos: ns - seconds * 1e9,
      bytes: frame(packet, side).subarray(0, packet.length),
      length: packet.length,
    };
  });
  return Buffer.from(encodePcap(frames, { nanos: true }));
}

/** The first 64 bytes of an Ethernet, IPv4, UDP frame; the checksum of UDP is 0, "none". */
function frame(packet: CapturedPacket, side: string): Buffer {
  const bytes = Buffer.alloc(SNAP_BYTES);
  const hop = side === "ingress" ? 0 : 2;
  bytes.set([2, 0, 0, 0, hop, 2, 2, 0, 0, 0, hop, 1, 8, 0], 0);
  bytes[14] = 0x45;
  bytes.writeUInt16BE(packet.length - 14, 16);
  bytes.writeUInt16BE(packet.sequence & 0xffff, 18);
  bytes[22] = hop === 0 ? 64 : 63;
  bytes[23] = 17;
  bytes.set([10, 0, 0, 1 + packet.flow, 10, 1, 0, 1], 26);
  bytes.writeUInt16BE(headerChecksum(bytes), 24);
  bytes.writeUInt16BE(1024 + packet.flow, 34);
  bytes.writeUInt16BE(5000, 36);
  bytes.writeUInt16BE(packet.length - 34, 38);
  bytes.write("DLAB", 42, "latin1");
  bytes.writeUInt32BE(packet.sequence, 46);
  return bytes;
}

function headerChecksum(bytes: Buffer): number {
  let sum = 0;
  for (let i = 14; i < 34; i += 2) sum += bytes.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
