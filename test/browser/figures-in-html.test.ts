import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { HOSTILE, hostileFigures } from "../view/support/figures";
import { able, needing, pwned, root, screenshots, venvBin, withBrowser } from "./support/browser";
import { executedNotebook, notebookToRun, SHOWN } from "./support/notebook";

/** Sizes of all pictures of figures in a page; an image that did not load has none. */
async function sizes(page: Page, selector: string): Promise<{ width: number; height: number }[]> {
  // A page has loaded before the pictures that it loads only when they come into sight.
  for (const image of await page.locator(selector).and(page.locator("img")).all()) {
    await image.scrollIntoViewIfNeeded();
    const decode = (picture: unknown) => (picture as { decode(): Promise<void> }).decode();
    await image.evaluate(decode).catch(() => undefined);
  }
  return page.$$eval(selector, (found) =>
    found.map((picture) => {
      const { width, height } = picture.getBoundingClientRect();
      const broken = "naturalWidth" in picture && picture.naturalWidth === 0;
      return broken ? { width: 0, height: 0 } : { width, height };
    }),
  );
}

describe("figures in plain HTML", function () {
  this.timeout(120_000);
  let scratch = "";
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "dataplane-lab-html-"));
    mkdirSync(screenshots, { recursive: true });
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it(
    needing("stay text when they stand inline in a page, with every hostile text at every place"),
    async function () {
      if (!able()) this.skip();
      const figures = HOSTILE.flatMap((text) => Object.values(hostileFigures(text)));
      const file = path.join(scratch, "inline.html");
      writeFileSync(
        file,
        `<!doctype html><meta charset="utf-8"><body>${figures.map((figure) => figure.svg()).join("\n")}`,
      );
      await withBrowser(async (open) => {
        const { page, faults } = await open();
        await page.goto(pathToFileURL(file).href);
        const found = await sizes(page, "body > svg");
        assert.equal(found.length, figures.length, "no figure broke out of its SVG element");
        assert.ok(found.every(({ width, height }) => width > 100 && height > 50));
        assert.equal(await page.$$eval("body > :not(svg), script, img, a", (odd) => odd.length), 0);
        assert.equal(await pwned(page), false);
        assert.deepEqual(faults, []);
        await page.screenshot({ path: path.join(screenshots, "inline.png") });
      });
    },
  );

  it(needing("show in nbconvert's HTML without a network", { venv: true }), async function () {
    if (!able({ venv: true })) this.skip();
    const notebook = path.join(scratch, "figures.ipynb");
    writeFileSync(notebook, executedNotebook());
    execFileSync(path.join(String(venvBin), "jupyter-nbconvert"), ["--to", "html", notebook], {
      env: { ...process.env, HOME: scratch, JUPYTER_CONFIG_DIR: scratch, JUPYTER_DATA_DIR: scratch },
      stdio: "pipe",
    });
    await withBrowser(async (open) => {
      const { page, faults } = await open();
      await page.goto(pathToFileURL(path.join(scratch, "figures.html")).href);
      const found = await sizes(page, ".jp-OutputArea-output svg[role=img], .jp-OutputArea-output img");
      const figures = SHOWN.filter(({ name }) => !["table", "text"].includes(name));
      assert.equal(found.length, figures.length);
      assert.ok(
        found.every(({ width, height }) => width > 150 && height > 50),
        JSON.stringify(found),
      );
      assert.equal(await pwned(page), false);
      // nbconvert's own page asks for scripts from the net; what matters is that the figures do without.
      assert.deepEqual(
        faults.filter((fault) => !/^request to|ERR_FAILED|require is not defined|MathJax/.test(fault)),
        [],
      );
      await page.screenshot({ path: path.join(screenshots, "nbconvert.png") });
    });
  });

  it(needing("show in the gallery of a run, and on the pages of its notebooks"), async function () {
    if (!able()) this.skip();
    const notebook = path.join(scratch, "run.ipynb");
    writeFileSync(notebook, notebookThatDraws());
    const results = path.join(scratch, "results");
    execFileSync(
      process.execPath,
      [path.join(root, "src/cli/bin/dataplane-lab.js"), "run", notebook, "-o", results],
      // The runner hashes what these variables name as inputs; a whole Python environment is none.
      {
        cwd: root,
        stdio: "pipe",
        env: { ...process.env, DATAPLANE_LAB_VENV: "", DATAPLANE_LAB_CHROMIUM: "" },
      },
    );
    const run = readdirSync(results).includes("index.html")
      ? results
      : path.join(results, readdirSync(results)[0]);
    await withBrowser(async (open) => {
      const { page, faults } = await open();
      await page.goto(pathToFileURL(path.join(run, "index.html")).href);
      const found = await sizes(page, "img, svg[role=img]");
      assert.ok(found.length >= 2, "both figures are in the gallery");
      assert.ok(
        found.every(({ width, height }) => width > 100 && height > 50),
        JSON.stringify(found),
      );
      assert.match(await page.innerText("body"), /simulated/i);
      assert.equal(await pwned(page), false);
      assert.deepEqual(faults, []);
      await page.screenshot({ path: path.join(screenshots, "gallery.png"), fullPage: true });
    });
  });
});

/** A notebook whose cells draw two figures, one of them with a hostile title. */
function notebookThatDraws(): string {
  return notebookToRun([
    'import { view } from "dataplane-lab";',
    'view.show(view.lineChart({ rate: [1, 3, 2] }, { y: "rate", title: "A rate", simulated: true }));',
    `view.show(view.barChart({ host: ${JSON.stringify([HOSTILE[3], HOSTILE[4]])}, rows: [1, 2] }, { category: "host", value: "rows", title: ${JSON.stringify(HOSTILE[3])} }));`,
  ]);
}
