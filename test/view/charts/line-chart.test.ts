import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../../src/lib/view";
import { parseXml } from "../support/xml";

describe("view.lineChart", () => {
  it("names an unknown column and the nearest one", () => {
    assert.throws(
      () => view.lineChart({ rate: [1, 2] }, { y: "rat" }),
      /expected a column "rat", found "rate"\. Did you mean "rate"\?/,
    );
  });

  it("says that there is no data when nothing is finite", () => {
    const figure = view.lineChart({ rate: [null, null] }, { y: "rate" });
    assert.match(figure.svg(), />no data</);
  });

  it("breaks the line at a missing value", () => {
    const whole = view.lineChart({ rate: [1, 2, 3, 4] }, { y: "rate" }).svg();
    const broken = view.lineChart({ rate: [1, 2, null, 4] }, { y: "rate" }).svg();
    const paths = (svg: string): number => svg.match(/stroke-linecap="round"/g)?.length ?? 0;
    assert.equal(paths(whole), 1);
    assert.equal(paths(broken), 2);
  });

  it("has logarithmic axes, on which 0 and below have no place", () => {
    const figure = view.lineChart(
      { rows: [0, 10, 100, 1000], score: [9, 1, 0.1, -1] },
      {
        x: "rows",
        y: "score",
        log: true,
        logX: true,
        levels: [{ at: 0, label: "no" }],
        marks: [{ at: 100 }],
      },
    );
    const { texts, elements } = parseXml(figure.svg());
    assert.ok(texts.includes("1,000") && texts.includes("0.1"), texts.join(" "));
    // 100 lies halfway between 10 and 1000.
    const rules = elements.filter((element) => element.attributes.get("stroke-dasharray") === "4,3");
    assert.deepEqual(
      rules.map((rule) => rule.attributes.get("transform")?.split(",")[0]),
      ["translate(220"],
    );
    const points = /"values":(\[[^\]]*\])/.exec(JSON.stringify(figure.spec))?.[1] ?? "[]";
    assert.deepEqual(
      JSON.parse(points).map((row: { f0: number }) => row.f0),
      [10, 100],
    );
  });

  it("draws what is expected dashed, and ribbons between two columns with gaps", () => {
    const data = {
      n: [1, 2, 3, 4, 5],
      mean: [2, 3, 4, 5, 6],
      formula: [2, 3, 4, 5, 6],
      low: [1, 2, null, 4, 5],
      high: [3, 4, 5, 6, 9],
    };
    const options = {
      x: "n",
      y: ["mean", "formula"],
      dashed: ["formula"],
      ribbons: { mean: ["low", "high"] },
    } as const;
    const { elements } = parseXml(view.lineChart(data, options).svg());
    const dashes = elements.filter(({ attributes }) => attributes.get("stroke-dasharray") === "5,3");
    assert.equal(dashes.length, 2, "one line and its legend");
    const areas = elements.filter(({ attributes }) => attributes.get("opacity") === "0.18");
    assert.equal(areas.length, 2, "one on each side of the gap");
    // The axis has room for the ribbon.
    assert.ok(parseXml(view.lineChart(data, options).svg()).texts.includes("9"));
    assert.throws(
      () => view.lineChart(data, { ...options, ribbons: { mean: ["low", "hight"] } }),
      /a column "hight"/,
    );
  });
});
