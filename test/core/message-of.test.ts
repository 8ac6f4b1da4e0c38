import assert from "node:assert/strict";
import { fail, messageOf } from "../../src/lib/core";

describe("messageOf", () => {
  it("tells what any thrown value says", () => {
    assert.equal(messageOf(new TypeError("x is no y")), "x is no y");
    assert.equal(messageOf("text"), "text");
    assert.equal(messageOf(undefined), "undefined");
    assert.equal(messageOf(null), "null");
    assert.throws(
      () => fail({ code: "argument", expected: "a", found: "b" }),
      (error) => messageOf(error) === "expected a, found b",
    );
  });
});
