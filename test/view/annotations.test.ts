import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../src/lib/view";
import { parseXml } from "./support/xml";

const rows = Array.from({ length: 101 }, (_, i) => i);
const chart = (bands: view.Band[]): view.Figure =>
  view.lineChart({ rows, y: rows }, { x: "rows", y: "y", bands, title: "t" });

describe("names of bands", () => {
  it("are whole, also over a band that is narrower than its name", () => {
    const names = ["load_stimulus (rest)", "random_rates", "resource_stimulus", "intervention"];
    const ends = [0, 5, 12, 95, 100];
    const figure = chart(names.map((label, k) => ({ from: ends[k], to: ends[k + 1], label })));
    const { texts } = parseXml(figure.svg());
    for (const name of names) assert.ok(texts.includes(name), `${name} in ${texts.join(" | ")}`);
  });

  it("are cut or left out only when there are more narrow bands than lines", () => {
    const bands = Array.from({ length: 40 }, (_, k) => ({
      from: 2.5 * k,
      to: 2.5 * (k + 1),
      label: `a long name ${k}`,
    }));
    const svg = chart(bands).svg();
    assert.ok(Number(/height="(\d+)"/.exec(svg)?.[1]) < 400, "the picture stays a picture");
  });
});
