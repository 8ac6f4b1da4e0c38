import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import { Highest } from "../../../src/lib/loop/live/highest";
import { Pyramid } from "../../../src/lib/loop/live/pyramid";

const lowest = (values: number[]): number =>
  values.reduce((a, b) => (a < b || Number.isNaN(b) ? a : b), Number.NaN);
const highest = (values: number[]): number =>
  values.reduce((a, b) => (a > b || Number.isNaN(b) ? a : b), Number.NaN);

describe("the pyramid of extremes", () => {
  it("finds the extremes of every stretch that a look at each value finds, with holes of any length", () => {
    const draw = random("pyramid");
    for (let round = 0; round < 40; round++) {
      const pyramid = new Pyramid();
      const values: number[] = [];
      const length = 1 + draw.integer(700);
      let hole = 0;
      for (let i = 0; i < length; i++) {
        if (hole === 0 && draw.uniform() < 0.03) hole = 1 + draw.integer(90);
        const value = hole > 0 ? Number.NaN : draw.normal() * 10 ** draw.integer(6);
        hole = Math.max(0, hole - 1);
        values.push(value);
        pyramid.push(value, value);
      }
      for (let k = 0; k < 60; k++) {
        const from = draw.integer(length);
        const to = from + draw.integer(length - from + 1);
        const part = values.slice(from, to);
        assert.deepEqual(
          pyramid.extremes(from, to),
          { min: lowest(part), max: highest(part) },
          `${from}..${to}`,
        );
      }
    }
  });

  it("has no extremes where there is nothing", () => {
    const pyramid = new Pyramid();
    assert.deepEqual(pyramid.extremes(0, 5), { min: Number.NaN, max: Number.NaN });
    pyramid.push(1, 2);
    assert.deepEqual(pyramid.extremes(0, 0), { min: Number.NaN, max: Number.NaN });
    assert.deepEqual(pyramid.extremes(-3, 9), { min: 1, max: 2 });
  });
});

describe("the highest of many series", () => {
  it("is what a look at each row finds", () => {
    const draw = random("highest");
    const rows = Array.from({ length: 331 }, () =>
      Array.from({ length: 5 }, () => (draw.uniform() < 0.2 ? Number.NaN : Math.fround(draw.uniform()))),
    );
    const series = new Highest(5);
    for (const row of rows) series.push(row);
    const target = new Float32Array(5);
    for (let k = 0; k < 200; k++) {
      const from = draw.integer(rows.length);
      const to = from + draw.integer(rows.length - from + 1);
      series.into(target, 0, from, to);
      const expected = [0, 1, 2, 3, 4].map((f) => highest(rows.slice(from, to).map((row) => row[f])));
      assert.deepEqual(Array.from(target), expected);
    }
  });
});
