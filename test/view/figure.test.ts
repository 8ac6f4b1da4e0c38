import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "mocha";
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import * as view from "../../src/lib/view";
import { FIGURES } from "./support/figures";
import { parseXml } from "./support/xml";

const figure = (): view.Figure =>
  view.lineChart(
    { rate: [1, 2, null, 4] },
    { y: "rate", title: "Input rate", caption: "One gap.", simulated: true },
  );

describe("view.Figure", function () {
  this.timeout(20_000);
  it("draws the same bytes every time, also after other figures", () => {
    const first = [figure().svg(), Buffer.from(figure().png())] as const;
    FIGURES["scatter-density"]().svg();
    FIGURES["heat-map"]().svg();
    assert.equal(figure().svg(), first[0]);
    assert.ok(Buffer.from(figure().png()).equals(first[1]));
  });

  it("says simulated in the picture, in its label and in its metadata, for every kind", () => {
    assert.match(figure().svg(), />SIMULATED DATA</);
    assert.equal(figure().toString(), "[figure] Input rate (simulated data). One gap.");
    assert.deepEqual(figure().bundle().metadata, {
      "dataplane-lab": { figure: "input-rate", title: "Input rate", caption: "One gap.", simulated: true },
    });
    const honest = view.lineChart({ rate: [1] }, { y: "rate" });
    assert.doesNotMatch(honest.svg(), /simulated/i);
  });

  it("is one bundle of four forms", () => {
    const { data } = figure().bundle();
    assert.deepEqual(Object.keys(data), [
      "application/vnd.vegalite.v5+json",
      "image/svg+xml",
      "image/png",
      "text/plain",
    ]);
    const png = Buffer.from(String(data["image/png"]), "base64");
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.equal(
      JSON.stringify(JSON.parse(JSON.stringify(data["application/vnd.vegalite.v5+json"]))).includes("NaN"),
      false,
    );
  });

  it("offers Plotly's form in place of Vega-Lite's, with texts that Plotly cannot read as markup", () => {
    const shown = view.plotly({ "<b>a</b> $x$": [1, null, 3] }, { y: "<b>a</b> $x$" }).bundle();
    const plot = shown.data["application/vnd.plotly.v1+json"] as { data: { name: string; y: unknown[] }[] };
    assert.equal(plot.data[0].name, "&lt;b&gt;a&lt;/b&gt; &#36;x&#36;");
    assert.deepEqual(plot.data[0].y, [1, null, 3]);
    assert.ok(!("application/vnd.vegalite.v5+json" in shown.data));
    assert.ok("image/svg+xml" in shown.data && "image/png" in shown.data);
  });

  it("cannot be changed", () => {
    const spec = figure().spec as { title: { text: string[] } };
    assert.throws(() => spec.title.text.push("more"), TypeError);
  });

  it("is drawn at once as Vega draws it in its own time", async () => {
    // The library runs Vega in one go; this is the documented way, with promises.
    const { spec } = vegaLite.compile(structuredClone(FIGURES.histogram().spec) as never);
    const svg = await new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
    const tags = (text: string): string[] => parseXml(text).elements.map((element) => element.name);
    assert.deepEqual(tags(FIGURES.histogram().svg()), tags(svg));
  });

  it("refuses a scale that no picture has", () => {
    assert.throws(() => figure().png({ scale: 0 }), /expected a PNG scale above 0 and at most 8, found 0/);
  });
});

describe("view.save", () => {
  it("writes both files whole and leaves nothing else", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-save-"));
    try {
      const files = await view.save(figure(), path.join(folder, "figures"));
      assert.equal(readFileSync(files.svg, "utf8"), figure().svg());
      assert.deepEqual(readdirSync(path.join(folder, "figures")).sort(), [
        "input-rate.png",
        "input-rate.svg",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
