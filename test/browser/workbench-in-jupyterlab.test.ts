import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { able, needing, root, screenshots, withBrowser } from "./support/browser";
import { type Lab, withLab } from "./support/lab";
import { exportedLabels, labelByKeys, WorkbenchOnPage } from "./support/workbench";

const NAME = "06-which-technology-should-enforce-the-rule";
const CLASSES = [
  { key: "1", name: "TC" },
  { key: "2", name: "OVS" },
  { key: "3", name: "IPTABLES" },
];
const plan = Array.from({ length: 30 }, (_, i) => CLASSES[(i * 5 + 1) % 3]);

/** Runs the notebook from its first cell; resolves when the workbench stands in its output. */
async function runNotebook(page: Page): Promise<WorkbenchOnPage> {
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: 120_000 });
  await page.getByText(/TypeScript \(Dataplane Lab\) \| Idle/).waitFor({ timeout: 120_000 });
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
  const bench = new WorkbenchOnPage(page);
  await page.locator(".wb").waitFor({ timeout: 240_000 });
  await bench.ready();
  return bench;
}

/** Turns of a person whose kernel has died: JupyterLab's own restart may come behind theirs and drop what they ran. */
const TURNS = 4;

/** What a person does whose kernel has died: restart it and run all cells again, until the workbench is back. */
async function restartAndRun(page: Page): Promise<WorkbenchOnPage> {
  const bench = new WorkbenchOnPage(page);
  for (let turn = 1; ; turn++) {
    try {
      await page.getByRole("menuitem", { name: "Kernel", exact: true }).click();
      await page.getByRole("menuitem", { name: "Restart Kernel and Run All Cells…", exact: true }).click();
      await page
        .getByRole("button", { name: "Confirm Kernel Restart" })
        .or(page.getByRole("button", { name: "Restart", exact: true }))
        .first()
        .click();
      // The old workbench goes when its cell runs, and the new one comes.
      await bench.root
        .getByText(/connection to the server is lost|has ended/)
        .waitFor({ state: "detached", timeout: 120_000 });
      await page.locator(".wb").waitFor({ timeout: 120_000 });
      await bench.ready();
      return bench;
    } catch (error) {
      if (turn === TURNS) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

/** The keyboard goes to the workbench: a click on its title, as a person would do once. */
async function enter(bench: WorkbenchOnPage): Promise<void> {
  await bench.root.scrollIntoViewIfNeeded();
  await bench.root.getByRole("heading", { level: 1 }).click();
  await bench.root.focus();
}

/** The process ids of our kernels that the notebook server runs. */
function kernelsOf(lab: Lab): number[] {
  const found = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, "utf8");
      return (
        line.includes(lab.runtime) && /kernel-[\w-]+\.json/.test(line) && /node/.test(line.split("\0")[0])
      );
    } catch {
      return false;
    }
  });
  return found.map(Number);
}

describe("the labelling workbench in JupyterLab", function () {
  this.timeout(900_000);
  before(() => mkdirSync(screenshots, { recursive: true }));

  it(
    needing(
      "notebook 06: 30 labels by keyboard, the kernel killed in between, nothing lost, the order right",
      {
        venv: true,
      },
    ),
    async function () {
      if (!able({ venv: true }) || process.platform !== "linux") this.skip();
      await withLab(async (lab) => {
        copyFileSync(path.join(root, "notebooks", `${NAME}.ipynb`), path.join(lab.folder, `${NAME}.ipynb`));
        const said: { row: number; name: string }[] = [];
        await withBrowser(async (open) => {
          const { page } = await open();
          // JupyterLab says that the kernel has died when it finds out, which is at any time.
          const told = page.getByRole("dialog", { name: /Kernel Restarting/ });
          await page.addLocatorHandler(told, (dialog) => dialog.getByRole("button").first().click());
          await page.goto(lab.url(NAME));
          let bench = await runNotebook(page);
          await enter(bench);
          said.push(...(await labelByKeys(bench, plan.slice(0, 13))));
          await page.screenshot({ path: path.join(screenshots, "workbench-jupyterlab.png") });
          const [kernel, ...others] = kernelsOf(lab);
          assert.ok(kernel > 0 && others.length === 0, `one kernel runs: ${[kernel, ...others].join(", ")}`);
          process.kill(kernel, "SIGKILL");
          await bench.root
            .getByText(/connection to the server is lost|has ended/)
            .waitFor({ timeout: 60_000 });
          bench = await restartAndRun(page);
          await enter(bench);
          assert.equal(await bench.instance(), 14, "the work goes on where it stopped");
          said.push(...(await labelByKeys(bench, plan.slice(13))));
          await bench.press("Control+s");
          await bench.root.getByText(/Saved \d+ rows, 30 labelled/).waitFor({ timeout: 60_000 });
          await page.screenshot({ path: path.join(screenshots, "workbench-jupyterlab-saved.png") });
        });
        const results = path.join(lab.folder, "results");
        const [own] = readdirSync(results).filter((name) => name.startsWith("labels-06-"));
        const file = path.join(results, own, "labels", "instances.labelled.csv");
        const { labels } = exportedLabels(file);
        assert.deepEqual(
          said.map(({ row }) => row),
          plan.map((_, i) => i),
        );
        assert.deepEqual(
          labels.slice(0, 30),
          plan.map(({ name }) => name),
        );
        assert.ok(labels.slice(30).every((text) => text === ""));
        const source = readFileSync(path.join(results, own, "instances.csv"), "utf8")
          .trimEnd()
          .split("\n");
        const exported = readFileSync(file, "utf8").trimEnd().split("\n");
        assert.equal(exported.length, source.length);
        for (const [i, line] of source.entries()) {
          assert.ok(exported[i].startsWith(line), `line ${i + 1} holds the original's bytes`);
        }
      });
    },
  );
});
