import assert from "node:assert/strict";
import { parseNotebook } from "../../../src/lib/notebook";
import { collectFigures, slugOf } from "../../../src/lib/notebook/runner/figures";

function figures(outputs: object[]) {
  const cells = [
    { cell_type: "markdown", metadata: {}, source: "" },
    { cell_type: "code", metadata: {}, source: "", outputs },
  ];
  return collectFigures(
    parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })),
    "nb",
  );
}
const show = (data: object, about?: object): object => ({
  output_type: "display_data",
  data,
  metadata: about === undefined ? {} : { "dataplane-lab": about },
});

describe("collectFigures", () => {
  it("takes the name, title and mark that the figure brings, both forms of it", () => {
    const [one] = figures([
      show(
        { "image/svg+xml": ["<svg>", "</svg>"], "image/png": "AAEC" },
        { figure: "Drift score/§", title: "Drift", caption: "Every look.", simulated: true },
      ),
    ]);
    assert.deepEqual(
      { ...one, png: [...(one.png ?? [])] },
      {
        name: "nb-drift-score",
        title: "Drift",
        caption: "Every look.",
        simulated: true,
        cell: 1,
        svg: "<svg></svg>",
        png: [0, 1, 2],
      },
    );
  });

  it("numbers the nameless, and lets no two have one name", () => {
    const found = figures([
      show({ "image/png": "AA==" }),
      { output_type: "stream", name: "stdout", text: "x" },
      show({ "text/plain": "x" }),
      show({ "image/svg+xml": "<svg/>" }, { figure: "a" }),
      show({ "image/svg+xml": "<svg/>" }, { figure: "A" }),
      show({ "image/svg+xml": "<svg/>" }, { figure: "../../../etc" }),
      show({ "image/svg+xml": "<svg/>" }, { figure: 7 }),
    ]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["nb-figure-01", "nb-a", "nb-a-2", "nb-etc", "nb-figure-05"],
    );
    assert.deepEqual(
      found.map(({ svg, png }) => [svg !== undefined, png !== undefined]),
      [
        [false, true],
        [true, false],
        [true, false],
        [true, false],
        [true, false],
      ],
    );
  });

  it("makes names that are safe everywhere", () => {
    assert.equal(slugOf("Ünïcode & Co. — 100 %"), "unicode-co-100");
    assert.equal(slugOf("////"), "");
    assert.equal(slugOf("x".repeat(200)).length, 80);
  });
});
