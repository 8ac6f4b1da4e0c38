import assert from "node:assert/strict";
import { capture } from "../../src/lib/index";
import { Blocks } from "./blocks";

interface Seen {
  micros: number;
  nanos: number;
  captured: number;
  length: number;
  link: number;
  interface: number;
  timed: boolean;
}

function read(bytes: Uint8Array): { frames: Seen[]; summary: capture.CaptureSummary } {
  const frames: Seen[] = [];
  const parser = new capture.CaptureParser((frame) =>
    frames.push({
      micros: frame.micros,
      nanos: frame.nanos,
      captured: frame.captured,
      length: frame.length,
      link: frame.linkType,
      interface: frame.interface,
      timed: frame.timed,
    }),
  );
  parser.write(bytes);
  return { frames, summary: parser.end() };
}

const five = new Uint8Array([1, 2, 3, 4, 5]);
const RESOLUTION = 9;
const OFFSET = 14;

describe("capture: pcapng", () => {
  it("reads sections of both byte orders, with interfaces of their own", () => {
    const bytes = Buffer.concat([
      new Blocks(true).section().interface(1).packet(0, 1_000_001n, five, 60).bytes(),
      new Blocks(false).section().interface(113).interface(101).packet(1, 2_000_002n, five).bytes(),
    ]);
    const { frames, summary } = read(bytes);
    assert.equal(summary.damage, undefined);
    assert.deepEqual(
      frames.map((frame) => [frame.micros, frame.link, frame.interface, frame.length]),
      [
        [1_000_001, 1, 0, 60],
        [2_000_002, 101, 2, 5],
      ],
    );
  });

  const stamps: [string, [number, Uint8Array][], bigint, number, number][] = [
    ["microseconds by default", [], 1_700_000_000_123_456n, 1_700_000_000_123_456, 123_456_000],
    [
      "nanoseconds",
      [[RESOLUTION, Uint8Array.of(9)]],
      1_700_000_000_123_456_789n,
      1_700_000_000_123_456,
      123_456_789,
    ],
    [
      "milliseconds",
      [[RESOLUTION, Uint8Array.of(3)]],
      1_700_000_000_123n,
      1_700_000_000_123_000,
      123_000_000,
    ],
    ["picoseconds", [[RESOLUTION, Uint8Array.of(12)]], 5_000_000_001_999n, 5_000_000, 1],
    ["powers of two", [[RESOLUTION, Uint8Array.of(0x80 | 10)]], 3n * 1024n + 512n, 3_500_000, 500_000_000],
  ];
  for (const [name, options, stamp, micros, nanos] of stamps) {
    it(`reads times in ${name}`, () => {
      const { frames } = read(new Blocks().section().interface(1, options).packet(0, stamp, five).bytes());
      assert.deepEqual([frames[0].micros, frames[0].nanos], [micros, nanos]);
    });
  }

  it("adds the interface's offset in seconds, which may be negative", () => {
    for (const little of [true, false]) {
      const offset = Buffer.alloc(8);
      if (little) offset.writeBigInt64LE(-100n);
      else offset.writeBigInt64BE(-100n);
      const { frames } = read(
        new Blocks(little)
          .section()
          .interface(1, [[OFFSET, offset]])
          .packet(0, 300_000_000n, five)
          .bytes(),
      );
      assert.equal(frames[0].micros, 200_000_000);
    }
  });

  it("reads simple and obsolete packet blocks; a simple one has the time of the packet before", () => {
    const bytes = new Blocks()
      .section()
      .interface(1, [], 4)
      .packet(0, 7n, five)
      .simplePacket(900, five)
      .oldPacket(0, 9n, five);
    const { frames } = read(bytes.bytes());
    assert.deepEqual(
      frames.map((frame) => [frame.micros, frame.timed, frame.captured, frame.length]),
      [
        [7, true, 5, 5],
        [7, false, 4, 900],
        [9, true, 5, 5],
      ],
    );
  });

  it("passes over blocks of any other type and size without holding them", () => {
    const bytes = new Blocks()
      .section()
      .block(0x80000bad, new Uint8Array(5_000_000))
      .interface(1)
      .block(10, new Uint8Array(3))
      .packet(0, 1n, five)
      .bytes();
    const { frames, summary } = read(bytes);
    assert.deepEqual([frames.length, summary.damage], [1, undefined]);
  });

  it("holds no more than one record, however long a block says it is", () => {
    const parser = new capture.CaptureParser(() => undefined);
    parser.write(new Blocks().section().block(0x0bad, new Uint8Array(0), { first: 0xfffffff0 }).bytes());
    assert.ok(parser.room().length <= 1 << 20);
    assert.equal(parser.end().damage?.code, "truncated");
  });

  const broken: [string, Blocks, RegExp][] = [
    ["length 0", new Blocks().section().block(6, five, { first: 0 }), /@ byte 32: expected a block length/],
    [
      "odd length",
      new Blocks().section().block(6, five, { first: 21 }),
      /@ byte 32: expected a block length/,
    ],
    ["length 0xFFFFFFFF", new Blocks().section().block(6, five, { first: 0xffffffff }), /@ byte 32/],
    [
      "closing length",
      new Blocks().section().block(1, new Uint8Array(8), { last: 24 }),
      /@ byte 44: expected the closing/,
    ],
    ["unknown interface", new Blocks().section().packet(3, 0n, five), /@ byte 36: expected an interface/],
    [
      "captured length",
      new Blocks().section().interface(1).packet(0, 0n, five, 5, 900),
      /expected a captured length/,
    ],
    [
      "byte order",
      new Blocks().block(0x0a0d0d0a, new Uint8Array(16)),
      /@ byte 8: expected the byte-order magic/,
    ],
    [
      "short interface",
      new Blocks().section().block(1, new Uint8Array(4)),
      /an interface block of at least 20/,
    ],
    [
      "short packet",
      new Blocks().section().interface(1).block(6, new Uint8Array(4)),
      /a packet block of at least/,
    ],
  ];
  for (const [name, blocks, message] of broken) {
    it(`stops at a wrong ${name} and says where`, () => {
      const { summary } = read(blocks.bytes());
      assert.equal(summary.damage?.code, "format");
      assert.match(summary.damage?.message ?? "", message);
    });
  }
});
