import type { CaptureSource } from "../../capture";
import { fail } from "../../core";
import type { CheckedMatchOptions } from "./options";
import { type Epoch, PairSide } from "./side";

/** Packets of each capture that are looked at. */
const LOOK_AT = 100_000;
/** Differences this close, ns, belong to the same offset: latencies vary, clocks do not jump. */
const WIDTH = 1e9;

/**
 * How far the egress clock is ahead, µs: among the packets that occur once at the beginning of each capture, the
 * densest second of differences, and in it the least difference, which is that of the fastest packet.
 *
 * @throws LabError "no-match" when the captures have no packet in common there
 */
export async function estimateClockOffset(
  ingress: CaptureSource,
  egress: CaptureSource,
  options: CheckedMatchOptions,
): Promise<{ micros: number; pairs: number }> {
  if (![ingress, egress].every((source) => typeof source === "string" || source instanceof Uint8Array)) {
    fail({
      code: "argument",
      expected: "captures as paths or bytes, which can be read twice to estimate the offset",
      found: "a stream",
      hint: "Give the offset as a number.",
    });
  }
  const epoch: Epoch = { second: Number.NaN };
  const entered = await timesOf(ingress, options, epoch);
  const left = await timesOf(egress, options, epoch);
  const differences: number[] = [];
  for (const [identity, time] of entered) {
    const other = left.get(identity);
    if (other !== undefined && !Number.isNaN(time) && !Number.isNaN(other)) differences.push(other - time);
  }
  if (differences.length === 0) {
    fail({
      code: "no-match",
      expected: `a packet that is among the first ${LOOK_AT} of both captures`,
      found: `none among ${entered.size} and ${left.size} different ones`,
      where: typeof egress === "string" ? { file: egress } : {},
      hint: "A chain that rewrites addresses, ports or payload cannot be matched.",
    });
  }
  differences.sort((a, b) => a - b);
  let best: [number, number] = [0, 0];
  for (let low = 0, high = 0; high < differences.length; high++) {
    while (differences[high] - differences[low] > WIDTH) low++;
    if (high - low > best[1] - best[0]) best = [low, high];
  }
  return { micros: differences[best[0]] / 1000, pairs: best[1] - best[0] + 1 };
}

/** Times of the first packets by identity; NaN for those that occur twice. */
async function timesOf(
  source: CaptureSource,
  options: CheckedMatchOptions,
  epoch: Epoch,
): Promise<Map<string, number>> {
  const side = new PairSide(source, options, epoch, 0);
  const times = new Map<string, number>();
  try {
    for (let seen = 0; seen < LOOK_AT; ) {
      if (!side.ready) await side.fill();
      if (!side.ready) break;
      do {
        if (!side.identified) continue;
        const identity = `${side.first},${side.second}`;
        times.set(identity, times.has(identity) ? Number.NaN : side.time);
        seen++;
      } while (side.next() && seen < LOOK_AT);
    }
  } finally {
    await side.close();
  }
  return times;
}
