import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FlowExporter } from "../../src/lib/flow";
import { capture, core } from "../../src/lib/index";
import { CAPTURE_KINDS } from "./captures";

const FULL = process.env.DATAPLANE_LAB_FUZZ === "full";
const CASES = FULL ? 200_000 : 20_000;
const CUT_BELOW = 2048;
const MAX_FLOWS = 16;
const FORCED = [0, 1, 3, 17, 0x7fffffff, 0xffffffff, 0x63503d00, 0x00100000, 262_144, 262_145];

/** Runs one hostile capture: flows, or a typed error that names a byte; the books always balance. */
function run(bytes: Uint8Array, about: string): void {
  let packets = 0;
  const exporter = new FlowExporter({ maxFlows: MAX_FLOWS, fragments: "join", vlanKey: true }, (row) => {
    packets += row.packets;
    for (const value of row.numbers) if (value < 0) assert.fail(`${about}: a negative cell`);
  });
  const parser = new capture.CaptureParser((frame) => {
    if (frame.offset + frame.captured > frame.data.length) assert.fail(`${about}: a frame beyond its buffer`);
    exporter.frame(frame);
    if (exporter.open > MAX_FLOWS) assert.fail(`${about}: ${exporter.open} flows open`);
  });
  try {
    parser.write(bytes);
    const { damage } = parser.end();
    if (damage !== undefined) {
      assert.ok(damage instanceof core.LabError && damage.where.byte !== undefined, about);
      assert.ok(damage.where.byte <= bytes.length, `${about}: byte ${damage.where.byte} of ${bytes.length}`);
    }
  } catch (error) {
    if (!(error instanceof core.LabError)) throw new Error(about, { cause: error });
    assert.ok(error.where.byte !== undefined, `${about}: ${error.message}`);
  }
  exporter.finish();
  const report = exporter.ledger.report();
  assert.equal(packets, report.packets.inFlows, about);
  const ignored = Object.values(report.packets.ignored).reduce((sum, count) => sum + count, 0);
  assert.equal(report.packets.read, report.packets.inFlows + ignored, about);
  assert.ok(parser.room().length <= 17_000_000, `${about}: a large buffer`);
}

describe(`flow: ${CASES} hostile captures (all 200 000 with DATAPLANE_LAB_FUZZ=full)`, function () {
  this.timeout(FULL ? 900_000 : 60_000);
  const random = core.random("flow/fuzz");
  const corpora = process.env.DATAPLANE_LAB_CORPORA;
  let cases = 0;

  it("every capture kind, cut at each of its first 2048 bytes", () => {
    for (const { name, bytes } of CAPTURE_KINDS) {
      for (let cut = 0; cut <= Math.min(CUT_BELOW, bytes.length); cut++) {
        run(bytes.subarray(0, cut), `${name} cut at ${cut}`);
        cases++;
      }
    }
  });

  it("lengths forced, of records, blocks and headers", () => {
    for (const { name, bytes, little, lengthsAt } of CAPTURE_KINDS) {
      for (const at of lengthsAt) {
        for (const value of FORCED) {
          const changed = Uint8Array.from(bytes);
          new DataView(changed.buffer).setUint32(at, value, little);
          run(changed, `${name} with ${value} at ${at}`);
          cases++;
        }
      }
      // Captured lengths from 0 to the frame's.
      for (const { at, length } of recordLengths(bytes)) {
        for (let captured = 0; captured < length; captured += 3) {
          const changed = Uint8Array.from(bytes);
          new DataView(changed.buffer).setUint32(at, captured, little);
          run(changed, `${name} with a captured length of ${captured} at ${at}`);
          cases++;
        }
      }
    }
  });

  it("bits and words changed at random", () => {
    while (cases < CASES) {
      const { name, bytes } = CAPTURE_KINDS[random.integer(CAPTURE_KINDS.length)];
      run(mutated(bytes, random), `${name}, case ${cases}`);
      cases++;
    }
  });

  it("bits of reference captures changed at random (set DATAPLANE_LAB_CORPORA)", function () {
    if (corpora === undefined) return this.skip();
    const folder = path.join(corpora, "ndpi", "pcap");
    const names = readdirSync(folder).filter((_, i) => FULL || i % 10 === 0);
    for (const name of names) {
      const bytes = readFileSync(path.join(folder, name)).subarray(0, 8192);
      for (let i = 0; i < (FULL ? 20 : 5); i++) run(mutated(bytes, random), `${name}, change ${i}`);
    }
  });
});

function mutated(bytes: Uint8Array, random: core.Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const view = new DataView(changed.buffer);
  const changes = 1 + random.integer(6);
  for (let i = 0; i < changes; i++) {
    const at = random.integer(changed.length - 4);
    const how = random.integer(4);
    if (how === 0) view.setUint32(at, FORCED[random.integer(FORCED.length)], random.integer(2) === 0);
    else if (how === 1) changed[at] = random.integer(256);
    else changed[at] ^= 1 << random.integer(8);
  }
  return random.integer(8) === 0 ? changed.subarray(0, random.integer(changed.length)) : changed;
}

/** Where the captured length of each frame stands in the file, and how much it is. */
function recordLengths(bytes: Uint8Array): { at: number; length: number }[] {
  const lengths: { at: number; length: number }[] = [];
  const parser = new capture.CaptureParser((frame) => {
    const inBlock = bytes[0] === 0x0a;
    lengths.push({ at: frame.byte + (inBlock ? 20 : 8), length: frame.captured });
  });
  parser.write(bytes);
  return lengths;
}
