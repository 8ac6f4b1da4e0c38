import assert from "node:assert/strict";
import { core } from "../../src/lib/index";
import { NumberScanner, numberIn } from "../../src/lib/perf/bytes";

function read(text: string): [number, number] {
  const scanner = new NumberScanner(Buffer.from(text));
  const value = scanner.read();
  return [value, scanner.position];
}

describe("numbers out of bytes", () => {
  it("are those of Number(), bit by bit", () => {
    const draw = core.random("numbers");
    const fixed = [
      "0",
      "-0",
      "1.000964438",
      "15000000",
      "0.061728943411249",
      "9007199254740993",
      "18446744073.71",
    ];
    const texts = [
      ...fixed,
      "12345678901234567890.123",
      "1e-7",
      "6.02E+23",
      "0.1e1",
      ".5",
      "5.",
      "+3",
      "0.000000000000000000000001",
    ];
    for (let i = 0; i < 5000; i++) {
      const value = draw.normal() * 10 ** (draw.integer(40) - 20);
      texts.push(String(value), value.toPrecision(14), value.toFixed(6));
    }
    for (const text of texts) assert.deepEqual(read(text), [Number(text), text.length], text);
  });

  it("stop behind the number and do not move where there is none", () => {
    assert.deepEqual(read("12,13"), [12, 2]);
    assert.deepEqual(read("1e,"), [1, 1]);
    for (const text of ["", "-", ".", "abc", "<not counted>", "-.e5"])
      assert.deepEqual(read(text), [Number.NaN, 0], text);
  });

  it("fill a field but for blanks around them", () => {
    const value = (text: string): number => numberIn(Buffer.from(text), 0, text.length);
    assert.deepEqual([value("  11880"), value("4.04 "), value("7\r")], [11880, 4.04, 7]);
    for (const text of ["", " ", "1 2", "7x", "203(Total)"]) assert.ok(Number.isNaN(value(text)), text);
  });
});
