import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { parseDecimal } from "../../../src/lib/table/csv/decimal";

function parse(text: string): number {
  const bytes = Buffer.from(`#${text}#`);
  return parseDecimal(bytes, 1, bytes.length - 1);
}

describe("table csv numbers", () => {
  it("are what Number() makes of every notation", () => {
    const texts = [
      "0",
      "-0",
      "+5",
      ".5",
      "5.",
      "-.5e-3",
      "1e5",
      "1E+05",
      "007",
      "1e400",
      "-1e400",
      "1e-400",
      "0e999999999999",
    ];
    texts.push(
      "9007199254740993",
      "9007199254740992.5",
      "0.1",
      "1.7976931348623157e308",
      "5e-324",
      "2.2250738585072011e-308",
    );
    texts.push(
      "123456789012345678901234567890",
      `0.${"0".repeat(30)}123`,
      `${"9".repeat(400)}`,
      "0.000000000000000000001234567",
    );
    for (const text of texts) assert.ok(Object.is(parse(text), Number(text)), text);
    assert.equal(parse(" \t12 "), 12);
  });

  it("are not numbers when Number() or a reader would disagree", () => {
    for (const text of [
      "",
      " ",
      ".",
      "-",
      "+",
      "e5",
      "1e",
      "1e+",
      "--1",
      "1-",
      "1 2",
      "0x10",
      "1_0",
      "1,5",
      "12abc",
      "in",
      "nan",
      "1e5.5",
      "١",
    ]) {
      assert.ok(Number.isNaN(parse(text)), JSON.stringify(text));
    }
  });

  it("may be infinite, as other tools write it", () => {
    for (const text of ["inf", "Infinity", "+Inf"]) assert.equal(parse(text), Number.POSITIVE_INFINITY);
    assert.equal(parse("-inf"), Number.NEGATIVE_INFINITY);
    for (const text of ["1inf", "infi", "infinitx"]) assert.ok(Number.isNaN(parse(text)));
  });

  it("equal Number() bit for bit: random doubles, random digits, halfway cases", () => {
    const stream = random("decimal");
    const bits = new Uint32Array(2);
    const double = new Float64Array(bits.buffer);
    const check = (text: string): void => {
      const value = parse(text);
      if (!Object.is(value, Number(text))) assert.fail(`${text}: ${value} is not ${Number(text)}`);
    };
    for (let i = 0; i < 30_000; i++) {
      bits[0] = stream.integer(2 ** 32);
      bits[1] = stream.integer(2 ** 32);
      if (Number.isFinite(double[0])) check(String(double[0]));
      check(String(stream.normal() * 10 ** (stream.integer(16) - 8)));
      const length = 1 + stream.integer(22);
      const digits = Array.from({ length }, () => stream.integer(10)).join("");
      const point = stream.integer(length + 1);
      check(
        `${digits.slice(0, point)}.${digits.slice(point)}${i % 3 === 0 ? `e${stream.integer(60) - 30}` : ""}`,
      );
      // The decimal exactly between two neighbouring doubles, and just beside it.
      const low = 2 ** 53 + 2 * stream.integer(2 ** 50);
      const middle = `${BigInt(low) + 1n}`;
      check(middle);
      check(`${middle}.${i % 2}`);
      check(`${middle.slice(0, -3)}.${middle.slice(-3)}`);
    }
  });
});
