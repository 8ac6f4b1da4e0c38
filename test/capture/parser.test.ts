import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { capture, core } from "../../src/lib/index";

const random = core.random("capture/parser");

/** Frames of odd lengths, one of them larger than the reading buffer's usual room. */
const frames: capture.FrameToWrite[] = [60, 1, 0, 1514, 61, 9000].map((size, i) => ({
  micros: 1_700_000_000_000_000 + 1_000 * i,
  nanos: (1000 * i + i) * 1000,
  bytes: Uint8Array.from({ length: size }, () => random.integer(256)),
  length: size + i,
}));

const forms: [string, capture.WriteOptions][] = [
  ["pcap", {}],
  ["pcap big-endian", { littleEndian: false }],
  ["pcap ns", { nanos: true }],
  ["pcapng", { format: "pcapng" }],
  ["pcapng big-endian ns", { format: "pcapng", littleEndian: false, nanos: true }],
];

async function seen(source: capture.CaptureSource): Promise<unknown[]> {
  const list: unknown[] = [];
  await capture.forEachFrame(source, (frame) => {
    const copy = capture.copyFrame(frame);
    list.push([copy.micros, copy.captured, copy.length, Buffer.from(copy.data).toString("hex"), copy.byte]);
  });
  return list;
}

describe("capture: reading and writing", () => {
  for (const [name, options] of forms) {
    it(`${name}: what was written is what is read`, async () => {
      const list = await seen(capture.encodeCapture(frames, options));
      assert.equal(list.length, frames.length);
      list.forEach((entry, i) => {
        const [micros, captured, length, hex] = entry as [number, number, number, string];
        assert.equal(micros, 1_700_000_000_000_000 + 1001 * i);
        assert.deepEqual([captured, length], [frames[i].bytes.length, frames[i].length]);
        assert.equal(hex, Buffer.from(frames[i].bytes).toString("hex"));
      });
    });

    it(`${name}: pieces of any size give the same frames`, async () => {
      const bytes = capture.encodeCapture(frames, options);
      const whole = await seen(bytes);
      for (const size of [1, 7, 23, 24, 25, 4096]) {
        const pieces = function* (): Generator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
        };
        assert.deepEqual(
          await seen(Readable.from(pieces(), { objectMode: true })),
          whole,
          `pieces of ${size}`,
        );
      }
    });
  }

  describe("files", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "capture-"));
    after(() => rmSync(folder, { recursive: true }));
    const bytes = capture.encodePcap(frames);

    it("plain and gzip files, also of several gzip members, are the same", async () => {
      const plain = path.join(folder, "plain.pcap");
      const zipped = path.join(folder, "zipped.pcap.gz");
      writeFileSync(plain, bytes);
      writeFileSync(zipped, Buffer.concat([gzipSync(bytes.subarray(0, 100)), gzipSync(bytes.subarray(100))]));
      const whole = await seen(bytes);
      assert.deepEqual(await seen(plain), whole);
      assert.deepEqual(await seen(zipped), whole);
    });

    it("a broken gzip stream is an error of the format, with the file's name", async () => {
      const broken = path.join(folder, "broken.pcap.gz");
      writeFileSync(broken, gzipSync(bytes).subarray(0, 60));
      await assert.rejects(seen(broken), (error: core.LabError) => {
        assert.equal(error.code, "format");
        assert.equal(error.where.file, broken);
        return true;
      });
    });

    it("a cut file is reported with its name, and is an error when asked to be strict", async () => {
      const cut = path.join(folder, "cut.pcap");
      writeFileSync(cut, bytes.subarray(0, bytes.length - 1));
      const summary = await capture.forEachFrame(cut, () => undefined);
      assert.equal(summary.frames, frames.length - 1);
      assert.equal(summary.damage?.where.file, cut);
      await assert.rejects(
        capture.forEachFrame(cut, () => undefined, { strict: true }),
        /cut.pcap @ byte/,
      );
    });

    it("CaptureWriter writes the same bytes as the encoder", () => {
      const file = path.join(folder, "written.pcapng");
      const writer = new capture.CaptureWriter(file, { format: "pcapng" });
      for (const frame of frames) writer.write(frame);
      writer.close();
      assert.deepEqual(readFileSync(file), Buffer.from(capture.encodeCapture(frames, { format: "pcapng" })));
    });

    it("a missing file is the system's own error", async () => {
      await assert.rejects(seen(path.join(folder, "none.pcap")), { code: "ENOENT" });
    });
  });

  it("errors of the visitor are not taken for damage", async () => {
    const fault = new core.LabError({ code: "format", expected: "a", found: "b" });
    await assert.rejects(
      capture.forEachFrame(capture.encodePcap(frames), () => {
        throw fault;
      }),
      fault,
    );
  });
});
