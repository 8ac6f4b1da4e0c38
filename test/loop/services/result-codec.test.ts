import assert from "node:assert/strict";
import { core, type stream } from "../../../src/lib/index";
import { decodeControl } from "../../../src/lib/loop/services/control";
import { isCommand } from "../../../src/lib/loop/services/control-file";
import { decodeResult, encodeResult, type Result } from "../../../src/lib/loop/services/result-codec";

const RESULT: Result = {
  ...{ kind: "rows", partition: 2, offset: 17, index: 3, last: true, latencyUs: 1.5 },
  ...{ model: "m-0123456789ab", instance: "infer1" },
  seq: Float64Array.of(5, 6),
  baseline: Float64Array.of(1, Number.NaN),
  current: Float64Array.of(-0, 1e300),
};

function recordOf(result: Result): stream.LogRecord {
  const { key, value, headers = {} } = encodeResult("r1.rows", result);
  const bytes = (part: Uint8Array | string | null | undefined) => (part == null ? null : Buffer.from(part));
  const place = { topic: "r1.results", partition: result.partition, offset: 1, time: 0 };
  return { ...place, key: bytes(key), value: bytes(value), headers };
}

describe("results on the log", () => {
  it("come back as they were", () => {
    assert.deepEqual(decodeResult(recordOf(RESULT)), RESULT);
    const at = { partition: 0, offset: 2, index: 0 };
    for (const result of [
      { ...at, kind: "end" },
      { ...at, kind: "rejected", reason: "not-json" },
    ] as const) {
      assert.deepEqual(decodeResult(recordOf(result)), result);
    }
  });

  it("are nothing when they are cut, changed or not ours", () => {
    const whole = recordOf(RESULT);
    const draw = core.random(1);
    const value = whole.value!;
    for (let length = 0; length < value.length; length++) {
      assert.equal(decodeResult({ ...whole, value: value.subarray(0, length) }), undefined);
    }
    for (let i = 0; i < 300; i++) {
      const changed = Uint8Array.from(value);
      for (let k = 0; k < 3; k++) changed[draw.integer(changed.length)] = draw.integer(256);
      // Whatever it reads, it neither throws nor makes more rows than there are bytes for.
      const result = decodeResult({ ...whole, value: changed });
      assert.ok(result === undefined || (result.kind === "rows" && result.seq.length <= 2));
    }
    const keys = ["", "r1.rows/2", "r1.rows/1/17", "r1.rows/2/-1", "a/b/c", "\u0000"].map((k) =>
      Buffer.from(k),
    );
    for (const key of [null, ...keys]) assert.equal(decodeResult({ ...whole, key }), undefined);
    assert.equal(decodeResult({ ...whole, headers: {} }), undefined);
    assert.equal(decodeResult({ ...whole, value: null }), undefined);
  });
});

describe("control records and commands", () => {
  const record = (text: string, run = "r1"): stream.LogRecord => ({
    ...{ topic: "t", partition: 0, offset: 0, time: 0, key: null },
    value: Buffer.from(text),
    headers: { run_id: run },
  });

  it("of another run, or of no known type, are passed over", () => {
    assert.deepEqual(decodeControl(record('{"type":"end","state":"finished"}'), "r1"), {
      type: "end",
      state: "finished",
    });
    assert.equal(decodeControl(record('{"type":"end"}', "r2"), "r1"), undefined);
    const hostile = [
      ...["", "null", "7", "[]", '"end"', '{"type":"format"}', "{", '{"type":"toString"}', '{"type":"end"}'],
      ...[
        '{"type":"trigger"}',
        '{"type":"trigger","trigger":{"id":"a","seq":"0"}}',
        '{"type":"plan","head":[]}',
      ],
      ...[
        '{"type":"outcome","outcome":{"kind":"adopted","trigger":{"id":"a","seq":0}}}',
        '{"type":"metrics"}',
      ],
      '{"type":"command","command":{"command":"format"}}',
    ];
    for (const text of hostile) assert.equal(decodeControl(record(text), "r1"), undefined, text);
  });

  it("that nobody could carry out are no commands", () => {
    assert.ok(isCommand({ command: "pause", by: "me", time: 1 }));
    assert.ok(isCommand({ command: "speed", tps: 0, by: "me", time: 1 }));
    const hostile: readonly object[] = [
      {},
      { command: "format" },
      { command: 7 },
      { command: "speed" },
      { command: "speed", tps: -1 },
      { command: "speed", tps: "9" },
      { command: "rollback", model: { toString: 1 } },
    ];
    for (const command of hostile) assert.ok(!isCommand(command), JSON.stringify(command));
  });
});
