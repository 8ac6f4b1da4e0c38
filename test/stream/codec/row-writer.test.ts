import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { type RowForm, RowReader, rowWriter } from "../../../src/lib/stream";
import { arrived, HOSTILE, randomRows, rowOf, SCHEMA } from "./helpers";

const FORMS: readonly RowForm[] = ["json", "typed"];

describe("rowWriter", () => {
  for (const form of FORMS) {
    it(`${form}: what is written is read back, every bit of it`, () => {
      const stream = random(`round trip ${form}`);
      const reader = new RowReader({ schema: SCHEMA });
      const writer = rowWriter(SCHEMA, form);
      for (let k = 0; k < 300; k++) {
        const rows = randomRows(stream, 4, form === "json" ? 1 : 20);
        const decoded = reader.decode(arrived(writer.write(rows)));
        assert.deepEqual(decoded, {
          kind: "rows",
          rows,
          unlabelled: rows.filter(({ label }) => Number.isNaN(label)).length,
        });
      }
    });

    it(`${form}: texts are texts, whatever stands in them`, () => {
      for (const stage of HOSTILE) {
        const row = rowOf({ stage, segment: stage });
        const decoded = new RowReader({ schema: SCHEMA, stages: [stage] }).decode(
          arrived(rowWriter(SCHEMA, form).write([row])),
        );
        assert.deepEqual(decoded.kind === "rows" && decoded.rows, [row]);
      }
    });

    it(`${form}: refuses rows that no reader would take`, () => {
      const writer = rowWriter(SCHEMA, form);
      const bad = [
        rowOf({ features: Float64Array.of(1, 2, 3) }),
        rowOf({ features: Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY) }),
        rowOf({ label: Number.NEGATIVE_INFINITY }),
        rowOf({ seq: -1 }),
        rowOf({ seq: 0.5 }),
        rowOf({ time: Number.NaN }),
      ];
      for (const row of bad) assert.throws(() => writer.write([row]), { code: "argument" });
      assert.throws(() => writer.write([]), { code: "argument" });
    });
  }

  it("json: is the original's message, with what it lacks in headers", () => {
    const { value, headers } = rowWriter(SCHEMA, "json").write([rowOf({ seq: 12, segment: "exp-1" })]);
    assert.equal(
      Buffer.from(value ?? "").toString(),
      '{"features":{"a":1,"b":2.5,"__proto__":null,"constructor":-0},"label":7,' +
        '"send_ts":"1970-01-01T00:00:01.000Z","stage":"stage0"}',
    );
    assert.deepEqual(headers, { run_id: "r1", seq: "12", segment: "exp-1" });
    assert.throws(() => rowWriter(SCHEMA, "json").write([rowOf(), rowOf({ seq: 1 })]), { code: "argument" });
  });

  it("typed: takes rows of one stage and segment in order only", () => {
    const writer = rowWriter(SCHEMA, "typed");
    for (const second of [
      rowOf({ seq: 1, stage: "other" }),
      rowOf({ seq: 1, segment: "x" }),
      rowOf({ seq: 0 }),
    ]) {
      assert.throws(() => writer.write([rowOf(), second]), { code: "argument" });
    }
  });

  it("refuses a form and a schema that are none", () => {
    assert.throws(() => rowWriter(SCHEMA, "xml" as RowForm), { code: "argument" });
    assert.throws(() => rowWriter({ ...SCHEMA, features: [] }, "json"), { code: "argument" });
    assert.throws(() => rowWriter({ ...SCHEMA, features: ["a", "a"] }, "typed"), {
      message: /features that differ, found "a" twice/,
    });
  });
});
