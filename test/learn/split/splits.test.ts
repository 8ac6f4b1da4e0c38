import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";

const segments = learn.segmentsOf(
  table.Table.of({ experiment: ["a", "b", "a", "c", "d", "b", "d", "c", "c"], load: new Float64Array(9) }),
);

function assertPartition(splits: readonly learn.Split[], rows: number): void {
  const held = splits.flatMap((s) => [...s.test]).sort((a, b) => a - b);
  assert.deepEqual(
    held,
    Array.from({ length: rows }, (_, i) => i),
    "every row is held out once",
  );
  for (const { train, test } of splits) {
    assert.equal(new Set([...train, ...test]).size, rows);
    assert.equal(train.length + test.length, rows);
  }
}

describe("learn: splits", () => {
  it("shuffled: each row held out once, even folds, decided by the seed", () => {
    const splits = learn.shuffledSplits(23, 5, 7);
    assertPartition(splits, 23);
    assert.deepEqual(splits.map((s) => s.test.length).sort(), [4, 4, 5, 5, 5]);
    assert.deepEqual(splits, learn.shuffledSplits(23, 5, 7));
    assert.notDeepEqual(splits, learn.shuffledSplits(23, 5, 8));
  });

  it("segments: no segment on both sides", () => {
    for (const splits of [learn.segmentSplits(segments), learn.segmentSplits(segments, 2, 3)]) {
      assertPartition(splits, 9);
      for (const { train, test } of splits) {
        const seen = new Set([...train].map((i) => segments?.ids[i]));
        assert.ok([...test].every((i) => !seen.has(segments?.ids[i])));
      }
    }
  });

  it("chronological: nothing later than the held-out rows is learnt from", () => {
    for (const { train, test } of [learn.chronologicalSplit(10, 0.3), ...learn.chronologicalSplits(10, 4)]) {
      assert.ok(Math.max(...train) < Math.min(...test));
    }
    assert.deepEqual([...learn.chronologicalSplit(10, 0.3).test], [7, 8, 9]);
  });

  it("hold out 30 % of 1790 rows as 537, as the published notes do", () => {
    assert.equal(learn.holdoutSplit(1790, 0.3, 0).test.length, 537);
  });

  it("refuse what cannot be split", () => {
    assert.throws(() => learn.shuffledSplits(3, 5, 0), { code: "too-few-rows" });
    assert.throws(() => learn.shuffledSplits(3, 1, 0), { code: "argument" });
    assert.throws(() => learn.holdoutSplit(1, 0.3, 0), { code: "too-few-rows" });
    assert.throws(() => learn.chronologicalSplit(10, 1), { code: "argument" });
    assert.throws(() => learn.segmentSplits(segments, 5), { code: "too-few-segments" });
    const one = learn.segmentsOf(table.Table.of({ experiment: ["a", "a"] }));
    assert.throws(() => learn.segmentSplits(one), { code: "too-few-segments" });
  });
});
