import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { able, needing, screenshots, venvBin, withBrowser } from "./support/browser";
import { withLab } from "./support/lab";

/** Cells that show a figure, print, and fail. */
const sources = [
  'import { view } from "dataplane-lab";\nconst rate: number[] = [1, 4, 2, 8];',
  "view.show(view.lineChart({ t: [0, 1, 2, 3], rate }, { x: 't', y: 'rate' }));",
  "console.log('sum', rate.reduce((sum, one) => sum + one, 0));",
  "const wrong: string = rate.length;",
];

const kernelSpec = path.join(
  path.dirname(venvBin ?? ""),
  "share",
  "jupyter",
  "kernels",
  "tslab",
  "kernel.json",
);

describe("notebooks in JupyterLab", function () {
  this.timeout(180_000);

  it(
    needing("run with our kernel: figures, text, and the compiler's message under its cell", { venv: true }),
    async function () {
      if (!able({ venv: true }) || !existsSync(kernelSpec)) this.skip();
      mkdirSync(screenshots, { recursive: true });
      await withLab(async (lab) => {
        writeFileSync(
          path.join(lab.folder, "live.ipynb"),
          JSON.stringify({
            nbformat: 4,
            nbformat_minor: 5,
            metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
            cells: sources.map((source, i) => ({
              cell_type: "code",
              id: `cell-${i}`,
              execution_count: null,
              metadata: {},
              source,
              outputs: [],
            })),
          }),
        );
        await withBrowser(async (open) => {
          const { page } = await open();
          await page.goto(lab.url("live"));
          await page.waitForSelector(".jp-Notebook .jp-CodeCell");
          await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', {
            timeout: 60_000,
          });
          await page.click('#jp-MainMenu .lm-MenuBar-itemLabel:text-is("Run")');
          await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")');
          const cell = (number: number): string => `.jp-Notebook .jp-CodeCell >> nth=${number}`;
          const error = await page.waitForSelector(`${cell(3)} >> .jp-OutputArea-output`, {
            timeout: 120_000,
          });
          const figure = await page.waitForSelector(
            `${cell(1)} >> .jp-OutputArea-output :is(canvas, svg, img)`,
          );
          await page.screenshot({ path: path.join(screenshots, "jupyterlab-live.png") });
          assert.ok(((await figure.boundingBox())?.width ?? 0) > 150);
          assert.equal((await page.innerText(`${cell(2)} >> .jp-OutputArea-output`)).trim(), "sum 15");
          assert.match(
            await error.innerText(),
            /line 1, column 7: Type 'number' is not assignable to type 'string'/,
          );
        });
      });
    },
  );
});
