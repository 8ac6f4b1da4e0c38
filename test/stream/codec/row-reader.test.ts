import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { endMarker, type Rejection, RowReader, rowWriter } from "../../../src/lib/stream";
import { arrived, recordOf, rowOf, SCHEMA } from "./helpers";

const schema = { run: "r1", features: ["a", "b"], target: "y" };

function read(message: unknown, headers: Record<string, string> = {}, offset = 0) {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return new RowReader({ schema, stages: ["s"], partitions: 3 }).decode(
    recordOf(text, { headers, partition: 2, offset }),
  );
}

/** A message of the original's producer, as its Python writes it. */
const ORIGINAL = `{"features": {"a": 1.5, "b": -2e-05, "not ours": 9}, "label": 250.25, "send_ts": "2025-06-21T12:34:56.789123Z", "stage": "s"}`;

describe("RowReader", () => {
  it("reads the original's own messages: the place of the record is the place of the row", () => {
    assert.deepEqual(read(ORIGINAL, { run_id: "r1" }, 5), {
      kind: "rows",
      rows: [
        {
          seq: 17,
          stage: "s",
          segment: null,
          time: Date.UTC(2025, 5, 21, 12, 34, 56, 789),
          features: Float64Array.of(1.5, -2e-5),
          label: 250.25,
        },
      ],
      unlabelled: 0,
    });
  });

  it("takes seq and segment from headers or fields, and the log's time where none is sent", () => {
    const message = { features: { a: 1, b: 2 }, label: 3, stage: "s" };
    const rowFrom = (decoded: ReturnType<typeof read>) =>
      decoded.kind === "rows" ? decoded.rows[0] : undefined;
    assert.equal(rowFrom(read(message))?.time, 5);
    assert.equal(rowFrom(read({ ...message, send_ts: "yesterday" }))?.time, 5);
    const byHeader = rowFrom(read({ ...message, seq: 1, segment: "field" }, { seq: "4", segment: "header" }));
    assert.deepEqual([byHeader?.seq, byHeader?.segment], [4, "header"]);
    const byField = rowFrom(read({ ...message, seq: 1, segment: "field" }));
    assert.deepEqual([byField?.seq, byField?.segment], [1, "field"]);
  });

  it("gives a row without label as a row, and counts it", () => {
    for (const label of [null, undefined]) {
      const reader = new RowReader({ schema });
      const decoded = reader.decode(recordOf(JSON.stringify({ features: { a: 1, b: null }, label })));
      assert.ok(decoded.kind === "rows" && decoded.unlabelled === 1);
      assert.deepEqual([...decoded.rows[0].features], [1, Number.NaN]);
      assert.ok(Number.isNaN(decoded.rows[0].label));
      assert.deepEqual([...reader.counts], [["no-label", 1]]);
    }
  });

  const features = { a: 1, b: 2 };
  const BAD: readonly (readonly [Rejection, unknown, RegExp])[] = [
    ["not-json", "", /JSON/],
    ["not-json", "{", /JSON/],
    ["not-json", "__DRST_EOF", /JSON|token/],
    ["not-json", "\ufeff{}", /JSON|token/],
    ["not-a-row", "null", /found null/],
    ["not-a-row", "[1,2]", /found an array/],
    ["not-a-row", '"text"', /found the text "text"/],
    ["not-a-row", {}, /object of features, found nothing/],
    ["not-a-row", { features: [1, 2], label: 3, stage: "s" }, /found an array/],
    ["not-a-row", { features, label: 3, stage: 7 }, /text as stage, found 7/],
    ["not-a-row", { features, label: 3, stage: "s", seq: -1 }, /whole number/],
    ["not-a-row", { features, label: 3, stage: "s", seq: "1" }, /whole number/],
    ["missing-features", { features: { a: 1 }, label: 3, stage: "s" }, /1 of 2 are absent: "b"/],
    ["missing-features", { features: {}, label: 3, stage: "s" }, /2 of 2 are absent: "a", "b"/],
    ["not-a-number", { features: { a: "NaN", b: 2 }, label: 3, stage: "s" }, /as "a", found the text "NaN"/],
    ["not-a-number", { features: { a: "1", b: 2 }, label: 3, stage: "s" }, /as "a", found the text "1"/],
    ["not-a-number", { features: { a: true, b: 2 }, label: 3, stage: "s" }, /found true/],
    ["not-a-number", { features: { a: [1], b: 2 }, label: 3, stage: "s" }, /found an array/],
    ["not-a-number", '{"features":{"a":1e999,"b":2},"label":3,"stage":"s"}', /found Infinity/],
    ["not-a-number", '{"features": {"a": NaN, "b": 2}, "label": 3, "stage": "s"}', /bare word/],
    ["not-a-number", '{"features": {"a": 1, "b": 2}, "label": -Infinity, "stage": "s"}', /bare word/],
    ["not-a-number", { features, label: "high", stage: "s" }, /as label, found the text "high"/],
    ["unknown-stage", { features, label: 3, stage: "t" }, /"t" is none/],
    ["unknown-stage", { features, label: 3 }, /"" is none/],
  ];
  for (const [reason, message, detail] of BAD) {
    const title = typeof message === "string" ? message : JSON.stringify(message);
    it(`rejects ${title} as ${reason}`, () => {
      const decoded = read(message);
      assert.ok(decoded.kind === "rejected", JSON.stringify(decoded));
      assert.equal(decoded.reason, reason);
      assert.match(decoded.detail, detail);
    });
  }

  it("names the row that is lost when the message tells it, and only then", () => {
    const seqOf = (text: string, headers = {}) => {
      const decoded = read(text, headers, 5);
      return decoded.kind === "rejected" ? decoded.seq : "none";
    };
    assert.equal(seqOf("{", { seq: "12" }), 12);
    assert.equal(seqOf("{"), undefined);
    assert.equal(seqOf('{"seq":3}'), 3);
    assert.equal(seqOf('{"features":{}}'), undefined);
    assert.equal(seqOf("[]", { seq: "-1" }), undefined);
    assert.equal(seqOf(ORIGINAL, { seq: "twelve" }), undefined);
  });

  it("rejects rows beyond the plan, where it is known, whatever form they have", () => {
    const reader = new RowReader({ schema, rows: 3 });
    const json = (seq: number) =>
      reader.decode(recordOf(JSON.stringify({ features: { a: 1, b: 2 }, label: 3, seq })));
    const row = (seq: number) => rowOf({ seq, features: Float64Array.of(1, 2) });
    const { write } = rowWriter(schema, "typed");
    const typed = (...seqs: number[]) => reader.decode(arrived(write(seqs.map(row))));
    for (const inside of [json(2), typed(2), typed(0, 1, 2)]) assert.equal(inside.kind, "rows");
    for (const beyond of [json(3), json(Number.MAX_SAFE_INTEGER), typed(3), typed(2, 3), typed(0, 2 ** 40)])
      assert.ok(beyond.kind === "rejected" && beyond.reason === "beyond-plan" && beyond.seq === undefined);
    assert.throws(() => new RowReader({ schema, rows: 0 }), { code: "argument" });
  });

  it("rejects rows that do not tell their seq, when asked to", () => {
    const reader = new RowReader({ schema, untold: "reject" });
    const untold = reader.decode(recordOf(ORIGINAL));
    assert.equal(untold.kind === "rejected" && untold.reason, "not-a-row");
    const told = reader.decode(recordOf(ORIGINAL, { headers: { seq: "8" } }));
    assert.equal(told.kind === "rows" && told.rows[0].seq, 8);
  });

  it("does not take what an object inherits for a feature", () => {
    const hostile = { run: "r1", features: ["__proto__", "constructor", "toString"], target: "y" };
    const decoded = new RowReader({ schema: hostile }).decode(recordOf('{"features":{},"label":1}'));
    assert.deepEqual(decoded.kind === "rejected" && decoded.reason, "missing-features");
    const own = '{"features":{"__proto__":1,"constructor":2,"toString":3},"label":1}';
    const read = new RowReader({ schema: hostile }).decode(recordOf(own));
    assert.deepEqual(read.kind === "rows" && [...read.rows[0].features], [1, 2, 3]);
  });

  it("rejects rows and end markers of another run", () => {
    for (const headers of [
      { run_id: "r2" },
      { run_id: "__proto__" },
      { "drst-run-id": "r2", "drst-sentinel": "1" },
    ]) {
      const decoded = read(ORIGINAL, headers as unknown as Record<string, string>);
      assert.equal(decoded.kind === "rejected" && decoded.reason, "foreign-run");
    }
    const decoded = read({ _sentinel: true, run_id: "r2" });
    assert.equal(decoded.kind === "rejected" && decoded.reason, "foreign-run");
    const foreign = rowWriter({ ...schema, run: "r2" }, "typed").write([
      { ...rowOf(), features: Float64Array.of(1, 2) },
    ]);
    const frame = new RowReader({ schema }).decode(arrived({ ...foreign, headers: { form: "typed" } }));
    assert.equal(frame.kind === "rejected" && frame.reason, "bad-frame");
  });

  it("rejects what is too large, unread", () => {
    const decoded = new RowReader({ schema }).decode(recordOf(new Uint8Array(10_000_000)));
    assert.equal(decoded.kind === "rejected" && decoded.reason, "too-large");
    assert.match(decoded.kind === "rejected" ? decoded.detail : "", /at most 4194304 bytes, found 10000000/);
  });

  it("rejects a record without value, and a form that is none", () => {
    const reader = new RowReader({ schema });
    const none = reader.decode(recordOf(null));
    assert.equal(none.kind === "rejected" && none.reason, "not-a-row");
    const form = reader.decode(recordOf(ORIGINAL, { headers: { form: "__proto__" } }));
    assert.equal(form.kind === "rejected" && form.reason, "bad-frame");
  });

  it("takes the end marker in all its forms", () => {
    const forms = [
      arrived(endMarker("r1", 0)),
      recordOf("__DRST_EOF__"),
      recordOf("", { headers: { "drst-sentinel": "1" } }),
      recordOf('{"_sentinel": true}'),
      recordOf('{"_sentinel":true,"run_id":"r1"}'),
      recordOf('{"producer_done":true}'),
    ];
    for (const record of forms) assert.deepEqual(new RowReader({ schema }).decode(record), { kind: "end" });
    const no = new RowReader({ schema }).decode(recordOf('{"_sentinel":"true"}'));
    assert.equal(no.kind === "rejected" && no.reason, "not-a-row");
  });

  it("rejects whatever comes behind the end marker of its partition, and only there", () => {
    const reader = new RowReader({ schema });
    const end = { ...arrived(endMarker("r1", 0)), offset: 5 };
    assert.equal(reader.decode(end).kind, "end");
    assert.equal(reader.decode(end).kind, "end", "delivered again");
    assert.equal(reader.decode(recordOf(ORIGINAL, { offset: 4 })).kind, "rows", "delivered again, before it");
    assert.equal(reader.decode(recordOf(ORIGINAL, { offset: 9, partition: 1 })).kind, "rows");
    for (const record of [{ ...end, offset: 6 }, recordOf(ORIGINAL, { offset: 7 })]) {
      const decoded = reader.decode(record);
      assert.equal(decoded.kind === "rejected" && decoded.reason, "replayed-end");
    }
    assert.deepEqual([...reader.counts], [["replayed-end", 2]]);
  });

  it("rejects an infinite value in a frame, which no writer of ours makes", () => {
    const rows = [rowOf({ seq: 3 })];
    const { value, headers } = rowWriter(SCHEMA, "typed").write(rows);
    const frame = Buffer.from(value as Uint8Array);
    frame.writeDoubleLE(Number.POSITIVE_INFINITY, 32 + 3 * 8);
    const crc = crc32(frame.subarray(8));
    frame.writeUInt32LE(crc, 4);
    const decoded = new RowReader({ schema: SCHEMA }).decode(arrived({ value: frame, headers }));
    assert.deepEqual(decoded, {
      kind: "rejected",
      reason: "not-a-number",
      detail: "an infinite value in the row 3",
      seq: 3,
    });
  });
});
