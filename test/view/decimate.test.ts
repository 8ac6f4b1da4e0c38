import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../src/lib/core";
import { decimate } from "../../src/lib/view/decimate";

const rows = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i);

describe("thinning of long series", () => {
  it("keeps a short series whole", () => {
    assert.deepEqual(decimate(rows(4), [1, 5, 2, 3], 10), { rows: [0, 1, 2, 3], runs: [0, 0, 0, 0] });
  });

  it("keeps the only peak and the only dip of a million points, in order", () => {
    const y = new Float64Array(1_000_000).fill(1);
    y[123_456] = 9;
    y[765_432] = -9;
    const { rows: kept } = decimate(rows(y.length), y, 400);
    assert.ok(kept.includes(123_456) && kept.includes(765_432));
    assert.ok(kept.length <= 4 * 401, `${kept.length} points`);
    assert.ok(kept.every((row, i) => i === 0 || row > kept[i - 1]));
    assert.equal(kept[0], 0);
    assert.equal(kept.at(-1), y.length - 1);
  });

  it("has in each bucket the lowest and the highest value there is", () => {
    const draw = random(5);
    const y = Float64Array.from({ length: 10_000 }, () => draw.normal());
    const kept = new Set(decimate(rows(y.length), y, 100).rows);
    const width = (y.length - 1) / 100;
    for (let bucket = 0; bucket < 100; bucket++) {
      const members = [...y.keys()].filter((i) => Math.floor(i / width) === bucket);
      const low = members.reduce((best, i) => (y[i] < y[best] ? i : best), members[0]);
      const high = members.reduce((best, i) => (y[i] > y[best] ? i : best), members[0]);
      assert.ok(kept.has(low) && kept.has(high), `bucket ${bucket}`);
    }
  });

  it("begins a new run after a missing value, at a new segment, and where x steps back", () => {
    assert.deepEqual(decimate([0, 1, 2, 3], [1, Number.NaN, 2, 3], 9).runs, [0, 1, 1]);
    assert.deepEqual(decimate([0, 1, 2, 3], [1, 1, 2, 3], 9, ["a", "a", "b", "b"]).runs, [0, 0, 1, 1]);
    assert.deepEqual(decimate([0, 1, 0, 1], [1, 1, 2, 3], 9).runs, [0, 0, 1, 1]);
    assert.deepEqual(decimate([], [], 9), { rows: [], runs: [] });
  });
});
