import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { type Decoded, REJECTIONS, RowReader, rowWriter } from "../../../src/lib/stream";
import { arrived, randomRows, recordOf, SCHEMA, turns } from "./helpers";

/** Whatever came, the answer is rows of the right width, an end, or a reason. */
function checkAnswer(decoded: Decoded): void {
  if (decoded.kind === "end") return;
  if (decoded.kind === "rejected") {
    assert.ok(REJECTIONS.includes(decoded.reason));
    assert.ok(decoded.detail.length > 0 && decoded.detail.length < 2000, decoded.detail);
    return;
  }
  assert.ok(decoded.rows.length > 0);
  for (const row of decoded.rows) {
    assert.equal(row.features.length, SCHEMA.features.length);
    assert.ok(Number.isSafeInteger(row.seq) && row.seq >= 0);
    assert.ok(Number.isFinite(row.time));
    assert.ok([...row.features, row.label].every((v) => Number.isFinite(v) || Number.isNaN(v)));
  }
}

const TOKENS = [
  ...['{"features":', '{"a":', "}", "{", "[", "]", ",", ":", "1", "-", "1e999", "NaN", "Infinity", "null"],
  ...[
    "true",
    '"a"',
    '"b"',
    '"__proto__"',
    '"constructor"',
    '"label"',
    '"stage"',
    '"seq"',
    '"_sentinel"',
    " ",
  ],
  ...["\\u2028", '"', "\\", "\u0000", "é", '"producer_done":true', "__DRST_EOF__"],
];

describe("stream codec fuzz", () => {
  it("random bytes are rejected, in every form", () => {
    const stream = random("bytes");
    const reader = new RowReader({ schema: SCHEMA });
    for (let k = 0; k < turns(4000); k++) {
      const bytes = Uint8Array.from({ length: stream.integer(200) }, () => stream.integer(256));
      const form = ["typed", "json", "drst-json", "__proto__"][stream.integer(4)];
      const decoded = reader.decode(recordOf(bytes, { headers: { form } }));
      assert.equal(decoded.kind, "rejected");
      checkAnswer(decoded);
    }
  });

  it("texts of JSON's own words give rows, ends or reasons", () => {
    const stream = random("tokens");
    for (let k = 0; k < turns(6000); k++) {
      const text = Array.from(
        { length: stream.integer(25) },
        () => TOKENS[stream.integer(TOKENS.length)],
      ).join("");
      checkAnswer(new RowReader({ schema: SCHEMA }).decode(recordOf(text)));
    }
  });

  it("a message with bytes lost, changed or doubled gives rows, ends or reasons", () => {
    const stream = random("damaged message");
    const writer = rowWriter(SCHEMA, "json");
    for (let k = 0; k < turns(4000); k++) {
      const { value, headers } = writer.write(randomRows(stream, 4, 1));
      const bytes = [...(value as Uint8Array)];
      for (let damages = 1 + stream.integer(3); damages > 0; damages--) {
        const at = stream.integer(bytes.length);
        const kind = stream.integer(3);
        if (kind === 0) bytes.splice(at, 1 + stream.integer(5));
        else if (kind === 1) bytes[at] = stream.integer(256);
        else bytes.splice(at, 0, ...bytes.slice(at, at + stream.integer(20)));
        if (bytes.length === 0) break;
      }
      checkAnswer(
        new RowReader({ schema: SCHEMA }).decode(arrived({ value: Uint8Array.from(bytes), headers })),
      );
    }
  });

  it("a frame with any one bit changed is rejected", () => {
    const stream = random("bits");
    const reader = new RowReader({ schema: SCHEMA });
    const { value, headers } = rowWriter(SCHEMA, "typed").write(randomRows(stream, 4, 3));
    const frame = value as Uint8Array;
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const damaged = Uint8Array.from(frame);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      const decoded = reader.decode(arrived({ value: damaged, headers }));
      assert.equal(decoded.kind === "rejected" && decoded.reason, "bad-frame", `bit ${bit}`);
    }
  });

  it("a frame that was cut, lengthened or joined to another is rejected", () => {
    const stream = random("lengths");
    const reader = new RowReader({ schema: SCHEMA });
    for (let k = 0; k < turns(40); k++) {
      const { value, headers } = rowWriter(SCHEMA, "typed").write(randomRows(stream, 4, 4));
      const frame = value as Uint8Array;
      const wrong = Array.from({ length: Math.min(frame.length, 600) }, (_, length) =>
        frame.slice(0, length),
      );
      wrong.push(Buffer.concat([frame, new Uint8Array(1)]), Buffer.concat([frame, frame]));
      for (const bytes of wrong) {
        const decoded = reader.decode(arrived({ value: bytes, headers }));
        assert.equal(decoded.kind === "rejected" && decoded.reason, "bad-frame", `${bytes.length} bytes`);
      }
    }
  });

  it("a frame of another width or other names is rejected", () => {
    const stream = random("width");
    for (const features of [
      ["a"],
      ["a", "b", "c"],
      ["b", "a", "__proto__", "constructor"],
      [...SCHEMA.features, "c"],
    ]) {
      const foreign = { ...SCHEMA, features };
      const record = rowWriter(foreign, "typed").write(randomRows(stream, features.length, 4));
      const decoded = new RowReader({ schema: SCHEMA }).decode(arrived(record));
      assert.equal(decoded.kind === "rejected" && decoded.reason, "bad-frame");
    }
  });

  it("a frame is read where it stands, at any place in memory", () => {
    const stream = random("places");
    for (let shift = 0; shift < 17; shift++) {
      const rows = randomRows(stream, 4, 5);
      const { value, headers } = rowWriter(SCHEMA, "typed").write(rows);
      const frame = value as Uint8Array;
      const memory = new Uint8Array(frame.length + 40).fill(0xff);
      memory.set(frame, shift);
      const moved = memory.subarray(shift, shift + frame.length);
      const decoded = new RowReader({ schema: SCHEMA }).decode(recordOf(moved, { headers: headers ?? {} }));
      assert.deepEqual(decoded.kind === "rows" && decoded.rows, rows);
    }
  });
});
