import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { capture, core, learn, perf } from "../../../src/lib/index";
import { encode, frameOf, type Passage, pairOf, START, traffic } from "./support";

/** The counts that every report has to balance. */
function balanced({ ingress, egress }: perf.PairReport): void {
  for (const side of [ingress, egress]) {
    const ignored = Object.values(side.ignored).reduce((sum, count) => sum + count, 0);
    assert.equal(side.frames, side.packets + ignored);
  }
  assert.equal(ingress.packets, ingress.matched + ingress.unmatched + ingress.outside);
  assert.equal(egress.packets, egress.matched + egress.unmatched);
  assert.equal(ingress.matched, egress.matched);
}

async function match(
  passages: readonly Passage[],
  options: perf.MatchOptions = {},
): Promise<perf.MatchedCaptures> {
  const matched = await perf.matchCaptures(...pairOf(passages), options);
  balanced(matched.report);
  return matched;
}

const missing = (cell: unknown): boolean => cell === null;

describe("rates, latency and loss from two captures", () => {
  it("counts bits on the wire: checksum, shortest frame, preamble and gap", async () => {
    // 1000 packets in the first second, of 42 + 18 bytes: 60 as captured, 64 on the wire, 84 with preamble and gap.
    const { table } = await match(traffic(2000, { gap: 1000 }));
    assert.deepEqual(table.names, [
      "time",
      "second",
      "input_rate",
      "output_rate",
      "latency",
      "latency_p95",
      "latency_min",
      "loss",
      "packets_in",
      "packets_out",
      "matched",
      "lost",
      "coverage",
    ]);
    assert.equal(table.at(0, "input_rate"), (1000 * 84 * 8) / 1e6);
    assert.deepEqual([table.at(0, "time"), table.at(1, "time")], [START, START + 1000]);
    assert.deepEqual([table.at(0, "second"), table.at(1, "second")], [0, 1]);
  });

  it("pads short frames to 64 bytes, counts long ones whole, and adds no checksum that is captured", async () => {
    const rate = async (payload: number, options: perf.MatchOptions = {}): Promise<unknown> =>
      (await match([{ id: 1, payload, sent: 0, received: 9 }], options)).table.at(0, "input_rate");
    assert.equal(await rate(4), (84 * 8) / 1e6);
    assert.equal(await rate(958), ((1000 + 4 + 20) * 8) / 1e6);
    assert.equal(await rate(958, { fcs: true }), ((1000 + 20) * 8) / 1e6);
    assert.equal(await rate(958, { oneIn: 50 }), (50 * (1000 + 4 + 20) * 8) / 1e6);
  });

  it("counts a raw IP packet as the Ethernet frame it travels in", async () => {
    const frame = frameOf({ id: 1, payload: 958 });
    const bytes = capture.encodeCapture([{ micros: START * 1000, bytes: frame.subarray(14) }], {
      linkType: 101,
    });
    const { table, report } = await perf.matchCaptures(bytes, encode([{ at: 7, id: 1, payload: 958 }]));
    assert.equal(table.at(0, "input_rate"), table.at(0, "output_rate"));
    assert.equal(report.leastLatency, 7);
  });

  it("has the quantiles of the true latencies, to the nanosecond, in the second of entry", async () => {
    const passages = traffic(2500, { gap: 1000, spread: 300 });
    const { table } = await match(passages);
    for (const second of [0, 1, 2]) {
      const own = passages
        .filter(({ sent }) => Math.floor(sent / 1e6) === second)
        .map(({ sent, received }) => received - sent)
        .sort((a, b) => a - b);
      for (const [name, q] of [
        ["latency", 0.5],
        ["latency_p95", 0.95],
        ["latency_min", 0],
      ] as const) {
        const found = table.at(second, name) as number;
        assert.ok(Math.abs(found - learn.quantile(own, q)) < 1e-6, `${name} of second ${second}: ${found}`);
      }
    }
  });

  it("counts exactly what was lost, second by second", async () => {
    const passages = traffic(3000, { gap: 1000, loss: 0.2 });
    // Packets at both ends that come through: everything between them is judged.
    const [first, last] = [passages[0], passages[2999]];
    passages[0] = { ...first, received: first.sent + 5 };
    passages[2999] = { ...last, received: last.sent + 5 };
    const { table, report } = await match(passages);
    for (const second of [0, 1, 2]) {
      const own = passages.filter(({ sent }) => Math.floor(sent / 1e6) === second);
      const lost = own.filter(({ received }) => Number.isNaN(received)).length;
      assert.equal(table.at(second, "lost"), lost);
      assert.equal(table.at(second, "loss"), lost / own.length);
    }
    assert.deepEqual([report.ingress.outside, report.egress.unmatched, report.reordered], [0, 0, 0]);
    assert.equal(report.loss, report.ingress.unmatched / 3000);
  });

  it("does not call lost what entered before the egress capture began or after it ended", async () => {
    const passages = traffic(3000, { gap: 1000 }).map((passage, i) =>
      i < 700 || i >= 2400 || i === 1500 ? { ...passage, received: Number.NaN } : passage,
    );
    const { table, report } = await match(passages, { horizon: 50 });
    assert.deepEqual([report.ingress.unmatched, report.ingress.outside], [1, 700 + 600]);
    assert.deepEqual([table.at(0, "loss"), table.at(1, "lost"), table.at(2, "loss")], [0, 1, 0]);
    const all = await match(passages, { horizon: 50, judge: "all" });
    assert.deepEqual([all.report.ingress.unmatched, all.report.ingress.outside], [1301, 0]);
    assert.equal(all.table.at(0, "loss"), 0.7);
  });

  it("has rows without frames between others: rates 0, latency and loss missing", async () => {
    const { table } = await match([
      { id: 1, sent: 0, received: 10 },
      { id: 2, sent: 3_200_000, received: 3_200_020 },
    ]);
    assert.equal(table.length, 4);
    assert.deepEqual([table.at(1, "input_rate"), table.at(1, "packets_out")], [0, 0]);
    assert.ok(missing(table.at(1, "latency")) && missing(table.at(1, "loss")));
    assert.deepEqual([...table.numbers("coverage")], [1, 1, 1, 0.20002]);
  });

  it("puts a packet that leaves in the next second into that second's output rate", async () => {
    const { table } = await match([
      { id: 1, sent: 100, received: 200 },
      { id: 2, sent: 999_990, received: 1_000_010 },
    ]);
    assert.deepEqual([...table.numbers("packets_in")], [2, 0]);
    assert.deepEqual([...table.numbers("packets_out")], [1, 1]);
    assert.deepEqual([table.at(0, "matched"), table.at(0, "latency")], [2, 60]);
  });

  it("reads pcapng, gzip and streams of odd pieces to the same numbers", async () => {
    const passages = traffic(4000, { gap: 300, loss: 0.1, spread: 4000 });
    const [ingress, egress] = pairOf(passages);
    const plain = await perf.matchCaptures(ingress, egress);
    async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const others = await Promise.all([
      perf.matchCaptures(...pairOf(passages, { format: "pcapng" }, { format: "pcapng" })),
      perf.matchCaptures(gzipSync(ingress), gzipSync(egress)),
      perf.matchCaptures(pieces(ingress, 37), pieces(gzipSync(egress), 100_000)),
      perf.matchCaptures(pieces(ingress, 1_000_000), pieces(egress, 1)),
    ]);
    for (const other of others) {
      assert.deepEqual([...other.table.rows()], [...plain.table.rows()]);
      assert.equal(other.report.reordered, plain.report.reordered);
    }
  });
});

describe("what a chain does to packets", () => {
  it("counts as reordered what leaves behind a packet that entered later", async () => {
    const { report } = await match([
      { id: 1, sent: 0, received: 10 },
      { id: 2, sent: 1, received: 40 },
      { id: 3, sent: 2, received: 20 },
      { id: 4, sent: 3, received: 50 },
      { id: 5, sent: 4, received: 45 },
    ]);
    // 2 leaves behind 3, and 4 behind 5.
    assert.equal(report.reordered, 2);
    assert.equal(report.leastLatency, 10);
  });

  it("matches equal packets in their order, and says when that was a choice", async () => {
    const apart = await match([
      { id: 7, sent: 0, received: 10 },
      { id: 7, sent: 500, received: 530 },
      { id: 8, sent: 600, received: 610 },
    ]);
    assert.deepEqual([apart.report.ingress.duplicates, apart.report.ambiguous], [1, 0]);
    assert.equal(apart.table.at(0, "latency_p95"), 28);
    const together = await match([
      { id: 7, sent: 0, received: 10 },
      { id: 7, sent: 5, received: 30 },
      { id: 7, sent: 6, received: 31 },
    ]);
    assert.deepEqual([together.report.ingress.duplicates, together.report.egress.duplicates], [2, 2]);
    assert.deepEqual([together.report.ambiguous, together.report.ingress.matched], [2, 3]);
    assert.deepEqual([...together.table.numbers("latency")], [25]);
  });

  it("counts a packet that the chain repeats as a duplicate without a counterpart", async () => {
    const [ingress] = pairOf([{ id: 1, sent: 0, received: 10 }]);
    const egress = encode([
      { at: 10, id: 1 },
      { at: 12, id: 1 },
      { at: 13, id: 1 },
      { at: 14, id: 9 },
    ]);
    const { report } = await perf.matchCaptures(ingress, egress);
    balanced(report);
    assert.deepEqual([report.egress.matched, report.egress.unmatched, report.egress.duplicates], [1, 3, 2]);
  });

  it("knows a packet again behind a router, a VLAN tag and a card that fills in checksums", async () => {
    for (const version of [4, 6] as const) {
      const ingress = encode(
        [
          { at: 0, id: 1 },
          { at: 5, id: 2 },
        ],
        { hop: { version, ttl: 64 } },
      );
      const frames = [1, 2].map((id) => {
        const bytes = frameOf({ id }, { version, ttl: 61, vlan: 30 });
        const udp = bytes.length - 18 - 8;
        bytes[udp + 6] = 0xab;
        // Traffic class, as a marking router writes it.
        if (version === 4) bytes[19] = 0x2e << 2;
        return { micros: START * 1000 + 20 * id, bytes };
      });
      const { report } = await perf.matchCaptures(ingress, capture.encodePcap(frames));
      assert.deepEqual([report.ingress.matched, report.leastLatency], [2, 20]);
    }
  });

  it("does not take packets for one another that differ in address, port, protocol, id, length or payload", async () => {
    const base = {
      source: "192.0.2.1",
      target: "192.0.2.2",
      protocol: "udp" as const,
      sourcePort: 9,
      targetPort: 8,
      identification: 5,
      payload: "abcdefgh",
    };
    const at = (spec: capture.FrameSpec): Uint8Array =>
      capture.encodePcap([{ micros: 1e6, bytes: capture.buildFrame(spec) }]);
    const same = await perf.matchCaptures(at(base), at({ ...base, ttl: 9 }));
    assert.equal(same.report.ingress.matched, 1);
    for (const change of [
      { source: "192.0.2.3" },
      { target: "192.0.2.3" },
      { sourcePort: 10 },
      { targetPort: 9 },
      { protocol: 136 },
      { identification: 6 },
      { payload: "abcdefgi" },
      { payload: "abcdefghi" },
    ]) {
      await assert.rejects(perf.matchCaptures(at(base), at({ ...base, ...change })), { code: "no-match" });
    }
    // Behind the prefix nothing is looked at.
    const behind = await perf.matchCaptures(at(base), at({ ...base, payload: "abcdefgi" }), { prefix: 15 });
    assert.equal(behind.report.ingress.matched, 1);
  });

  it("tells fragments of one packet apart", async () => {
    const part = (fragmentOffset: number, micros: number): capture.FrameToWrite => ({
      micros,
      bytes: capture.buildFrame({
        source: "192.0.2.1",
        target: "192.0.2.2",
        protocol: "udp",
        identification: 5,
        fragmentOffset,
        moreFragments: fragmentOffset === 0,
        payload: Buffer.alloc(64),
      }),
    });
    const { report } = await perf.matchCaptures(
      capture.encodePcap([part(0, 1e6), part(72, 1e6 + 1)]),
      capture.encodePcap([part(72, 1e6 + 10), part(0, 1e6 + 12)]),
    );
    assert.deepEqual([report.ingress.matched, report.reordered, report.ingress.duplicates], [2, 1, 0]);
  });

  it("looks into tunnels when asked, for a chain that adds one", async () => {
    const inner = capture.buildPacket({
      source: "192.0.2.1",
      target: "192.0.2.2",
      protocol: "udp",
      payload: "inside",
    });
    const outer = capture.buildFrame({ source: "10.0.0.1", target: "10.0.0.2", protocol: 4, payload: inner });
    const plain = capture.encodeCapture([{ micros: 0, bytes: inner }], { linkType: 101 });
    const wrapped = capture.encodePcap([{ micros: 25, bytes: outer }]);
    const { report } = await perf.matchCaptures(plain, wrapped, { tunnel: "inner" });
    assert.deepEqual([report.ingress.matched, report.leastLatency], [1, 25]);
    await assert.rejects(perf.matchCaptures(plain, wrapped), { code: "no-match" });
  });
});

describe("clocks that differ", () => {
  const passages = traffic(5000, { gap: 500, loss: 0.05, least: 40, spread: 100 });

  it("takes a given offset off the egress clock", async () => {
    const [ingress, egress] = pairOf(passages, {}, { ahead: 7_250_000.5 });
    const there = await perf.matchCaptures(ingress, egress, { offset: 7_250_000.5 });
    const reference = await match(passages);
    assert.deepEqual([...there.table.rows()], [...reference.table.rows()]);
    assert.deepEqual(there.report.offset, { micros: 7_250_000.5, how: "given", pairs: null });
    assert.equal(reference.report.offset.how, "same-clock");
  });

  it("estimates it, hours ahead or behind, so that the fastest packet takes no time", async () => {
    const least = Math.min(
      ...passages.map(({ sent, received }) => received - sent).filter((d) => !Number.isNaN(d)),
    );
    for (const ahead of [-3_600_000_000, -12_345, 0, 86_400_000_000.25]) {
      const [ingress, egress] = pairOf(passages, {}, { ahead });
      const { report, table } = await perf.matchCaptures(ingress, egress, { offset: "estimate" });
      balanced(report);
      assert.equal(report.offset.how, "estimated");
      assert.ok(Math.abs(report.offset.micros - ahead - least) < 1e-2, `${report.offset.micros}`);
      assert.deepEqual([report.leastLatency, report.negative], [0, 0]);
      assert.equal(report.offset.pairs, report.ingress.matched);
      assert.equal(table.length, 3);
    }
  });

  it("still matches when the egress clock is behind, and says that latencies lie below 0", async () => {
    const [ingress, egress] = pairOf(passages, {}, { ahead: -20_000 });
    const { report } = await perf.matchCaptures(ingress, egress);
    balanced(report);
    assert.equal(report.negative, report.ingress.matched);
    assert.equal(report.reordered, null);
    assert.ok(report.leastLatency < -19_000);
  });

  it("finds nothing when they differ by more than the horizon, and says what may help", async () => {
    const [ingress, egress] = pairOf(passages, {}, { ahead: 5e6 });
    await assert.rejects(perf.matchCaptures(ingress, egress), (error: core.LabError) => {
      assert.equal(error.code, "no-match");
      assert.match(error.message, /offset: "estimate"/);
      return true;
    });
  });

  it("refuses to estimate from a stream, which cannot be read twice", async () => {
    const [ingress, egress] = pairOf(passages);
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield egress;
    }
    await assert.rejects(perf.matchCaptures(ingress, stream(), { offset: "estimate" }), { code: "argument" });
  });
});

describe("captures that are cut, damaged or hostile", () => {
  it("reads a cut capture up to the cut, at every byte of its last records, and judges nothing behind it", async () => {
    const passages = traffic(40, { gap: 1000 });
    const [ingress, egress] = pairOf(passages);
    const record = 16 + 60;
    for (let cut = 1; cut <= 2 * record; cut++) {
      const { report } = await perf.matchCaptures(ingress, egress.subarray(0, egress.length - cut));
      balanced(report);
      const whole = 40 - Math.ceil(cut / record);
      assert.deepEqual([report.ingress.matched, report.ingress.unmatched], [whole, 0]);
      assert.equal(report.egress.damage === null, cut % record === 0);
    }
  });

  it("keeps what a cut gzip file still has, and says so", async () => {
    const draws = core.random(3);
    const passages = traffic(6000, { gap: 100, spread: 50 }).map((p) => ({
      ...p,
      payload: 18 + draws.integer(900),
    }));
    const [ingress, egress] = pairOf(passages);
    const packed = gzipSync(egress);
    const { report } = await perf.matchCaptures(ingress, packed.subarray(0, packed.length - 2000));
    balanced(report);
    assert.match(report.egress.damage ?? "", /gzip/);
    assert.ok(report.ingress.matched > 1000 && report.ingress.unmatched === 0, `${report.ingress.matched}`);
  });

  it("leaves out what cannot be told apart: cut frames, frames without IP, and counts them in the rates", async () => {
    const frames = (ttl: number): capture.FrameToWrite[] => [
      { micros: 1e6, bytes: frameOf({ id: 1 }, { ttl }) },
      { micros: 1e6 + 1, bytes: frameOf({ id: 2 }, { ttl }).subarray(0, 50), length: 60 },
      {
        micros: 1e6 + 2,
        bytes: Uint8Array.from({ length: 60 }, (_, i) => (i === 12 ? 8 : i === 13 ? 6 : 0)),
      },
    ];
    const { table, report } = await perf.matchCaptures(
      capture.encodePcap(frames(64)),
      capture.encodePcap(frames(63)),
    );
    balanced(report);
    assert.deepEqual(report.ingress.ignored, { "cut-off": 1, "not-ip": 1 });
    assert.deepEqual([report.ingress.matched, table.at(0, "packets_in")], [1, 3]);
    const snapped = await perf.matchCaptures(...pairOf(traffic(20), { snap: 64 }, { snap: 80 }));
    assert.equal(snapped.report.ingress.matched, 20);
  });

  it("says that both captures were empty, or one, without inventing a loss", async () => {
    const empty = capture.encodePcap([]);
    const none = await perf.matchCaptures(empty, empty);
    assert.equal(none.table.length, 0);
    assert.ok(Number.isNaN(none.report.loss) && Number.isNaN(none.report.leastLatency));
    const [ingress] = pairOf(traffic(10));
    const one = await perf.matchCaptures(ingress, empty);
    balanced(one.report);
    assert.deepEqual([one.report.ingress.outside, one.table.at(0, "loss")], [10, null]);
    const judged = await perf.matchCaptures(ingress, empty, { judge: "all" });
    assert.equal(judged.table.at(0, "loss"), 1);
  });

  it("names the file that is no capture, and what is wrong with an option", async () => {
    await assert.rejects(perf.matchCaptures(Buffer.from("hello, world"), capture.encodePcap([])), {
      code: "format",
    });
    await assert.rejects(perf.matchCaptures("/no/such.pcap", "/no/other.pcap"), /no\/such\.pcap/);
    await assert.rejects(perf.matchCaptures(__filename, __filename), (error: core.LabError) => {
      assert.equal(error.where.file, __filename);
      return true;
    });
    const [ingress, egress] = pairOf(traffic(3));
    for (const options of [
      { offset: Number.NaN },
      { horizon: 0 },
      { prefix: -1 },
      { prefix: 1.5 },
      { oneIn: 0 },
      { maxWaiting: 0 },
      { tunnel: "sideways" as "inner" },
      { judge: "none" as "all" },
      { offset: "auto" as "estimate" },
    ]) {
      await assert.rejects(perf.matchCaptures(ingress, egress, options), { code: "argument" });
    }
  });

  it("gives up the oldest packets when more wait than it may hold", async () => {
    const passages = traffic(5000, { gap: 10, least: 2000, spread: 0 });
    const small = await match(passages, { maxWaiting: 64 });
    assert.deepEqual([small.report.ingress.matched, small.report.ingress.evicted], [64, 5000 - 64]);
    const enough = await match(passages, { maxWaiting: 8192 });
    assert.deepEqual([enough.report.ingress.matched, enough.report.ingress.evicted], [5000, 0]);
  });

  it("refuses clocks centuries apart in one capture instead of making a row for each second", async () => {
    const frames = [0, 4_000_000_000].map((second) => ({
      micros: second * 1e6,
      bytes: frameOf({ id: second % 7 }),
    }));
    const bytes = capture.encodePcap(frames);
    await assert.rejects(perf.matchCaptures(bytes, bytes), { code: "limit" });
  });

  it("stays balanced whatever bits are flipped", async () => {
    const [ingress, egress] = pairOf(traffic(60, { gap: 1000, loss: 0.1 }));
    const draws = core.random("flips");
    for (let i = 0; i < 400; i++) {
      const bytes = Uint8Array.from(egress);
      for (let k = 0; k <= i % 4; k++) bytes[draws.integer(bytes.length)] ^= 1 << draws.integer(8);
      try {
        balanced((await perf.matchCaptures(ingress, bytes)).report);
      } catch (error) {
        assert.equal((error as Error).name, "LabError", String(error));
      }
    }
  });
});
