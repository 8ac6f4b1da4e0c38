import assert from "node:assert/strict";
import { describeWhere, fail, LabError, nearest, quote } from "../../src/lib/core";

describe("core errors", () => {
  it("say what was expected, what was found, where, and what to do", () => {
    const cause = new Error("inner");
    const error = new LabError({
      code: "format",
      expected: "a number",
      found: '"abc"',
      where: { file: "tx.csv", line: 3, column: 7 },
      hint: "Look there.",
      cause,
    });
    assert.equal(error.message, 'tx.csv:3:7: expected a number, found "abc". Look there.');
    assert.equal(error.name, "LabError");
    assert.equal(error.cause, cause);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      code: "format",
      message: error.message,
      expected: "a number",
      found: '"abc"',
      where: { file: "tx.csv", line: 3, column: 7 },
      hint: "Look there.",
    });
  });

  it("need neither place nor hint", () => {
    const error = new LabError({ code: "argument", expected: "1", found: "2" });
    assert.equal(error.message, "expected 1, found 2");
    assert.deepEqual(error.where, {});
    assert.equal("cause" in error, false);
    assert.equal("hint" in error.toJSON(), false);
  });

  it("fail throws one, also behind ??", () => {
    const known: ReadonlyMap<string, number> = new Map();
    assert.throws(
      () => known.get("a") ?? fail({ code: "not-found", expected: "a", found: "nothing" }),
      (error) => error instanceof LabError && error.code === "not-found",
    );
  });

  it("describe each kind of place", () => {
    assert.equal(describeWhere(undefined), "");
    assert.equal(describeWhere({}), "");
    assert.equal(describeWhere({ file: "f", line: 2 }), "f:2");
    assert.equal(describeWhere({ file: "f", byte: 0 }), "f @ byte 0");
    assert.equal(describeWhere({ byte: 17 }), "@ byte 17");
    assert.equal(describeWhere({ file: "f", line: 2, column: "a\nb" }), 'f:2, column "a\\nb"');
    assert.equal(describeWhere({ column: "load" }), 'column "load"');
  });

  it("quote on one line and not without end", () => {
    assert.equal(quote("a\n\0"), '"a\\n\\u0000"');
    assert.equal(quote(12), "12");
    assert.equal(quote(null), "null");
    const long = quote("x".repeat(1000));
    assert.ok(long.length <= 80 && long.startsWith('"xxx') && long.endsWith('…"'));
  });

  it("find the nearest names, the nearest first, and none for a stranger", () => {
    assert.deepEqual(nearest("latencey", ["latency", "load", "input_rate"]), ["latency"]);
    assert.deepEqual(nearest("LATENCY", ["latency"]), ["latency"]);
    assert.deepEqual(nearest("aa", ["ab", "aa", "zzzzzz"]), ["aa", "ab"]);
    assert.deepEqual(nearest("constructor", ["latency"]), []);
    assert.equal(nearest("a", ["b", "c", "d", "e"]).length, 3);
  });

  it("quote anything, also an object whose toString is none", () => {
    assert.equal(quote({ toString: "x" }), "an object without a text");
    assert.equal(quote(Object.create(null)), "an object without a text");
  });
});
