import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { random } from "../../../src/lib/core";
import { dataOf, exportLabels, importLabels, type LabelSchema, openLabels } from "../../../src/lib/label";
import { Table } from "../../../src/lib/table";
import { HOSTILE } from "../support/hostile";

const SCHEMA: LabelSchema = {
  name: "x",
  version: 1,
  classes: [{ name: "a|</b>", colour: "#123456" }],
  multiple: false,
  confidence: true,
  comment: true,
};
const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, -1e-7, 5e-324, Number.MAX_VALUE, 2 ** 53, 1 / 3, 123456789.25];

describe("labelled data as JSON", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is what JSON.stringify makes of each cell, over many chunks, with hostile names and texts", async () => {
    const draw = random("write-json");
    const rows = 30_000;
    const texts = [...HOSTILE, "\0", "\ud800", "ü".repeat(300), '"'.repeat(1000), ""];
    const number = (): number => {
      const kind = draw.integer(5);
      if (kind === 0) return Number.NaN;
      if (kind === 1) return draw.integer(2) === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return kind === 2
        ? NUMBERS[draw.integer(NUMBERS.length)]
        : (draw.uniform() - 0.5) * 10 ** draw.integer(18);
    };
    const table = Table.fromColumns([
      ["__proto__", Float64Array.from({ length: rows }, number)],
      ["</script>\u2028", Array.from({ length: rows }, () => texts[draw.integer(texts.length)])],
      ['"', Float64Array.from({ length: rows }, number)],
      [
        "long",
        Array.from({ length: rows }, (_, i) =>
          i % 9000 === 17 ? "<é".repeat(1_000_000) : i % 3 === 0 ? null : `own text ${i}`,
        ),
      ],
    ]);
    const data = dataOf(table, "data");
    const store = await openLabels(path.join(folder, "labels"), { dataset: data.dataset, schema: SCHEMA });
    await importLabels(store, Table.of({ label: Array.from({ length: rows }, () => "a|</b>") }), {
      annotator: "<i>",
      source: "test",
    });
    const out = path.join(folder, "out.json");
    await exportLabels(store, data, out);
    const text = await readFile(out, "utf8");
    assert.ok(text.length > 3 * (1 << 22), "several chunks, and one cell larger than a chunk");
    assert.doesNotMatch(text, /[<\u2028\u2029]/);
    const lines = text.split("\n");
    assert.deepEqual([lines[0], lines.length, lines.at(-2), lines.at(-1)], ["[", rows + 3, "]", ""]);
    const shown = (cell: number | string | null): string =>
      typeof cell === "number" && !Number.isFinite(cell)
        ? JSON.stringify(String(cell))
        : JSON.stringify(cell);
    for (let row = 0; row < rows; row++) {
      const line = lines[row + 1].replace(/\\u(003c|2028|2029)/g, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
      const own = table.names
        .map((name) => `${JSON.stringify(name)}:${shown(table.at(row, name))}`)
        .join(",");
      assert.ok(line.startsWith(`{${own},"label":"a|</b>","label_annotator":"<i>",`), `row ${row}`);
      assert.ok(line.endsWith(row + 1 < rows ? "}," : "}"));
    }
    await store.close();
  });

  it("is an empty list without rows", async () => {
    const data = dataOf(Table.of({ a: [] }), "none");
    const store = await openLabels(path.join(folder, "labels"), { dataset: data.dataset, schema: SCHEMA });
    const out = path.join(folder, "out.json");
    await exportLabels(store, data, out);
    assert.deepEqual(JSON.parse(await readFile(out, "utf8")), []);
    await store.close();
  });
});
