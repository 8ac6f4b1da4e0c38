import assert from "node:assert/strict";
import { instanceWidth, SET_SIZES } from "../../../src/lib/label";

describe("width of an instance", () => {
  it("is b + c + x·f + Σq·g + i·h + r", () => {
    assert.deepEqual(SET_SIZES, { D: 2, P: 1, T: 10, Q: 5, F: 4, R: 12 });
    // By hand: 2 + 1 + 3·10 + (1 + 4 + 0)·5 + 7·4 + 12.
    assert.equal(instanceWidth({ queues: [1, 4, 0], flows: 7 }), 98);
    assert.equal(instanceWidth({ queues: [], flows: 0 }), 15);
    assert.equal(instanceWidth({ queues: [1], flows: 1 }), 34);
  });

  it("wants counts", () => {
    for (const bad of [
      { queues: [-1], flows: 1 },
      { queues: [1], flows: 0.5 },
      { queues: [Number.NaN], flows: 1 },
    ]) {
      assert.throws(() => instanceWidth(bad), { code: "argument" });
    }
  });
});
