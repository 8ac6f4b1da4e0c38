import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { numberText, writeNumber } from "../../../src/lib/table/csv/format-number";

const bytes = Buffer.alloc(400);
function write(value: number, float = false, decimals?: number): string {
  return bytes.toString("latin1", 0, writeNumber(bytes, 0, value, float, decimals));
}

describe("table csv number formatting", () => {
  it("equals String() bit for bit over random numbers of every kind", () => {
    const stream = random("format");
    const bits = new Uint32Array(2);
    const double = new Float64Array(bits.buffer);
    for (let i = 0; i < 60_000; i++) {
      bits[0] = stream.integer(2 ** 32);
      bits[1] = stream.integer(2 ** 32);
      const power = 10 ** stream.integer(16);
      const kinds = [
        double[0],
        stream.normal(),
        Math.round(stream.uniform() * 1e12) / power,
        stream.integer(2 ** 53 - 1),
      ];
      const value = kinds[i % 4] * (i % 8 < 4 ? 1 : -1);
      if (!Number.isFinite(value)) continue;
      if (write(value) !== String(value) && value !== 0) assert.fail(`${value}: ${write(value)}`);
    }
  });

  it("keeps the sign of zero and writes the infinite as pandas does", () => {
    assert.deepEqual(
      [write(0), write(-0), write(Number.POSITIVE_INFINITY), write(Number.NEGATIVE_INFINITY)],
      ["0", "-0", "inf", "-inf"],
    );
    assert.deepEqual([write(0, true), write(-0, true)], ["0.0", "-0.0"]);
  });

  it("writes as Python's repr does when asked", () => {
    // Golden: CPython 3.11.
    const golden: [number, string][] = [
      [10074563850, "10074563850.0"],
      [999999999999999, "999999999999999.0"],
      [1e15, "1000000000000000.0"],
      [9999999999999998, "9999999999999998.0"],
      [1e16, "1e+16"],
      [1.5e300, "1.5e+300"],
      [0.0001, "0.0001"],
      [0.00001, "1e-05"],
      [1.25e-7, "1.25e-07"],
      [-1.25e-100, "-1.25e-100"],
      [187.22433313947, "187.22433313947"],
      [0.1 + 0.2, "0.30000000000000004"],
      [123456789.125, "123456789.125"],
    ];
    for (const [value, text] of golden) {
      assert.equal(write(value, true), text);
      assert.equal(numberText(value, true), text);
    }
  });

  it("rounds to decimals when asked", () => {
    assert.deepEqual(
      [write(1.005, false, 2), write(-2.5, false, 0), write(1e21, false, 1)],
      [(1.005).toFixed(2), (-2.5).toFixed(0), (1e21).toFixed(1)],
    );
  });
});
