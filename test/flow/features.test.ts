import assert from "node:assert/strict";
import { flow } from "../../src/lib/index";
import { back, flowsOf, START, there } from "./support";

const SYN = 2;
const ACK = 16;
const FIN = 1;
const PSH = 8;

describe("flow: columns by hand", () => {
  const { rows } = flowsOf([
    [0, there({ flags: SYN, sequence: 100, window: 1000, ttl: 60 })],
    [0.0105, back({ flags: SYN | ACK, sequence: 500, window: 2000, ttl: 50 })],
    [0.02, there({ flags: ACK, sequence: 101, window: 3000 })],
    [
      0.03,
      there({ flags: ACK | PSH, sequence: 101, payload: "GET / HTTP/1.1\r\nHost: Example.org:80\r\n\r\n" }),
    ],
    [0.05, back({ flags: ACK, sequence: 501, payload: new Uint8Array(1000) })],
    [0.06, back({ flags: ACK, sequence: 501, payload: new Uint8Array(1000) })],
    [0.07, back({ flags: ACK, sequence: 1501, payload: new Uint8Array(1460) })],
    [1.5, there({ flags: FIN | ACK, sequence: 141 })],
  ]);
  const row = rows[0];
  const expected: Record<string, unknown> = {
    FLOW_START_MILLISECONDS: START * 1000,
    FLOW_END_MILLISECONDS: START * 1000 + 1500,
    IPV4_SRC_ADDR: "192.0.2.1",
    L4_SRC_PORT: 40000,
    IPV4_DST_ADDR: "198.51.100.7",
    L4_DST_PORT: 80,
    PROTOCOL: 6,
    L7_PROTO: 7,
    IN_BYTES: 40 + 40 + 80 + 40,
    IN_PKTS: 4,
    OUT_BYTES: 40 + 1040 + 1040 + 1500,
    OUT_PKTS: 4,
    TCP_FLAGS: 27,
    CLIENT_TCP_FLAGS: 27,
    SERVER_TCP_FLAGS: 18,
    FLOW_DURATION_MILLISECONDS: 1500,
    DURATION_IN: 1500,
    DURATION_OUT: 60,
    MIN_TTL: 50,
    MAX_TTL: 64,
    LONGEST_FLOW_PKT: 1500,
    SHORTEST_FLOW_PKT: 40,
    MIN_IP_PKT_LEN: 40,
    MAX_IP_PKT_LEN: 1500,
    RETRANSMITTED_IN_BYTES: 0,
    RETRANSMITTED_IN_PKTS: 0,
    RETRANSMITTED_OUT_BYTES: 1000,
    RETRANSMITTED_OUT_PKTS: 1,
    SRC_TO_DST_AVG_THROUGHPUT: 1066.667,
    DST_TO_SRC_AVG_THROUGHPUT: 19306.667,
    NUM_PKTS_UP_TO_128_BYTES: 5,
    NUM_PKTS_128_TO_256_BYTES: 0,
    NUM_PKTS_256_TO_512_BYTES: 0,
    NUM_PKTS_512_TO_1024_BYTES: 0,
    NUM_PKTS_1024_TO_1514_BYTES: 3,
    TCP_WIN_MAX_IN: 65535,
    TCP_WIN_MAX_OUT: 65535,
    ICMP_TYPE: null,
    ICMP_IPV4_TYPE: null,
    DNS_QUERY_ID: null,
    DNS_QUERY_TYPE: null,
    DNS_TTL_ANSWER: null,
    FTP_COMMAND_RET_CODE: null,
    SRC_TO_DST_SECOND_BYTES: 133.333,
    DST_TO_SRC_SECOND_BYTES: 2413.333,
    SRC_TO_DST_IAT_MIN: 10,
    SRC_TO_DST_IAT_MAX: 1470,
    SRC_TO_DST_IAT_AVG: 500,
    SRC_TO_DST_IAT_STDDEV: 685.906,
    DST_TO_SRC_IAT_MIN: 10,
    DST_TO_SRC_IAT_MAX: 39.5,
    DST_TO_SRC_IAT_AVG: 19.833,
    DST_TO_SRC_IAT_STDDEV: 13.906,
    IPV6_SRC_ADDR: null,
    IPV6_DST_ADDR: null,
    FLOW_END_REASON: "end",
    VLAN: null,
    TUNNEL: null,
    TUNNEL_ID: null,
    TUNNEL_QFI: null,
    TUNNEL_SRC_ADDR: null,
    TUNNEL_DST_ADDR: null,
    SERVER_NAME: "example.org",
  };

  it("one flow, the columns in their order", () => {
    assert.equal(rows.length, 1);
    assert.deepEqual(Object.keys(row), Object.keys(expected));
  });
  for (const [name, value] of Object.entries(expected)) {
    it(name, () => assert.equal(row[name], value));
  }

  it("throughput of 48 bytes within one millisecond is 384 000 bit/s", () => {
    const one = flowsOf([[0, there({ protocol: "udp", payload: new Uint8Array(20) })]]).rows[0];
    assert.deepEqual(
      [one.IN_BYTES, one.FLOW_DURATION_MILLISECONDS, one.SRC_TO_DST_AVG_THROUGHPUT],
      [48, 0, 384_000],
    );
    assert.deepEqual([one.DURATION_OUT, one.DST_TO_SRC_IAT_MIN, one.TCP_WIN_MAX_IN], [null, null, null]);
    assert.deepEqual([one.OUT_BYTES, one.TCP_FLAGS, one.DST_TO_SRC_AVG_THROUGHPUT], [0, 0, 0]);
  });

  it("missing cells are 0 where the published form is asked for", () => {
    const one = flowsOf([[0, there({ protocol: "udp" })]], { missingAsZero: true }).rows[0];
    assert.deepEqual(
      [one.DURATION_OUT, one.ICMP_TYPE, one.TCP_WIN_MAX_IN, one.IPV6_SRC_ADDR],
      [0, 0, 0, null],
    );
  });

  it("size classes hold their upper bounds", () => {
    const sizes = [128, 129, 256, 257, 512, 513, 1024, 1025, 1514, 1515];
    const { rows: all } = flowsOf(
      sizes.map((size, i) => [i, there({ protocol: "udp", payload: new Uint8Array(size - 28) })]),
    );
    const counts = Object.entries(all[0]).filter(([name]) => name.startsWith("NUM_PKTS"));
    assert.deepEqual(
      counts.map(([, count]) => count),
      [1, 2, 2, 2, 2],
    );
  });

  it("bytes are counted on the layer that was asked for", () => {
    const steps = [[0, there({ protocol: "udp", payload: "12345" })]] as const;
    const bytes = (layer: flow.Accounting): unknown => flowsOf(steps, { bytes: layer }).rows[0].IN_BYTES;
    assert.deepEqual([bytes("frame"), bytes("ip"), bytes("payload")], [47, 33, 5]);
  });

  it("sequence numbers that wrap are no retransmissions, and repeated ones are", () => {
    const data = (sequence: number): Parameters<typeof there>[0] => ({
      sequence,
      payload: new Uint8Array(100),
    });
    const { rows: all } = flowsOf([
      [0, there(data(0xffffffce))],
      [1, there(data(50))],
      [2, there(data(150))],
      [3, there(data(0xffffffce))],
      [4, there(data(150))],
      [5, there({ sequence: 10 })],
    ]);
    assert.deepEqual([all[0].RETRANSMITTED_IN_PKTS, all[0].RETRANSMITTED_IN_BYTES], [2, 200]);
  });

  it("gaps in which time runs backward are left out, times are the earliest and the latest", () => {
    const { rows: all } = flowsOf([
      [1, there()],
      [3, there()],
      [2, there()],
      [2.5, there()],
    ]);
    const { SRC_TO_DST_IAT_MIN: min, SRC_TO_DST_IAT_MAX: max, SRC_TO_DST_IAT_AVG: avg } = all[0];
    assert.deepEqual([min, max, avg], [500, 2000, 1250]);
    assert.deepEqual(
      [all[0].FLOW_DURATION_MILLISECONDS, all[0].FLOW_START_MILLISECONDS],
      [2000, (START + 1) * 1000],
    );
  });

  it("the deviation of even gaps does not drown in their size", () => {
    const steps = Array.from({ length: 1000 }, (_, i) => [25 * i + (i % 2) * 0.000004, there()] as const);
    const { rows: all } = flowsOf(steps, { active: 0 });
    assert.equal(all[0].SRC_TO_DST_IAT_STDDEV, 0.004);
  });

  it("ICMP has its first type and code, and no ports", () => {
    const { rows: all } = flowsOf([
      [0, there({ protocol: "icmp", type: 3, code: 1 })],
      [1, back({ protocol: "icmp", type: 0, code: 0 })],
    ]);
    const { ICMP_TYPE: both, ICMP_IPV4_TYPE: type, L4_SRC_PORT: port, L7_PROTO: application } = all[0];
    assert.deepEqual([all.length, both, type, port, application], [1, 769, 3, 0, 81]);
  });

  it("DNS has its id, type and the time to live of the first address", () => {
    const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");
    const question = "0161076578616d706c6503636f6d00 0001 0001";
    const answers = `c00c 0005 0001 00000e10 0002 c00c  c00c 0001 0001 0000012c 0004 c0000201`;
    const { rows: all } = flowsOf([
      [
        0,
        there({ protocol: "udp", targetPort: 53, payload: hex(`1234 0100 0001 0000 0000 0000 ${question}`) }),
      ],
      [
        1,
        back({
          protocol: "udp",
          sourcePort: 53,
          payload: hex(`1234 8180 0001 0002 0000 0000 ${question} ${answers}`),
        }),
      ],
    ]);
    const { DNS_QUERY_ID: id, DNS_QUERY_TYPE: type, DNS_TTL_ANSWER: ttl, L7_PROTO: application } = all[0];
    assert.deepEqual([id, type, ttl, application], [0x1234, 1, 300, 5]);
  });

  it("FTP has the latest reply code of the server", () => {
    const say = (text: string): Partial<Parameters<typeof back>[0]> => ({ payload: `${text}\r\n` });
    const { rows: all } = flowsOf([
      [0, back({ ...say("220 ready"), sourcePort: 21 })],
      [1, there({ ...say("USER me"), targetPort: 21 })],
      [2, back({ ...say("331 password"), sourcePort: 21 })],
      [3, there({ ...say("999 no reply of a server"), targetPort: 21 })],
      [4, back({ ...say("999 no such code"), sourcePort: 21 })],
    ]);
    assert.deepEqual([all[0].FTP_COMMAND_RET_CODE, all[0].L7_PROTO], [331, 1]);
  });

  it("schema: 43 and 53 columns in their order, each with formula, unit and source, the layer in the byte counts", () => {
    assert.equal(flow.FLOW_COLUMNS.length, 53);
    const schema = flow.flowSchema({ features: 43, context: false, bytes: "frame" });
    assert.deepEqual(
      schema.columns.map((column) => column.name),
      flow.FLOW_COLUMNS.slice(0, 43),
    );
    assert.match(schema.columns[8].formula, /accounting layer \(whole frame\)/);
    for (const column of flow.flowSchema().columns) {
      assert.ok(column.formula.length > 0 && column.source.length > 0, column.name);
      assert.ok(column.type === "text" || column.unit.length > 0, column.name);
    }
  });

  it("columns of one's own come last, and their names must be new", () => {
    const synCount: flow.FeatureGroup = {
      name: "syn-count",
      slots: 1,
      columns: [
        { name: "SYN_COUNT", type: "number", unit: "packets", formula: "packets with SYN", source: "test" },
      ],
      update(state, at, { packet }) {
        if ((packet.tcpFlags & SYN) !== 0) state[at]++;
      },
      finish(state, at, _flow, out, to) {
        out[to] = state[at];
      },
    };
    const { rows: all } = flowsOf(
      [
        [0, there({ flags: SYN })],
        [1, back({ flags: SYN | ACK })],
        [2, there()],
      ],
      { extra: [synCount] },
    );
    assert.deepEqual(Object.entries(all[0]).at(-1), ["SYN_COUNT", 2]);
    const taken = { ...synCount, columns: [{ ...synCount.columns[0], name: "IN_PKTS" }] };
    assert.throws(() => flowsOf([], { extra: [taken] }), /names of your own.*"IN_PKTS"/);
  });
});
