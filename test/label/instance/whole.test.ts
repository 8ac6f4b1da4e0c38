import assert from "node:assert/strict";
import { instanceWidth, wholeInstance } from "../../../src/lib/label";
import { partsOf, TABLE_III, tableIII } from "./sample";

describe("whole instance", () => {
  it("is as wide as the formula for any number of technologies, queues and flows", () => {
    for (const queues of [[], [1], [0, 3], [1, 2, 3], [4, 0, 1, 1]]) {
      for (const flows of [0, 1, 9]) {
        assert.equal(wholeInstance(partsOf(queues, flows)).length, instanceWidth({ queues, flows }));
      }
    }
  });

  it("holds the values of the 34 for one technology, queue and flow", () => {
    const sorted = (values: readonly unknown[]) => values.map(String).sort();
    assert.deepEqual(sorted(wholeInstance(tableIII())), sorted(TABLE_III));
  });
});
