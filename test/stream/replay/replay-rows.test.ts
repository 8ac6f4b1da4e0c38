import assert from "node:assert/strict";
import { segmentsOf } from "../../../src/lib/learn";
import { replayRows } from "../../../src/lib/stream";
import { SCHEMA, tableOf } from "./helpers";

describe("replayRows", () => {
  it("takes head and tail, or all there is", () => {
    const rows = tableOf(10);
    const first = (part: "head" | "tail", count: number) => {
      const replayed = replayRows({ schema: SCHEMA, stages: [{ name: "s", rows, part, count }] });
      return [replayed.length, replayed.slice(0, 1, [0])[0].features[0]];
    };
    assert.deepEqual(first("head", 3), [3, 0]);
    assert.deepEqual(first("tail", 3), [3, 7]);
    assert.deepEqual(first("tail", 30), [10, 0]);
    assert.throws(() => first("head", 0), { code: "argument" });
  });

  it("knows where segments begin and end: of columns, or as given", () => {
    const rows = tableOf(6, { experiment: (i) => `e${i >> 1}`, scenario: () => "load" });
    const [named, given] = [undefined, ["x", "x", null, "x", "y", "y"]].map((segments) =>
      replayRows({ schema: SCHEMA, stages: [{ name: "s", rows, segments }] }),
    );
    assert.deepEqual(named.segments[1], { name: "load/e1", from: 2, to: 4 });
    assert.deepEqual(given.segments, [
      { name: "x", from: 0, to: 2 },
      { name: "x", from: 3, to: 4 },
      { name: "y", from: 4, to: 6 },
    ]);
    assert.equal(given.slice(2, 3, [])[0].segment, null);
    assert.throws(() => replayRows({ schema: SCHEMA, stages: [{ name: "s", rows, segments: ["x"] }] }), {
      code: "argument",
    });
  });

  it("counts segments where an index starts again, as learn does", () => {
    const rows = tableOf(7, { second: (i) => i % 3 });
    const { segments } = replayRows({ schema: SCHEMA, stages: [{ name: "s", rows }] });
    const names = segmentsOf(rows)?.names;
    assert.deepEqual(
      segments.map(({ name, from }) => [name, from]),
      names?.map((name, k) => [name, 3 * k]),
    );
    assert.equal(names?.length, 3);
  });

  it("does not let a segment run over the end of its stage", () => {
    const rows = tableOf(4, { experiment: () => "e" });
    const { segments } = replayRows({
      schema: SCHEMA,
      stages: [
        { name: "s", rows },
        { name: "t", rows },
      ],
    });
    assert.deepEqual(segments, [
      { name: "e", from: 0, to: 4 },
      { name: "e", from: 4, to: 8 },
    ]);
  });

  it("refuses a stage name that no encoding carries", () => {
    const stages = [{ name: "half \ud800", rows: tableOf(2) }];
    assert.throws(() => replayRows({ schema: SCHEMA, stages }), { code: "argument" });
  });
});
