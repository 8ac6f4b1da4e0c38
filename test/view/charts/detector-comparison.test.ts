import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../../src/lib/view";
import { parseXml } from "../support/xml";

/** Pixel places of the names in a picture. */
function placesOf(figure: view.Figure): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  for (const [, x, y, text] of figure
    .svg()
    .matchAll(/<text[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>([^<]*)</g)) {
    found.set(text, [Number(x), Number(y)]);
  }
  return found;
}

describe("view.detectorComparison", () => {
  const others = Array.from({ length: 12 }, (_, i) => ({
    name: `detector-${i}`,
    delay: 149,
    falseAlarms: i / 2,
  }));
  const always = { name: "always-fire", delay: 0, falseAlarms: 1000, baseline: true };

  it("leaves the detectors most of the axis beside one that always fires", () => {
    const places = placesOf(view.detectorComparison([...others, always]));
    const at = (name: string): number => places.get(name)?.[0] ?? Number.NaN;
    assert.ok(at("detector-11") - at("detector-0") > 100, `${at("detector-0")} ${at("detector-11")}`);
    assert.ok(at("always-fire") > at("detector-11") + 60);
  });

  it("names every detector in a line of its own when all are alike", () => {
    const places = placesOf(
      view.detectorComparison([...others.map((row) => ({ ...row, falseAlarms: 0 })), always]),
    );
    const lines = others.map(({ name }) => places.get(name)?.[1] ?? Number.NaN).sort((a, b) => a - b);
    for (let i = 1; i < lines.length; i++) assert.ok(lines[i] - lines[i - 1] >= 12, lines.join(" "));
  });

  it("puts those that found nothing in a strip above the slowest", () => {
    const blind = [1, 2].map((k) => ({ name: `blind-${k}`, delay: Number.NaN, falseAlarms: 0, found: 0 }));
    const figure = view.detectorComparison([...others, ...blind]);
    const places = placesOf(figure);
    const slowest = Math.min(...others.map(({ name }) => places.get(name)?.[1] ?? 0));
    for (const { name } of blind) assert.ok((places.get(name)?.[1] ?? 999) < slowest);
    assert.ok(parseXml(figure.svg()).texts.includes("found no change"));
  });

  it("draws rates far below 1 and leaves out what has no rate", () => {
    const rates = [0.002, 0.01, 0.05].map((falseAlarms, i) => ({ name: `d${i}`, delay: i, falseAlarms }));
    const { texts } = parseXml(
      view.detectorComparison([...rates, { name: "none", delay: 1, falseAlarms: NaN }]).svg(),
    );
    assert.ok(texts.includes("0.01"), texts.join(" "));
    assert.ok(!texts.includes("none"));
  });
});
