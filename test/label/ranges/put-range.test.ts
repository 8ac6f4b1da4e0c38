import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import type { TimeRange } from "../../../src/lib/label";
import { putRange } from "../../../src/lib/label/ranges/put-range";

const value = (name: string) => ({ labels: [name] });

describe("time ranges", () => {
  it("give way so that each moment has one label, the latest one", () => {
    const draw = random("ranges");
    for (let k = 0; k < 200; k++) {
      let ranges: TimeRange[] = [];
      let nextId = 1;
      const moments = new Array<string | undefined>(50).fill(undefined);
      for (let step = 0; step < 15; step++) {
        const open = draw.integer(10);
        const start = open === 0 ? null : draw.integer(49);
        const end = open === 1 ? null : (start ?? 0) + 1 + draw.integer(49 - (start ?? 0));
        const name = `l${step}`;
        const made = putRange(ranges, { start, end, channel: "c", value: value(name) }, "split", nextId);
        const gone = new Set([...made.remove, ...made.put.map(({ id }) => id)]);
        ranges = [...ranges.filter(({ id }) => !gone.has(id)), ...made.put];
        nextId = Math.max(nextId - 1, ...ranges.map(({ id }) => id)) + 1;
        for (let t = start ?? 0; t < (end ?? 50); t++) moments[t] = name;
        assert.equal(new Set(ranges.map(({ id }) => id)).size, ranges.length, "numbers differ");
        for (let t = 0; t < 50; t++) {
          const there = ranges.filter((range) => (range.start ?? -1) <= t && t < (range.end ?? 99));
          assert.deepEqual(
            there.map((range) => range.value.labels[0]),
            moments[t] === undefined ? [] : [moments[t]],
            `moment ${t}`,
          );
        }
      }
    }
  });

  it("of other channels stay, edges move, overlaps may be refused or allowed", () => {
    const known: TimeRange[] = [
      { id: 1, start: 0, end: 10, channel: "a", value: value("x") },
      { id: 2, start: 10, end: 20, channel: "a", value: value("y") },
      { id: 3, start: 0, end: 20, channel: null, value: value("z") },
    ];
    const edge = putRange(known, { id: 1, start: 0, end: 12, channel: "a", value: value("x") }, "split", 4);
    assert.deepEqual(
      edge.put.map(({ id, start, end }) => [id, start, end]),
      [
        [2, 12, 20],
        [1, 0, 12],
      ],
    );
    assert.deepEqual(edge.remove, []);
    assert.throws(() => putRange(known, { start: 5, end: 6, channel: "a", value: value("x") }, "refuse", 4), {
      code: "range",
    });
    assert.equal(
      putRange(known, { start: 5, end: 6, channel: "a", value: value("x") }, "allow", 4).put.length,
      1,
    );
    assert.equal(putRange(known, { start: 20, end: 30, channel: "a", value: value("x") }, "refuse", 4).id, 4);
    assert.deepEqual(
      putRange(known, { start: null, end: null, channel: "a", value: value("w") }, "split", 4).remove,
      [1, 2],
    );
    assert.throws(
      () => putRange(known, { start: 5, end: 5, channel: "a", value: value("x") }, "split", 4),
      /behind its start/,
    );
    assert.throws(
      () => putRange(known, { start: Number.NaN, end: 5, channel: "a", value: value("x") }, "split", 4),
      { code: "range" },
    );
    assert.throws(
      () => putRange(known, { id: 9, start: 1, end: 5, channel: "a", value: value("x") }, "split", 4),
      /number 9/,
    );
  });
});
