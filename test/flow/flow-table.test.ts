import assert from "node:assert/strict";
import { FlowExporter } from "../../src/lib/flow";
import { capture, flow } from "../../src/lib/index";
import { back, flowsOf, flowsOfBytes, type Step, there } from "./support";

const brief = (rows: readonly Record<string, unknown>[]): unknown[][] =>
  rows.map((row) => [row.IN_PKTS, row.OUT_PKTS, row.FLOW_END_REASON]);

describe("flow: which packets make a flow", () => {
  it("both directions are one flow, from the first packet's sender", () => {
    const { rows } = flowsOf([
      [0, back()],
      [1, there()],
      [2, there()],
    ]);
    assert.deepEqual(brief(rows), [[1, 2, "end"]]);
    assert.equal(rows[0].IPV4_SRC_ADDR, "198.51.100.7");
  });

  it("protocol, address and port tell flows apart", () => {
    const { rows } = flowsOf([
      [0, there()],
      [0, there({ sourcePort: 40001 })],
      [0, there({ protocol: "udp" })],
      [0, there({ source: "192.0.2.2" })],
      [0, back({ target: "192.0.2.2" })],
      [0, { ...there(), source: "2001:db8::1", target: "2001:db8::2" }],
      [0, { ...back(), source: "2001:db8::2", target: "2001:db8::1" }],
    ]);
    assert.equal(rows.length, 5);
    assert.deepEqual(
      [rows[4].IPV4_SRC_ADDR, rows[4].IPV6_SRC_ADDR, rows[4].IPV6_DST_ADDR, rows[4].OUT_PKTS],
      [null, "2001:db8::1", "2001:db8::2", 1],
    );
  });

  it("a host that talks to itself on one port has one direction", () => {
    const self = there({ target: "192.0.2.1", targetPort: 40000 });
    assert.deepEqual(
      brief(
        flowsOf([
          [0, self],
          [1, self],
        ]).rows,
      ),
      [[2, 0, "end"]],
    );
  });

  it("VLANs count when they are part of the key", () => {
    const steps: Step[] = [
      [0, there({ vlan: 5 })],
      [0, there({ vlan: 6 })],
    ];
    assert.deepEqual([flowsOf(steps).rows.length, flowsOf(steps).rows[0].VLAN], [1, 5]);
    assert.deepEqual(
      flowsOf(steps, { vlanKey: true }).rows.map((row) => row.VLAN),
      [5, 6],
    );
  });

  it("tunnels: inside with their identifiers, or outside; part of the key when asked", () => {
    const gtp = (teid: number): Uint8Array => {
      const inner = capture.buildPacket(there({ protocol: "udp", payload: "x" }));
      const head = [0x30, 0xff, 0, inner.length, 0, 0, 0, teid];
      const outer = {
        source: "203.0.113.1",
        target: "203.0.113.2",
        protocol: "udp",
        sourcePort: 2152,
        targetPort: 2152,
      } as const;
      return capture.buildFrame({ ...outer, payload: Uint8Array.from([...head, ...inner]) });
    };
    const bytes = capture.encodePcap([7, 8].map((teid) => ({ micros: 0, bytes: gtp(teid) })));
    const inside = flowsOfBytes(bytes).rows;
    assert.deepEqual(
      [
        inside.length,
        inside[0].IPV4_SRC_ADDR,
        inside[0].TUNNEL,
        inside[0].TUNNEL_ID,
        inside[0].TUNNEL_SRC_ADDR,
      ],
      [1, "192.0.2.1", "gtp-u", 7, "203.0.113.1"],
    );
    assert.deepEqual(
      [inside[0].IN_BYTES, flowsOfBytes(bytes, { bytes: "frame" }).rows[0].IN_BYTES],
      [58, 2 * 79],
    );
    const outside = flowsOfBytes(bytes, { tunnel: "outer" }).rows;
    assert.deepEqual(
      [outside[0].IPV4_SRC_ADDR, outside[0].TUNNEL, outside[0].IN_PKTS],
      ["203.0.113.1", null, 2],
    );
  });

  it("an idle flow ends, and the same end points begin a new one; the limit itself is idle", () => {
    const steps: Step[] = [
      [0, there()],
      [29.999999, there()],
      [59.999999, there()],
    ];
    assert.deepEqual(brief(flowsOf(steps).rows), [
      [2, 0, "idle"],
      [1, 0, "end"],
    ]);
    assert.deepEqual(brief(flowsOf(steps, { idle: 0 }).rows), [[3, 0, "end"]]);
  });

  it("packet time is the clock: silent flows leave as others go on", () => {
    const ended: string[] = [];
    const exporter = new FlowExporter({ idle: 10 }, (row) => ended.push(String(row.get("L4_SRC_PORT"))));
    const parser = new capture.CaptureParser(exporter.frame);
    const at = (seconds: number, port: number): capture.FrameToWrite => ({
      micros: seconds * 1_000_000,
      bytes: capture.buildFrame(there({ sourcePort: port })),
    });
    parser.write(capture.encodePcap([at(0, 1), at(1, 2), at(5, 1), at(11, 3), at(14, 3), at(16, 3)]));
    assert.deepEqual(ended, ["2", "1"]);
    assert.equal(exporter.open, 1);
  });

  it("a flow that lasts too long is cut by the active time-out", () => {
    const steps = Array.from({ length: 26 }, (_, i): Step => [i * 10, there()]);
    assert.deepEqual(brief(flowsOf(steps).rows), [
      [12, 0, "active"],
      [12, 0, "active"],
      [2, 0, "end"],
    ]);
  });

  it("time that jumps back by more than the idle time begins new flows", () => {
    const { rows } = flowsOf([
      [1000, there()],
      [900, there()],
      [990, there({ sourcePort: 1 })],
    ]);
    assert.equal(rows.length, 3);
  });

  it("a wrong time in the future disturbs no more than its own moment", () => {
    const { rows } = flowsOf([
      [0, there()],
      [1, there()],
      [900_000, there({ sourcePort: 1 })],
      [2, there()],
      [3, there()],
    ]);
    assert.deepEqual(brief(rows), [
      [2, 0, "idle"],
      [1, 0, "idle"],
      [2, 0, "end"],
    ]);
  });

  describe("the end of a TCP connection", () => {
    const steps: Step[] = [
      [0, there({ flags: 2 })],
      [1, there({ flags: 17 })],
      [2, back({ flags: 17 })],
      [2.1, there({ flags: 16 })],
      [3, there({ flags: 2 })],
      [4, back({ flags: 20 })],
      [4.1, there({ flags: 16 })],
      [10, there({ flags: 16 })],
    ];
    it("cuts no flow by default", () => assert.deepEqual(brief(flowsOf(steps).rows), [[6, 2, "end"]]));
    it("cuts flows when asked: at a new SYN, or some seconds later", () => {
      assert.deepEqual(brief(flowsOf(steps, { tcpEnd: "split" }).rows), [
        [3, 1, "fin"],
        [2, 1, "rst"],
        [1, 0, "end"],
      ]);
    });
  });

  describe("fragments", () => {
    const steps: Step[] = [
      [0, there({ protocol: "udp", payload: new Uint8Array(16), moreFragments: true, identification: 7 })],
      [0, there({ protocol: "udp", payload: new Uint8Array(24), fragmentOffset: 24, identification: 7 })],
      [0, there({ protocol: "udp", payload: new Uint8Array(24), fragmentOffset: 24, identification: 8 })],
    ];
    it("behind the first are counted under their reason", () => {
      const { rows, report } = flowsOf(steps);
      assert.deepEqual([rows[0].IN_PKTS, report.packets.ignored], [1, { fragment: 2 }]);
    });
    it("join their flow when asked, unless their first one was not seen", () => {
      const { rows, report } = flowsOf(steps, { fragments: "join" });
      assert.deepEqual([rows.length, rows[0].IN_PKTS, rows[0].IN_BYTES], [1, 2, 44 + 44]);
      assert.deepEqual(report.packets.ignored, { fragment: 1 });
    });
  });

  describe("a full table", () => {
    it("lets the least recently seen flow go", () => {
      const { rows } = flowsOf(
        [
          [0, there({ sourcePort: 1 })],
          [1, there({ sourcePort: 2 })],
          [2, there({ sourcePort: 1 })],
          [3, there({ sourcePort: 3 })],
        ],
        { maxFlows: 2 },
      );
      assert.deepEqual(
        rows.map((row) => [row.L4_SRC_PORT, row.FLOW_END_REASON]),
        [
          [2, "full"],
          [1, "end"],
          [3, "end"],
        ],
      );
    });

    it("loses no packet among many more flows than it holds", () => {
      const steps = Array.from(
        { length: 20_000 },
        (_, i): Step => [i / 1000, there({ sourcePort: (i * 7919) % 5000 })],
      );
      const { rows, report } = flowsOf(steps, { maxFlows: 300 });
      assert.equal(
        rows.reduce((sum, row) => sum + Number(row.IN_PKTS), 0),
        20_000,
      );
      assert.ok(report.flows.byEnd.full > 10_000);
      assert.equal(report.flows.byEnd.end, 300);
    });
  });

  it("the report counts every packet once, by its reason", () => {
    const other = Uint8Array.from(capture.buildFrame(there()));
    other[12] = 0x08;
    other[13] = 0x06;
    const whole = capture.buildFrame(there({ payload: new Uint8Array(100) }));
    const bytes = capture.encodePcap([
      { micros: 1, bytes: other },
      { micros: 2, bytes: whole.subarray(0, 60), length: whole.length },
      { micros: 3, bytes: whole.subarray(0, 20), length: whole.length },
    ]);
    const { report } = flowsOfBytes(bytes);
    assert.deepEqual(report.packets, {
      read: 3,
      inFlows: 1,
      ignored: { "not-ip": 1, "cut-off": 1 },
      truncated: 2,
    });
    assert.deepEqual(report.bytes, {
      read: 54 + 154 + 154,
      inFlows: 154,
      ignored: { "not-ip": 54, "cut-off": 154 },
      truncated: 308,
    });
    assert.deepEqual(report.flows.total, 1);
  });

  it("options that make no sense are refused with what was expected", () => {
    const wrong: [flow.ExportOptions, RegExp][] = [
      [{ bytes: "l2" as flow.Accounting }, /bytes to be "ip" or "frame" or "payload", found l2/],
      [{ idle: Number.NaN }, /idle in seconds/],
      [{ active: -1 }, /active in seconds/],
      [{ maxFlows: 0 }, /maxFlows/],
      [{ features: 44 as 43 }, /43 or 53 features, found 44/],
    ];
    for (const [options, message] of wrong) assert.throws(() => flowsOf([], options), message);
  });

  it("no address is lost in text: RFC 5952", () => {
    const cases: [number[], string][] = [
      [[0, 0, 0, 0], "::"],
      [[0, 0, 0, 1], "::1"],
      [[0x20010db8, 0, 0x00010000, 0x00000001], "2001:db8::1:0:0:1"],
      [[0x20010db8, 0, 0x00000001, 0x00010001], "2001:db8::1:1:1"],
      [[0xfe800000, 0, 0, 0], "fe80::"],
      [[0x00010002, 0x00030004, 0x00050006, 0x00070000], "1:2:3:4:5:6:7:0"],
    ];
    for (const [[a, b, c, d], text] of cases) assert.equal(flow.ipv6Text(a, b, c, d), text);
  });
});
