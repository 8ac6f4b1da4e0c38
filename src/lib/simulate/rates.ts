import { type Random, random } from "../core";
import { FRAME_MIXES, FRAMING_BYTES, meanFrameBytes } from "./model";
import type { ExperimentPlan } from "./plan";
import { meanOverSecond, type Traffic } from "./traffic";

/** One row of a MoonGen-style rate log. */
export interface RateRow {
  /** Whole seconds since the epoch. */
  readonly time: number;
  /** Millions of packets a second. */
  readonly packetRate: number;
  /** Mb/s of frames. */
  readonly mbit: number;
  /** Mb/s with {@link FRAMING_BYTES} a frame. */
  readonly mbitWithFraming: number;
  readonly totalPackets: number;
  readonly totalBytes: number;
}

/**
 * The rate log of one side. The generator paces bits, so Mb/s is steady and the packet rate carries the sampling
 * noise of the frame mix (relative standard deviation: that of a frame over the root of the packets in a second).
 * The receiver samples some milliseconds later than the sender.
 */
export function rateLog(plan: ExperimentPlan, traffic: Traffic, side: "TX" | "RX"): RateRow[] {
  const draws = random(plan.seed).fork(`rates/${side}`);
  const offset = side === "TX" ? 0 : 0.014 + 0.006 * draws.uniform();
  const trace = side === "TX" ? traffic.offered : traffic.delivered;
  const mean = meanFrameBytes(plan.frames);
  const spread = frameSpread(plan);
  const rows: RateRow[] = [];
  let [packets, bytes] = [0, 0];
  for (let k = 0; k < plan.seconds; k++) {
    const row = oneSecond(meanOverSecond(trace, k + offset), mean, spread, draws);
    packets += Math.round(row.packetRate * 1e6);
    bytes += Math.round((row.mbit * 1e6) / 8);
    const time = Math.floor(plan.startedMs / 1000) + k;
    rows.push({ time, ...row, totalPackets: packets, totalBytes: bytes });
  }
  return rows;
}

function oneSecond(millions: number, mean: number, spread: number, draws: Random) {
  const jitter = [draws.normal(), draws.normal()];
  if (millions === 0) return { packetRate: 0, mbit: 0, mbitWithFraming: 0 };
  const mbit = millions * mean * 8 * (1 + 3e-5 * jitter[0]);
  const bytes = mean * (1 + (spread / mean / Math.sqrt(millions * 1e6)) * jitter[1]);
  const packetRate = mbit / 8 / bytes;
  return { packetRate, mbit, mbitWithFraming: mbit + packetRate * FRAMING_BYTES * 8 };
}

/** Standard deviation of the frame size in bytes. */
function frameSpread(plan: ExperimentPlan): number {
  const mean = meanFrameBytes(plan.frames);
  let [sum, weight] = [0, 0];
  for (const [bytes, share] of FRAME_MIXES[plan.frames]) {
    sum += share * (bytes - mean) * (bytes - mean);
    weight += share;
  }
  return Math.sqrt(sum / weight);
}
