import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LabError } from "../../src/lib/core";
import * as view from "../../src/lib/view";

const HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'";

describe("a page of figures", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-page-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const page = async (figures: readonly view.Figure[], title?: string): Promise<string> => {
    const file = path.join(folder, "page.html");
    await view.savePage(figures, file, { title });
    return readFile(file, "utf8");
  };
  const still = view.lineChart({ a: [1, 2] }, { y: "a", title: "Still" });
  const moving = (title: string): view.Figure => view.plotly({ [HOSTILE]: [1, 2, 3] }, { y: HOSTILE, title });

  it("holds still pictures without any script", async () => {
    const html = await page([still]);
    assert.match(html, /<img alt="Still" src="data:image\/svg\+xml;base64,/);
    assert.ok(!/<script/.test(html));
    assert.ok(html.length < 100_000);
  });

  it("holds Plotly's script once, however many figures want it", async () => {
    const html = await page([moving("one"), moving("two"), still]);
    assert.equal(html.match(/<script nonce=/g)?.length, 2, "the library and the drawing");
    assert.equal(html.match(/type="application\/json"/g)?.length, 2);
    assert.ok(html.length < 6_000_000, `${html.length} characters`);
  });

  it("takes hostile names as text", async () => {
    const html = (await page([moving(HOSTILE)], HOSTILE)).replace(
      /<script nonce="[^"]*">[\s\S]*?<\/script>/g,
      "",
    );
    assert.ok(!html.includes("<script>"));
    assert.ok(!/<img src=x/.test(html));
    const json = /type="application\/json"[^>]*>([^<]*)<\/script>/.exec(html)?.[1];
    assert.deepEqual(JSON.parse(json ?? "").data[0].y, [1, 2, 3]);
  });

  it("wants a figure", async () => {
    await assert.rejects(view.savePage([], path.join(folder, "none.html")), LabError);
  });
});
