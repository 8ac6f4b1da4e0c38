import assert from "node:assert/strict";
import { savedWorkbench } from "../../../src/lib/label/app/saved-workbench";
import { NETLABELLER_SCHEMA } from "../../../src/lib/label/schema/shipped-schemas";

const progress = {
  rows: 100,
  labelled: 30,
  skipped: 10,
  classes: { TC: 20, OVS: 10 },
  disagreements: null,
};

describe("what a saved notebook keeps of a workbench", () => {
  const html = savedWorkbench({
    dataset: { name: "instances.csv", rows: 100 },
    annotator: "ada",
    progress,
    schema: NETLABELLER_SCHEMA,
    time: Date.UTC(2026, 0, 2, 3, 4),
  });

  it("says how far the labelling was, in words, as a picture and as a table", () => {
    assert.match(html, /30 of 100 rows labelled by ada \(2026-01-02 03:04 UTC\)/);
    assert.match(
      html,
      /<td>TC<\/td><td>20<\/td>.*<td>IPTABLES<\/td><td>0<\/td>.*<td>not labelled<\/td><td>60<\/td>/s,
    );
    const widths = [...html.matchAll(/<rect x="([\d.]+)" y="0" width="([\d.]+)"/g)].map((m) => Number(m[2]));
    assert.deepEqual(widths, [96, 48, 48, 288]);
  });

  it("holds nothing to press and no script, whatever the names are", () => {
    const hostile = `</script><img src=x onerror=alert(1)>"'__proto__\u2028`;
    const page = savedWorkbench({
      dataset: { name: hostile, rows: 1 },
      annotator: hostile,
      progress: { rows: 1, labelled: 1, skipped: 0, classes: { [hostile]: 1 }, disagreements: null },
      schema: {
        name: "x",
        version: 1,
        classes: [{ name: hostile, colour: `red" onload="alert(1)` }],
        multiple: false,
        confidence: false,
        comment: false,
      },
      ranges: [
        { start: 1, end: null, channel: hostile, value: { labels: [hostile] } },
        { start: null, end: 2.5, channel: null, value: { labels: [] } },
      ],
      time: 0,
    });
    assert.match(page, /<td>1<\/td><td>open<\/td>.*<tr><td>open<\/td><td>2\.5<\/td><td>all<\/td><td><\/td>/s);
    for (const text of [html, page]) {
      assert.doesNotMatch(text, /<(?:script|img|button|input|a)\b/);
      const tags = text.replaceAll(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
      assert.deepEqual(
        tags.filter((tag) => /\son\w+=/.test(tag)),
        [],
      );
    }
    assert.ok(page.includes("&lt;img src=x onerror=alert(1)&gt;"));
  });

  it("counts classes by their own names only", () => {
    const text = savedWorkbench({
      dataset: { name: "d", rows: 0 },
      annotator: "a",
      progress: { rows: 0, labelled: 0, skipped: 0, classes: {}, disagreements: null },
      schema: { ...NETLABELLER_SCHEMA, classes: [{ name: "constructor", colour: "#000000" }] },
      time: 0,
    });
    assert.match(text, /<td>constructor<\/td><td>0<\/td>/);
  });
});
