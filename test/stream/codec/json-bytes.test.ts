import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { JsonBytes } from "../../../src/lib/stream/codec/json-bytes";
import { HOSTILE, turns } from "./helpers";

const json = new JsonBytes();
function written(value: number): string {
  json.clear();
  json.number(value);
  return Buffer.from(json.take()).toString();
}

describe("JsonBytes", () => {
  it("writes numbers as JSON.stringify does", () => {
    const stream = random("numbers");
    const edges = [
      0,
      1,
      9,
      10,
      99,
      100,
      999_999_999,
      1e9,
      1e9 + 1,
      2 ** 31,
      2 ** 32,
      1e15,
      2 ** 53 - 1,
      2 ** 53,
      1e21,
    ];
    const multiples = Array.from({ length: 200 }, (_, k) => (9_007_199 - 37 * k) * 1e9);
    for (const value of [...edges, ...multiples, 5e-324, 1.7976931348623157e308, 0.1, 1e-7]) {
      for (const near of [value - 1, value, value + 1, -value]) {
        if (Object.is(near, -0)) continue;
        assert.equal(written(near), JSON.stringify(near));
      }
    }
    for (let k = 0; k < turns(20_000); k++) {
      const size = 10 ** stream.integer(20);
      const value = [stream.normal() * size, Math.round(stream.normal() * size), stream.uniform()][
        stream.integer(3)
      ];
      if (!Object.is(value, -0)) assert.equal(written(value), JSON.stringify(value));
    }
  });

  it("writes negative zero, and null for NaN", () => {
    assert.deepEqual([written(-0), written(Number.NaN)], ["-0", "null"]);
  });

  it("grows as far as it has to, and gives bytes of their own", () => {
    json.clear();
    for (let k = 0; k < 2000; k++) json.text(HOSTILE[k % HOSTILE.length]);
    const text = Array.from({ length: 2000 }, (_, k) => HOSTILE[k % HOSTILE.length]).join("");
    const first = json.take();
    assert.equal(Buffer.from(first).toString(), text);
    json.clear();
    json.bytes(Buffer.from("other"));
    assert.equal(Buffer.from(first).toString(), text);
    assert.equal(Buffer.from(json.take()).toString(), "other");
  });
});
