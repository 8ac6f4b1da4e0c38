import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  type DivergenceForm,
  driftFeatures,
  jensenShannon,
  type StreamScore,
  scoreStream,
} from "../../../src/lib/drift";
import { Table } from "../../../src/lib/table";
import { DRST, publishedTables } from "../published";

/** The golden experiment of DRST: base = 300 of C's last 500 rows, then the other 200, then S. */
function goldenScores(form: DivergenceForm): StreamScore[] {
  const { C, S } = publishedTables();
  const features = driftFeatures(C, S);
  assert.equal(features.length, 60);
  const tail = C.slice(-500);
  const stream = tail.slice(300).select(features).concat(S.select(features));
  return scoreStream(tail.slice(0, 300), stream, { form });
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

describe("scoreStream", () => {
  const goldens: [DivergenceForm, number, [number, number]][] = [
    ["v2", 0.2646, [0.461, 0.469]],
    ["probability", 0.2656, [0.46, 0.47]],
  ];
  for (const [form, at200, plateau] of goldens) {
    it(`gives DRST's measured course with ${form} (needs DATAPLANE_LAB_DRST)`, function () {
      if (DRST === undefined) this.skip();
      const scores = goldenScores(form);
      assert.deepEqual(
        scores.slice(0, 5).map((s) => s.row),
        [50, 100, 150, 200, 250],
      );
      for (const s of scores.slice(0, 4)) assert.ok(s.score > 0.0205 && s.score < 0.0335, String(s.score));
      near(scores[4].score, 0.092, 0.001);
      near(scores[5].score, 0.146, 0.002);
      near(scores[6].score, 0.184, 0.002);
      near(scores[7].score, at200, 0.00005);
      for (const s of scores.slice(9, 16)) {
        assert.ok(s.score > plateau[0] - 0.003 && s.score < plateau[1] + 0.003, `${s.row}: ${s.score}`);
      }
      assert.ok(scores.every((s) => s.bound === Math.LN2));
    });
  }

  it("follows the same course with frozen bins (needs DATAPLANE_LAB_DRST)", function () {
    if (DRST === undefined) this.skip();
    const scores = goldenScores("v1");
    near(scores[7].score, 0.2656, 0.003);
    near(scores[9].score, 0.47, 0.006);
    assert.ok(scores[9].outside > 0, "S has values outside of the reference's range");
  });

  it("tells the whole tables apart as measured (needs DATAPLANE_LAB_DRST)", function () {
    if (DRST === undefined) this.skip();
    const { C, S } = publishedTables();
    near(jensenShannon(C, S).score, 0.382, 0.0005);
    assert.equal(jensenShannon(C, S).missing, 0);
    assert.equal(jensenShannon(S, C).missing, 36);
  });

  it("begins with an empty window when told, and scores first when it is full", () => {
    const values = Array.from({ length: 40 }, (_, i) => i % 7);
    const t = Table.of({ a: values });
    const rows = (start: "empty" | "reference"): number[] =>
      scoreStream(t, t, { window: 20, stride: 8, start }).map((s) => s.row);
    assert.deepEqual(rows("empty"), [20, 28, 36]);
    assert.deepEqual(rows("reference"), [8, 16, 24, 32, 40]);
  });

  it("refuses a stream too short for one score, and a window larger than the reference", () => {
    const t = Table.of({ a: [1, 2, 3] });
    assert.throws(() => scoreStream(t, t, { window: 4, start: "empty", stride: 1 }), /4 rows or more/);
    assert.throws(() => scoreStream(t, t, { window: 3, stride: 50 }), /a stream of 50 rows or more/);
    assert.throws(() => scoreStream(t, t, { window: 4 }), /a reference of 4 rows or more/);
  });
});
