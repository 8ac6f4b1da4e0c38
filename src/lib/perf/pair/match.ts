import type { CaptureSource } from "../../capture";
import { fail } from "../../core";
import { Meeting } from "./meeting";
import { estimateClockOffset } from "./offset";
import { checkMatchOptions, type MatchOptions } from "./options";
import type { MatchedCaptures, PairReport } from "./report";
import { type Epoch, PairSide } from "./side";

/**
 * Rates, latency and loss per second from two captures of the same traffic, one where it enters a chain and one where
 * it leaves. Each capture holds that one direction. A packet is recognised by what no hop may change (see
 * `PairReport`): a chain that translates addresses or ports cannot be matched. Equal packets are matched in their order.
 *
 * - rate, Mb/s: Σ (max(frame + 4, 64) + 20) · 8 / 10⁶ over the frames of the second; 4 is the checksum that captures
 *   lack (not added with `fcs`), 64 the shortest frame, 20 preamble and gap. IP without an Ethernet header counts as
 *   if it had one.
 * - latency, µs: egress time − offset − ingress time, in the second in which the packet entered; median and 95th
 *   percentile (linear between neighbours). One-way latency is known only as well as the offset of the two clocks.
 * - loss: lost / (lost + matched) of the packets that entered in the second and can be judged (`judge`).
 *
 * Memory grows with the packets of one horizon and one second, not with the length of the captures. A damaged or cut
 * capture is read up to the damage, which the report names.
 *
 * @throws LabError "no-match" when both captures have packets and none in common, "format" for what is no capture
 * @example
 * const packet = (n: number) => capture.buildFrame({ source: "192.0.2.1", target: "192.0.2.2", protocol: "udp", identification: n });
 * const at = (delay: number) => capture.encodePcap([1, 2, 3].map((n) => ({ micros: 1000 * n + delay, bytes: packet(n) })));
 * const { table: seconds, report } = await perf.matchCaptures(at(0), at(12));
 * [seconds.at(0, "latency"), seconds.at(0, "loss"), report.ingress.matched] //=> [12, 0, 3]
 */
export async function matchCaptures(
  ingress: CaptureSource,
  egress: CaptureSource,
  options: MatchOptions = {},
): Promise<MatchedCaptures> {
  const checked = checkMatchOptions(options);
  const estimate =
    checked.offset === "estimate" ? await estimateClockOffset(ingress, egress, checked) : undefined;
  const offset = estimate?.micros ?? (checked.offset as number);
  const epoch: Epoch = { second: Number.NaN };
  const input = new PairSide(ingress, checked, epoch, 0);
  const output = new PairSide(egress, checked, epoch, offset);
  const meeting = new Meeting(checked.maxWaiting, checked.judge === "all");
  const horizon = checked.horizon * 1e6;
  try {
    for (;;) {
      if (!input.ready && !input.ended) await input.fill();
      if (!output.ready && !output.ended) await output.fill();
      if (!input.ready && !output.ready) break;
      // Both captures as one stream in order of time, however large the pieces are in which they are read.
      for (let ready = true; ready; ) {
        const entering = input.ready && (!output.ready || input.time <= output.time);
        const side = entering ? input : output;
        const present = side.time;
        if (entering) meeting.enter(input);
        else meeting.leave(output);
        meeting.expire(present - horizon);
        ready = side.next() || (side.ended && (entering ? output : input).ready);
      }
    }
  } finally {
    await Promise.all([input.close(), output.close()]);
  }
  meeting.expire(Number.POSITIVE_INFINITY);
  meeting.settle();

  const [from, to] = [Math.min(input.firstTime, output.firstTime), Math.max(input.lastTime, output.lastTime)];
  const table = meeting.seconds.table(epoch.second, from, to, checked.oneIn);
  const own = { in: input.account(), out: output.account() };
  if (meeting.matched === 0 && own.in.packets > 0 && own.out.packets > 0) {
    fail({
      code: "no-match",
      expected: `a packet that is in both captures within ${checked.horizon} ms`,
      found: `none among ${own.in.packets} at the ingress and ${own.out.packets} at the egress`,
      where: own.out.file === null ? {} : { file: own.out.file },
      hint: 'If the clocks differ, offset: "estimate" finds by how much; a chain that rewrites addresses, ports or payload cannot be matched.',
    });
  }
  const { lost, matched } = meeting;
  const coverage = table.numbers("coverage");
  const report: PairReport = {
    ingress: {
      ...own.in,
      matched,
      unmatched: lost,
      outside: meeting.outside,
      duplicates: meeting.duplicatesIn,
      evicted: meeting.entered.evicted,
    },
    egress: {
      ...own.out,
      matched,
      unmatched: meeting.unexplained,
      duplicates: meeting.duplicatesOut,
      evicted: meeting.left.evicted,
    },
    ambiguous: meeting.ambiguous,
    reordered: meeting.early > 0 ? null : meeting.reordered,
    loss: lost + matched === 0 ? Number.NaN : lost / (lost + matched),
    offset: {
      micros: offset,
      how: estimate !== undefined ? "estimated" : options.offset === undefined ? "same-clock" : "given",
      pairs: estimate?.pairs ?? null,
    },
    leastLatency: meeting.leastLatency / 1000,
    negative: meeting.early,
    late: meeting.seconds.late,
    partialSeconds: [...coverage.keys()].filter((row) => coverage[row] < 0.999),
    prefixBytes: checked.prefix,
    horizonMs: checked.horizon,
    oneIn: checked.oneIn,
  };
  return { table, report };
}
