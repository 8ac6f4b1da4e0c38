import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { able, needing, pwned, screenshots, withBrowser } from "./support/browser";
import { withLab } from "./support/lab";
import { executedNotebook, SHOWN } from "./support/notebook";

/** Messages of JupyterLab's own that say nothing about figures. */
const NOISE =
  /favicon|WebSocket|api\/kernels|api\/sessions|Failed to load resource.*\b40[34]\b.*(workspaces|translations)/;

/** Size of the picture that a cell shows, and how it is drawn. */
async function pictures(page: Page): Promise<{ width: number; height: number; how: string }[]> {
  await page.waitForSelector(".jp-Notebook .jp-OutputArea-output", { state: "attached", timeout: 60_000 });
  await page.waitForFunction(
    `document.querySelectorAll(".jp-CodeCell .jp-OutputArea-output").length >= ${SHOWN.length}`,
  );
  // Vega draws when its script has arrived.
  await page.waitForTimeout(3000);
  return page.$$eval(".jp-CodeCell", (cells) =>
    cells.map((cell) => {
      const output = cell.querySelector(".jp-OutputArea-output");
      const picture = output?.querySelector("canvas, svg, img, table, p");
      const box = picture?.getBoundingClientRect();
      return {
        width: box?.width ?? 0,
        height: box?.height ?? 0,
        how: `${picture?.tagName} in ${output?.className}`,
      };
    }),
  );
}

describe("figures in JupyterLab", function () {
  this.timeout(180_000);

  it(
    needing("show in a trusted and in an untrusted notebook, and hostile texts do not run", { venv: true }),
    async function () {
      if (!able({ venv: true })) this.skip();
      mkdirSync(screenshots, { recursive: true });
      await withLab(async (lab) => {
        for (const trust of [true, false]) {
          const name = trust ? "trusted.ipynb" : "untrusted.ipynb";
          writeFileSync(path.join(lab.folder, name), executedNotebook());
          if (trust) lab.trust(name);
        }
        await withBrowser(async (open) => {
          for (const name of ["trusted", "untrusted"]) {
            const { page, faults } = await open();
            await page.goto(lab.url(name));
            const shown = await pictures(page);
            await page.screenshot({ path: path.join(screenshots, `jupyterlab-${name}.png`) });
            shown.forEach((picture, i) => {
              const least = ["table", "text"].includes(SHOWN[i].name) ? 10 : 150;
              assert.ok(
                picture.width >= least && picture.height >= 10,
                `${SHOWN[i].name} in the ${name} notebook: ${JSON.stringify(picture)}`,
              );
            });
            assert.equal(shown.length, SHOWN.length);
            assert.equal(await pwned(page), false, "no hostile text ran");
            assert.equal(await page.$$eval(".jp-OutputArea-output script", (found) => found.length), 0);
            assert.deepEqual(
              faults.filter((fault) => !NOISE.test(fault)),
              [],
            );
            await page.close();
          }
        });
      });
    },
  );
});
