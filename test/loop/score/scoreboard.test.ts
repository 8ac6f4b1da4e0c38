import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import { Scoreboard } from "../../../src/lib/loop";

const draw = random("scoreboard");
const rows = Array.from({ length: 2500 }, () => {
  const label = 100 + 900 * draw.uniform();
  return {
    label,
    baseline: label * Math.exp(0.4 * draw.normal()),
    current: label * Math.exp(0.1 * draw.normal()),
  };
});

function boardOf(some: typeof rows, window = 300): Scoreboard {
  const board = new Scoreboard({ window });
  for (const { label, baseline, current } of some) board.add(label, { baseline, current });
  return board;
}

function truth(some: typeof rows, key: "baseline" | "current") {
  return learn.scores(
    some.map(({ label }) => label),
    some.map((row) => row[key]),
  );
}

describe("Scoreboard", () => {
  it("says of all rows and of the newest what the scores of learn say", () => {
    const { baseline, current } = boardOf(rows).scores();
    for (const [found, key] of [
      [baseline, "baseline"],
      [current, "current"],
    ] as const) {
      const all = truth(rows, key);
      const newest = truth(rows.slice(-300), key);
      assert.deepEqual(found.cumulative.accuracy, all.accuracy);
      assert.deepEqual(found.window.accuracy, newest.accuracy);
      assert.ok(Math.abs(found.cumulative.mae - all.mae) < 1e-6);
      assert.ok(Math.abs(found.window.mae - newest.mae) < 1e-6);
      for (const [q, value] of Object.entries(found.cumulative.errorQuantiles)) {
        assert.ok(Math.abs(value / all.errorQuantiles[q] - 1) < 0.03, `${key} ${q}`);
      }
    }
  });

  it("begins each batch anew", () => {
    const board = boardOf(rows.slice(0, 100));
    assert.equal(board.batch().current.batch.n, 100);
    for (const { label, baseline, current } of rows.slice(100, 140)) board.add(label, { baseline, current });
    const { batch } = board.batch().current;
    assert.equal(batch.n, 40);
    assert.deepEqual(batch.accuracy, truth(rows.slice(100, 140), "current").accuracy);
    const empty = board.scores().current.batch;
    assert.equal(empty.n, 0);
    assert.ok(Number.isNaN(empty.mae) && Number.isNaN(empty.accuracy["0.2"]));
  });

  it("never scores a row without a label or prediction (B17: the original scores a missing label as 0)", () => {
    const board = boardOf(rows.slice(0, 50));
    const before = board.scores();
    for (const label of [Number.NaN, Number.POSITIVE_INFINITY]) board.add(label, { baseline: 0, current: 0 });
    board.add(500, { baseline: Number.NaN, current: Number.NaN });
    assert.deepEqual(board.scores(), before);
    assert.equal(board.rows, 53);
    assert.equal(board.unlabelled, 2);
  });

  it("stays the same size and says nothing wild of wild errors", () => {
    const board = new Scoreboard({ window: 3 });
    for (const current of [0, 1e300, -1e300, 100, 100.0000001]) board.add(100, { baseline: 100, current });
    const { cumulative, window } = board.scores().current;
    assert.equal(window.n, 3);
    assert.ok(Object.values(cumulative.errorQuantiles).every(Number.isFinite));
    assert.equal(board.scores().baseline.cumulative.errorQuantiles["0.99"], 0);
    assert.throws(() => new Scoreboard({ window: 0 }), /1 or more/);
  });
});
