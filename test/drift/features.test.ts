import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { driftFeatures } from "../../src/lib/drift";
import { checkRow, featureBlock } from "../../src/lib/drift/features";
import { Table } from "../../src/lib/table";

describe("driftFeatures", () => {
  it("leaves rates, latency, index, provenance and texts out", () => {
    const t = Table.of({
      "": [0],
      "Unnamed: 0": [0],
      index: [0],
      input_rate: [1],
      output_rate: [1],
      latency: [1],
      scenario: ["a"],
      experiment: [1],
      second: [1],
      bridge_cycles: [1],
      note: ["x"],
      firewall_cycles: [1],
    });
    assert.deepEqual(driftFeatures(t), ["bridge_cycles", "firewall_cycles"]);
  });

  it("keeps what all tables have as numbers, in the order of the first", () => {
    const a = Table.of({ b: [1], a: [1], c: [1] });
    assert.deepEqual(driftFeatures(a, Table.of({ c: [1], a: ["text"], b: [2] })), ["b", "c"]);
    assert.throws(
      () => driftFeatures(a, Table.of({ z: [1] })),
      /at least one numeric column.*found columns b, a, c/,
    );
  });
});

describe("featureBlock", () => {
  it("puts column after column, missing cells as NaN", () => {
    const t = Table.of({ a: [1, null], b: [3, 4] });
    assert.deepEqual([...featureBlock(t, ["b", "a"])], [3, 4, 1, Number.NaN]);
  });

  it("refuses what would stretch every bin", () => {
    assert.throws(() => featureBlock(Table.of({ a: [1, -1e301] }), ["a"]), /column "a".*-1e\+301 in row 1/);
    assert.throws(() => checkRow([1, 2], ["a"], 9), /a row of 1 numbers \(a\), found 2 in row 9/);
    assert.throws(() => checkRow([Number.POSITIVE_INFINITY], ["a"], 9), /Infinity in row 9/);
    checkRow([Number.NaN], ["a"], 0);
  });
});
