import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../src/lib/view";
import { logTicks } from "../../src/lib/view/axis";
import { parseXml } from "./support/xml";

const textsOf = (figure: view.Figure): readonly string[] => parseXml(figure.svg()).texts;

describe("axes", () => {
  it("have logarithmic ticks that are round and few", () => {
    assert.deepEqual(logTicks(3, 60), [5, 10, 20, 50]);
    assert.deepEqual(logTicks(30, 10_000), [30, 100, 300, 1000, 3000, 10_000]);
    assert.deepEqual(logTicks(0.002, 0.6), [0.003, 0.01, 0.03, 0.1, 0.3]);
    assert.deepEqual(logTicks(1, 1e6), [1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
    assert.ok(logTicks(1e-30, 1e30).length <= 9);
    assert.deepEqual(logTicks(11, 12), []);
  });

  it("write zero as 0 where other numbers have SI prefixes", () => {
    const texts = textsOf(view.lineChart({ loads: [0, 5e6, 2e7] }, { y: "loads" }));
    assert.ok(texts.includes("20M") && texts.includes("0"), texts.join(" "));
    assert.ok(!texts.includes("0M"));
  });

  it("hold one expression and no other", () => {
    const body = (labelExpr: string) => ({
      data: { values: [{ f0: 0 }] },
      mark: "point",
      encoding: { x: { field: "f0", type: "quantitative", axis: { labelExpr } } },
    });
    const { spec } = view.lineChart({ loads: [0, 2e7] }, { y: "loads" });
    const known = /"labelExpr":"([^"]*)"/.exec(JSON.stringify(spec))?.[1] ?? "";
    assert.equal(known, "datum.value === 0 ? '0' : datum.label");
    assert.ok(new view.Figure(body(known)).svg().startsWith("<svg "));
    assert.throws(() => new view.Figure(body(`${known} `)), /neither loads, links nor computes/);
  });
});
