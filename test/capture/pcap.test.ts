import assert from "node:assert/strict";
import { capture } from "../../src/lib/index";

/** A pcap file by hand: magic, byte order, version, link type, then records of header words and bytes. */
function pcap(options: {
  magic?: number;
  little?: boolean;
  version?: [number, number];
  link?: number;
  snap?: number;
  records: { words: number[]; extra?: number; bytes?: number }[];
}): Uint8Array {
  const little = options.little ?? true;
  const parts: Buffer[] = [];
  const put = (words: [number, number][]): void => {
    for (const [value, size] of words) {
      const part = Buffer.alloc(size);
      const view = new DataView(part.buffer, part.byteOffset);
      if (size === 2) view.setUint16(0, value, little);
      else view.setUint32(0, value, little);
      parts.push(part);
    }
  };
  const [major, minor] = options.version ?? [2, 4];
  put([
    [options.magic ?? 0xa1b2c3d4, 4],
    [major, 2],
    [minor, 2],
    [0, 4],
    [0, 4],
    [options.snap ?? 65535, 4],
    [options.link ?? 1, 4],
  ]);
  for (const record of options.records) {
    put(record.words.map((word): [number, number] => [word, 4]));
    parts.push(Buffer.alloc((record.extra ?? 0) + (record.bytes ?? 0), 7));
  }
  return Buffer.concat(parts);
}

interface Seen {
  micros: number;
  nanos: number;
  captured: number;
  length: number;
  byte: number;
}

function read(bytes: Uint8Array): { frames: Seen[]; summary: capture.CaptureSummary } {
  const frames: Seen[] = [];
  const parser = new capture.CaptureParser(({ micros, nanos, captured, length, byte }) =>
    frames.push({ micros, nanos, captured, length, byte }),
  );
  parser.write(bytes);
  return { frames, summary: parser.end() };
}

describe("capture: pcap", () => {
  for (const little of [true, false]) {
    const order = little ? "little" : "big";
    it(`reads microseconds, ${order}-endian`, () => {
      const { frames, summary } = read(
        pcap({ little, records: [{ words: [10, 250_001, 4, 60], bytes: 4 }] }),
      );
      assert.deepEqual(frames, [
        { micros: 10_250_001, nanos: 250_001_000, captured: 4, length: 60, byte: 24 },
      ]);
      assert.equal(summary.damage, undefined);
      assert.equal(summary.interfaces[0].ticksPerSecond, 1_000_000);
    });

    it(`reads nanoseconds, ${order}-endian`, () => {
      const bytes = pcap({
        little,
        magic: 0xa1b23c4d,
        records: [{ words: [1_700_000_000, 999_999_999, 1, 1], bytes: 1 }],
      });
      const { frames } = read(bytes);
      assert.equal(frames[0].micros, 1_700_000_000_999_999);
      assert.equal(frames[0].nanos, 999_999_999);
    });

    it(`reads Kuznetzov's records of 24 bytes, ${order}-endian`, () => {
      const records = [1, 2, 3].map((second) => ({ words: [second, 0, 5, 5], extra: 8, bytes: 5 }));
      const { frames } = read(pcap({ little, magic: 0xa1b2cd34, records }));
      assert.deepEqual(
        frames.map((frame) => [frame.micros, frame.captured]),
        [
          [1e6, 5],
          [2e6, 5],
          [3e6, 5],
        ],
      );
    });
  }

  it("exchanges the lengths of version 2.2, and of 2.3 where they are the wrong way round", () => {
    const old = read(pcap({ version: [2, 2], records: [{ words: [0, 0, 90, 6], bytes: 6 }] }));
    assert.deepEqual([old.frames[0].captured, old.frames[0].length], [6, 90]);
    const middle = read(
      pcap({
        version: [2, 3],
        records: [
          { words: [0, 0, 90, 6], bytes: 6 },
          { words: [0, 0, 6, 90], bytes: 6 },
        ],
      }),
    );
    assert.deepEqual(
      middle.frames.map((frame) => frame.captured),
      [6, 6],
    );
  });

  it("never says that more was captured than was on the wire", () => {
    const { frames } = read(pcap({ records: [{ words: [0, 0, 8, 3], bytes: 8 }] }));
    assert.deepEqual([frames[0].captured, frames[0].length], [8, 8]);
  });

  it("keeps the link type apart from the bits above it", () => {
    const { summary } = read(pcap({ link: 0x14000001, records: [] }));
    assert.equal(summary.interfaces[0].linkType, 1);
  });

  it("stops at a length that cannot be true, says where, and keeps what came before", () => {
    const bytes = pcap({
      records: [
        { words: [1, 0, 4, 4], bytes: 4 },
        { words: [2, 0, 0x63503d00, 4], bytes: 4 },
      ],
    });
    const { frames, summary } = read(bytes);
    assert.equal(frames.length, 1);
    assert.equal(summary.damage?.code, "format");
    assert.deepEqual(summary.damage?.where, { byte: 24 + 20 + 8 });
    assert.match(summary.damage?.message ?? "", /0x63503d00/);
  });

  it("reports a last record that is cut off, in its header and in its bytes", () => {
    const whole = pcap({ records: [{ words: [1, 0, 10, 10], bytes: 10 }] });
    for (const [cut, missing] of [
      [1, 1],
      [10, 10],
      [15, 5],
    ]) {
      const { frames, summary } = read(whole.subarray(0, whole.length - cut));
      assert.equal(frames.length, 0);
      assert.equal(summary.damage?.code, "truncated");
      assert.equal(summary.damage?.where.byte, whole.length - cut);
      assert.match(summary.damage?.message ?? "", new RegExp(`${missing} more byte`));
    }
  });

  it("refuses other versions and other files", () => {
    assert.throws(() => read(pcap({ version: [3, 0], records: [] })), /@ byte 4: expected version 2/);
    assert.throws(
      () => read(Buffer.from("hello, this is no capture at all")),
      /expected a pcap or pcapng file/,
    );
    assert.throws(() => read(Buffer.from("ab")), /expected a pcap or pcapng file, found 2 bytes/);
  });

  it("takes an empty file as an empty capture", () => {
    const { frames, summary } = read(new Uint8Array(0));
    assert.deepEqual([frames.length, summary.format, summary.damage], [0, "empty", undefined]);
  });
});
