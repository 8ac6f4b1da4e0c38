import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../src/lib/view";
import { PLAIN_ZERO } from "../../src/lib/view/spec";
import { FIGURES, HOSTILE, hostileFigure, hostileFigures } from "./support/figures";
import { parseXml } from "./support/xml";

const ELEMENTS = new Set([
  "svg",
  "g",
  "path",
  "rect",
  "text",
  "tspan",
  "line",
  "defs",
  "linearGradient",
  "stop",
  "clipPath",
]);

function checkSvg(svg: string): readonly string[] {
  const { elements, texts } = parseXml(svg);
  for (const { name, attributes } of elements) {
    assert.ok(ELEMENTS.has(name), `<${name}> has no place in a figure`);
    for (const [attribute, value] of attributes) {
      assert.doesNotMatch(attribute, /^on|href|style/i, `attribute ${attribute}="${value}"`);
    }
  }
  return texts;
}

/** Every place in a specification where a string would be more than text. */
function checkSpec(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === "labelExpr" && part === PLAIN_ZERO) continue;
    assert.doesNotMatch(key, /^(url|href|signal|expr|labelExpr|calculate|transform|params|lookup|usermeta)$/);
    if (key === "field") assert.match(String(part), /^f\d+$/, "fields have internal names");
    checkSpec(part);
  }
}

describe("hostile texts", function () {
  this.timeout(20_000);
  for (const text of HOSTILE) {
    it(`${JSON.stringify(text).slice(0, 40)} is text in every figure`, () => {
      for (const [name, figure] of Object.entries(hostileFigures(text))) {
        const texts = checkSvg(figure.svg()).join("\n");
        checkSpec(figure.spec);
        // The title may be broken over lines, so its first word is looked for.
        const first = view.plainText(text).split(" ")[0].slice(0, 12);
        assert.ok(texts.includes(first), `${name} shows ${first}`);
        assert.match(figure.slug, /^[a-z0-9-]+$/);
      }
    });
  }

  it("that name members of every object are drawn as they are", () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      const data = { group: [name, "b"], rows: [1, 2] };
      const texts = checkSvg(view.barChart(data, { category: "group", value: "rows", title: name }).svg());
      assert.equal(texts.filter((text) => text === name).length, 2, name);
    }
  });

  it("leave every figure kind well-formed XML", () => {
    for (const make of Object.values(FIGURES)) checkSvg(make().svg());
  });

  it("are drawn: the renderer of PNG files parses the SVG", () => {
    const png = hostileFigure().png({ scale: 1 });
    assert.deepEqual([...png.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });

  it("change nothing of the prototype of objects", () => {
    view.lineChart({ ["__proto__"]: [1, 2], y: [1, 2] }, { y: "y" }).svg();
    assert.equal(({} as Record<string, unknown>).f0, undefined);
  });
});

describe("view.Figure", () => {
  it("refuses specifications that load, link or compute", () => {
    const bodies = [
      { data: { url: "https://example.org" }, mark: "point" },
      { data: { values: [] }, mark: { type: "point", href: "javascript:1" } },
      { data: { values: [] }, mark: "image" },
      { data: { values: [] }, mark: { type: "image" } },
      { data: { values: [] }, mark: "point", transform: [{ calculate: "1", as: "x" }] },
      { data: { values: [] }, mark: "point", encoding: { x: { value: { expr: "1" } } } },
      { data: { values: [] }, mark: "point", encoding: { x: { axis: { labelExpr: "1" } } } },
      { data: { values: [] }, mark: "point", usermeta: { embedOptions: {} } },
    ];
    for (const body of bodies)
      assert.throws(() => new view.Figure(body), /neither loads, links nor computes/);
  });
});
