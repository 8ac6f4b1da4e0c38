import assert from "node:assert/strict";
import { cellTexts, describe as describeTable, preview, sortBy, Table } from "../../../src/lib/table";
import { rowsOf } from "../csv/helpers";

describe("table sortBy", () => {
  const t = Table.of({ k: ["b", "a", null, "b", "B"], v: [1, 3, 2, null, 5] });

  it("orders by several columns, keeps ties, puts missing last in both directions", () => {
    assert.deepEqual(sortBy(t, "k").texts("k"), ["B", "a", "b", "b", null]);
    assert.deepEqual([...sortBy(t, "k").numbers("v")], [5, 3, 1, Number.NaN, 2]);
    assert.deepEqual(
      [...sortBy(t, { column: "v", descending: true }).numbers("v")],
      [5, 3, 2, 1, Number.NaN],
    );
    assert.deepEqual(
      [...sortBy(t, { column: "k", descending: true }, "v").numbers("v")],
      [1, Number.NaN, 3, 5, 2],
    );
    assert.deepEqual(rowsOf(sortBy(t)), rowsOf(t));
    assert.throws(() => sortBy(t, "K"), { code: "unknown-column" });
  });
});

describe("table describe", () => {
  it("gives the figures of NumPy", () => {
    // Golden: numpy.percentile and std(ddof=1) of [1, 2, 4, 8].
    const d = describeTable(Table.of({ x: [8, null, 1, 4, 2], s: ["a", "a", null, "b", ""] }));
    assert.deepEqual(d.row(0), {
      column: "x",
      type: "number",
      count: 4,
      missing: 1,
      distinct: 4,
      mean: 3.75,
      std: 3.095695936834452,
      min: 1,
      q25: 1.75,
      median: 3,
      q75: 5,
      max: 8,
    });
    assert.deepEqual(d.row(1), {
      column: "s",
      type: "text",
      count: 4,
      missing: 1,
      distinct: 3,
      mean: null,
      std: null,
      min: null,
      q25: null,
      median: null,
      q75: null,
      max: null,
    });
  });

  it("does not lose small differences of large numbers, and has nothing to say of nothing", () => {
    const large = describeTable(Table.of({ x: [1e15, 1e15 + 1, 1e15 + 2] }));
    assert.deepEqual([large.at(0, "mean"), large.at(0, "std")], [1e15 + 1, 1]);
    const none = describeTable(Table.of({ x: [null, null], one: [7, null] }));
    assert.deepEqual([none.at(0, "count"), none.at(0, "mean"), none.at(0, "min")], [0, null, null]);
    assert.deepEqual([none.at(1, "mean"), none.at(1, "std"), none.at(1, "median")], [7, null, 7]);
    assert.equal(describeTable(Table.of({})).length, 0);
    assert.equal(describeTable(Table.of({ x: [-0, 0] })).at(0, "distinct"), 1);
    assert.equal(
      describeTable(Table.of({ x: [Number.POSITIVE_INFINITY, 1] })).at(0, "max"),
      Number.POSITIVE_INFINITY,
    );
  });
});

describe("table preview", () => {
  const t = Table.fromColumns([
    ["<img src=x onerror=alert(1)>", ["<script>alert('x')</script>", "a\n\u202eb\ud800", null]],
    ["load", Float64Array.of(0.123456789, Number.NaN, 10_000_000_001.5)],
  ]);

  it("shows types, missing counts and the first rows", () => {
    const { text } = preview(t.rename({ [t.names[0]]: "s" }), { rows: 2 });
    assert.equal(
      text,
      [
        "s                                 load",
        "text                            number",
        "1 missing                    1 missing",
        "───────────────────────────  ─────────",
        "<script>alert('x')</script>   0.123457",
        "a\\u000a\\u202eb\\ud800                 –",
        "3 rows × 2 columns, the first 2 rows shown",
      ].join("\n"),
    );
  });

  it("lets neither names nor cells be markup, or hide what they are", () => {
    const { html } = preview(t);
    assert.doesNotMatch(html, /<(?!\/?(table|thead|tbody|tr|th|td|p)[ >])/);
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.match(html, /&lt;script&gt;alert\(&#39;x&#39;\)&lt;\/script&gt;/);
    assert.ok(!html.includes("\u202e") && !html.includes("\n") && html.includes("10000000002"));
  });

  it("shows a short table whole, the first rows of a long one, and equally many places in a column", () => {
    const rows = (n: number): string[] =>
      preview(Table.of({ x: Array.from({ length: n }, (_, i) => i / 8) })).text.split("\n");
    assert.equal(rows(20).length, 20 + 4);
    assert.equal(rows(20).at(-1), "20 rows × 1 column");
    assert.equal(rows(21).at(-1), "21 rows × 1 column, the first 10 rows shown");
    assert.deepEqual(rows(3).slice(3, 6), [" 0.000", " 0.125", " 0.250"]);
    const cells = (...numbers: number[]): string[] => cellTexts(numbers, (text) => text);
    assert.deepEqual(cells(0.404310204, 0.000362768), ["0.404310", "0.000363"]);
    assert.deepEqual(cells(549.28915, 7.0654), ["549.289", "7.065"]);
    assert.deepEqual(cells(5, 1e-7, Number.NaN, 2_500_000.25), ["5", "1.000e-7", "NaN", "2500000"]);
  });

  it("cuts long cells and wide tables, and says so", () => {
    const wide = Table.of(Array.from({ length: 20 }, (_, i) => [`c${i}`, ["😀".repeat(100)]] as const));
    const { text, html } = preview(wide, { columns: 3 });
    assert.match(text, /1 row × 20 columns, the first 3 columns shown$/);
    assert.ok(html.includes(`${"😀".repeat(59)}…`) && !html.includes("c3"));
    assert.equal(preview(Table.of({})).text.split("\n").at(-1), "0 rows × 0 columns");
    assert.throws(() => preview(t, { rows: -1 }), { code: "argument" });
  });
});
