import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Table } from "../../../../src/lib/table";
import * as view from "../../../../src/lib/view";
import { loopRun } from "../../support/loop-run";

/** The rows of the line layer: x, y and name. */
function lineOf(figure: view.Figure): { f0: number; f1: number; f2: string }[] {
  const layers = figure.spec.layer as { mark: { type: string }; data: { values: never[] } }[];
  return layers.find(({ mark }) => mark.type === "line")?.data.values ?? [];
}

describe("view.loopAccuracy", () => {
  const record = {
    ...loopRun(),
    rows: Table.of({
      seq: [0, 1, 2, 3, 4, 5],
      truth: [100, 100, Number.NaN, 100, 200, 200],
      baseline: [0, 0, 0, 0, 0, 0],
      current: [100, 130, 100, 120, 200, 90],
    }),
  };

  it("is the share of the last rows with a known truth", () => {
    const figure = view.loopAccuracy([record], { window: 2 });
    const line = lineOf(figure).filter(({ f2 }) => f2 === "default");
    // Hits by row: yes, no, (no truth), yes, yes, no.
    assert.deepEqual(
      line.map(({ f0, f1 }) => [f0, f1]),
      [
        [1, 50],
        [2, 50],
        [3, 50],
        [4, 100],
        [5, 50],
      ],
    );
  });

  it("has the row before and the stage's own median beside it", () => {
    const lines = lineOf(view.loopAccuracy([record], { window: 2 }));
    const of = (name: string) => lines.filter(({ f2 }) => f2 === name).map(({ f0, f1 }) => [f0, f1]);
    // Known at rows 1 (hit), 4 (miss) and 5 (hit): rows 0, 2 and 3 have no truth before them, or none of their own.
    assert.deepEqual(of("row before"), [
      [4, 50],
      [5, 50],
    ]);
    assert.ok(of("stage median (hindsight)").length > 0);
  });

  it("cuts the stretch after the windows are made", () => {
    const line = lineOf(view.loopAccuracy([record], { window: 2, from: 4 })).filter(
      ({ f2 }) => f2 === "default",
    );
    assert.deepEqual(
      line.map(({ f0, f1 }) => [f0, f1]),
      [
        [4, 100],
        [5, 50],
      ],
    );
  });

  it("refuses to compare no runs", () => {
    assert.throws(() => view.loopAccuracy([]), /expected at least one run, found none/);
  });
});
