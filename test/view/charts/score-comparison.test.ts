import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../../src/lib/view";
import { parseXml } from "../support/xml";

function textsOf(scores: readonly number[], baseline?: number): readonly string[] {
  const rows = scores.map((score, i) => ({ model: `m${i}`, split: "shuffled", score }));
  const baselines = baseline === undefined ? [] : [{ name: "median", score: baseline }];
  return parseXml(view.scoreComparison(rows, { metric: "accuracy (%)", baselines }).svg()).texts;
}

describe("view.scoreComparison", () => {
  it("puts a model that failed at the edge, with its value, when most are far from it", () => {
    const texts = textsOf([0, 84, 88, 91, 94], 16.2);
    assert.ok(texts.includes("◀ 0") && texts.includes("◀ median 16.2"), texts.join(" | "));
    assert.ok(!texts.includes("20"));
    assert.ok(textsOf([1, 2, 3, 4, 900]).some((text) => text === "900 ▶"));
  });

  it("shows all on one axis when neither side has most of them, or no gap is wide", () => {
    for (const scores of [[0, 1, 2, 84, 88, 91], [0, 30, 60, 90], [5], [7, 7]]) {
      assert.ok(!textsOf(scores).some((text) => /[◀▶]/.test(text)), scores.join());
    }
  });
});
