import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";

const { Table } = table;

describe("learn: dataset", () => {
  const rows = Table.of({
    experiment: ["a", "a", "b", "b"],
    load: [1, null, 3, 4],
    latency: [9, null, 9, 9],
    output_rate: [10, 20, null, 40],
  });

  it("drops rows without a target only, and counts them", () => {
    const data = learn.dataset(rows, { target: "output_rate" });
    assert.deepEqual([...data.y], [10, 20, 40]);
    assert.deepEqual([...data.x.data], [1, Number.NaN, 4]);
    assert.deepEqual([...data.sourceRows], [0, 1, 3]);
    assert.equal(data.dropped, 1);
    assert.deepEqual(data.features, ["load"]);
    assert.deepEqual([...(data.segments?.ids ?? [])], [0, 0, 1]);
  });

  it("drops incomplete rows when asked", () => {
    const data = learn.dataset(rows, { target: "output_rate", missing: "drop" });
    assert.deepEqual([...data.sourceRows], [0, 3]);
    assert.equal(data.dropped, 2);
  });

  it("refuses infinities, and says where", () => {
    const bad = rows.with("load", [1, 2, Number.POSITIVE_INFINITY, 4]);
    assert.throws(() => learn.dataset(bad, { target: "output_rate" }), {
      code: "value",
      message: /column "load".*Infinity in row 2/,
    });
  });

  it("names the nearest column for an unknown feature or target", () => {
    assert.throws(() => learn.dataset(rows, { target: "output_rat" }), {
      code: "unknown-column",
      message: /Did you mean "output_rate"/,
    });
    assert.throws(() => learn.dataset(rows, { target: "output_rate", features: ["laod"] }), {
      code: "unknown-column",
      message: /Did you mean "load"/,
    });
  });

  it("refuses the target as its own feature, and a table without features", () => {
    assert.throws(() => learn.dataset(rows, { target: "load", features: ["load"] }), { code: "argument" });
    assert.throws(() => learn.dataset(rows.select(["output_rate"]), { target: "output_rate" }), {
      code: "no-features",
    });
  });

  it("takes rows with everything that belongs to them", () => {
    const part = learn.takeDataset(learn.dataset(rows, { target: "output_rate" }), [2, 0]);
    assert.deepEqual([...part.y], [40, 10]);
    assert.deepEqual([...part.x.data], [4, 1]);
    assert.deepEqual([...(part.segments?.ids ?? [])], [1, 0]);
    assert.deepEqual([...part.sourceRows], [3, 0]);
  });
});

describe("learn: segments", () => {
  it("come from scenario and experiment together", () => {
    const t = Table.of({ scenario: ["x", "y", "y"], experiment: ["1", "1", "2"] });
    const segments = learn.segmentsOf(t);
    assert.deepEqual(segments?.names, ["x/1", "y/1", "y/2"]);
    assert.equal(segments?.source, "scenario and experiment");
  });

  it("come from an index that starts again", () => {
    const t = Table.of({ "Unnamed: 0": [0, 1, 0, 1, 1], load: [1, 2, 3, 4, 5] });
    assert.deepEqual([...(learn.segmentsOf(t)?.ids ?? [])], [0, 0, 1, 1, 2]);
  });

  it("begin again behind a missing index cell, too", () => {
    const t = Table.of({ index: [0, 1, Number.NaN, 3, Number.NaN, 0, 1] });
    assert.deepEqual([...(learn.segmentsOf(t)?.ids ?? [])], [0, 0, 0, 0, 0, 1, 1]);
    assert.deepEqual(learn.segmentsOf(t)?.names, ["segment 1", "segment 2"]);
    assert.deepEqual(learn.segmentsOf(Table.of({ index: new Float64Array(0) }))?.names, []);
  });

  it("are unknown in a table that does not tell, and asking for them is an error with a way out", () => {
    const t = Table.of({ load: [1, 2, 3], output_rate: [1, 2, 3] });
    assert.equal(learn.segmentsOf(t), undefined);
    assert.throws(() => learn.segmentSplits(learn.segmentsOf(t)), {
      code: "no-segments",
      message: /Add an `experiment` column/,
    });
  });
});
