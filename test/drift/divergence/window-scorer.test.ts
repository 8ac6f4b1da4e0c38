import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import {
  DIVERGENCE_FORMS,
  featureRows,
  jensenShannon,
  type ScorerOptions,
  WindowScorer,
  windowScorer,
} from "../../../src/lib/drift";
import { Table } from "../../../src/lib/table";

const rng = random("window scorer");
/** Two features; a twentieth of the cells is missing. */
function rows(count: number, shift = 0): Table {
  const cell = (v: number): number => (rng.uniform() < 0.05 ? Number.NaN : v);
  return Table.of({
    a: Array.from({ length: count }, () => cell(rng.normal() + shift)),
    b: Array.from({ length: count }, () => cell(1e6 * rng.exponential())),
  });
}
const reference = rows(120);
const stream = rows(300, 0.5);

describe("windowScorer", () => {
  for (const form of DIVERGENCE_FORMS) {
    for (const outside of ["drop", "edge"] as const) {
      const options: ScorerOptions = { form, outside, window: 70, stride: 13, bins: 12 };

      it(`scores what jensenShannon scores on the same rows (${form}, ${outside})`, () => {
        for (const start of ["reference", "empty"] as const) {
          const scorer = windowScorer(reference, { ...options, start });
          const all = start === "reference" ? reference.concat(stream) : stream;
          const before = all.length - stream.length;
          let scores = 0;
          for (const row of featureRows(stream, scorer.features)) {
            const score = scorer.update(row);
            if (score === undefined) continue;
            scores++;
            const end = before + scorer.rows;
            const direct = jensenShannon(reference, all.slice(end - 70, end), options);
            assert.deepEqual(score, direct);
          }
          assert.equal(scores, start === "reference" ? 23 : 18);
        }
      });

      it(`takes the window as reference after a rebase (${form}, ${outside})`, () => {
        const scorer = windowScorer(reference, options);
        for (const row of featureRows(stream, scorer.features)) scorer.update(row);
        scorer.rebase();
        assert.equal(scorer.score().score, 0);
        assert.equal(scorer.score().referenceRows, 70);
        for (const row of featureRows(reference.slice(0, 13), scorer.features)) scorer.update(row);
        const window = stream.slice(-57).concat(reference.slice(0, 13));
        assert.deepEqual(scorer.score(), jensenShannon(stream.slice(-70), window, options));
      });
    }
  }

  it("keeps its counts through constants, ties of the extremes, ramps, gaps and ranges of a few units in the last place", () => {
    const kinds: readonly ((i: number) => number)[] = [
      () => 3,
      (i) => (i < 200 ? 3 : 4),
      (i) => i,
      (i) => -(i % 7),
      (i) => (i % 40 === 0 ? 50 : Math.floor(3 * rng.uniform())),
      (i) => (i % 90 < 45 ? Number.NaN : rng.normal()),
      () => Number.NaN,
      (i) => 5e-324 * (i % 5),
      (i) => 1 + 2 ** -52 * Math.floor(9 * rng.uniform() + i / 100),
      () => (rng.uniform() < 0.5 ? 0 : -0),
    ];
    const made = (from: number, count: number): Table =>
      Table.of(
        Object.fromEntries(
          kinds.map((of, k) => [`f${k}`, Array.from({ length: count }, (_, i) => of(from + i))]),
        ),
      );
    const [before, after] = [made(0, 60), made(150, 240)];
    for (const form of DIVERGENCE_FORMS) {
      const options: ScorerOptions = { form, window: 30, stride: 1, bins: 9 };
      const scorer = windowScorer(before, options);
      const all = before.concat(after);
      for (const row of featureRows(after, scorer.features)) {
        const score = scorer.update(row);
        const end = 60 + scorer.rows;
        assert.deepEqual(score, jensenShannon(before, all.slice(end - 30, end), options));
      }
    }
  });

  it("gives the score of a window not yet full when asked, and refuses when there is no row", () => {
    const scorer = windowScorer(reference, { start: "empty", window: 50, bins: 8 });
    assert.throws(() => scorer.score(), /rows in the window, found none yet/);
    assert.throws(() => scorer.rebase(), /rows in the window/);
    for (const row of featureRows(stream.slice(0, 20), scorer.features)) scorer.update(row);
    assert.deepEqual(scorer.score(), jensenShannon(reference, stream.slice(0, 20), { bins: 8 }));
  });

  it("does not hand out what it goes on writing into", () => {
    const scorer = windowScorer(reference, { window: 20, stride: 1 });
    const first = scorer.update([0, 0]);
    assert.ok(first);
    const kept = Float64Array.from(first.values);
    scorer.update([5, 5]);
    assert.deepEqual(first.values, kept);
  });

  it("goes on from its state, and refuses one that does not fit", () => {
    const scorer = windowScorer(reference, { form: "v1", window: 40, stride: 7 });
    const list = Array.from(featureRows(stream, scorer.features), (row) => Array.from(row));
    for (const row of list.slice(0, 100)) scorer.update(row);
    const state = JSON.parse(JSON.stringify(scorer));
    const restored = WindowScorer.restore(state);
    assert.equal(restored.rows, 100);
    for (const row of list.slice(100)) assert.deepEqual(restored.update(row), scorer.update(row));
    assert.throws(
      () => WindowScorer.restore({ ...state, reference: "AAAA" }),
      /reference: 240 packed numbers, found 3 bytes/,
    );
    assert.throws(
      () => WindowScorer.restore({ ...state, window: { ...state.window, position: 40 } }),
      /position/,
    );
  });
});
