import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { Story } from "../support/live-run-folder";
import { able, needing, screenshots, venvBin, withBrowser } from "./support/browser";
import { type Lab, withLab } from "./support/lab";
import { notebookToRun } from "./support/notebook";

const NAME = "live";

/** A notebook that shows a run live, and then computes for a while. */
function notebook(folder: string): string {
  return notebookToRun([
    'import { loop, view } from "dataplane-lab";',
    `const dashboard = await view.driftDashboard(loop.liveRun(${JSON.stringify(folder)}));\nview.show(dashboard);`,
    "{ const end = Date.now() + 6000; while (Date.now() < end); }",
  ]);
}

const live = (page: Page) => page.locator(".jp-OutputArea-output .dashboard");
const kept = (page: Page) => page.locator(".jp-OutputArea-output [data-saved]");

async function runAll(page: Page): Promise<void> {
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: 90_000 });
  // The kernel is there when the status bar says so.
  await page.getByText(/TypeScript \(Dataplane Lab\) \| Idle/).waitFor({ timeout: 90_000 });
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
}

/** Shows a run in a real JupyterLab while its kernel computes; returns the addresses that the widget used. */
async function showLive(lab: Lab, story: Story, page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\/w\/drift\/\w+$/.test(request.url())) asked.push(request.url());
  });
  page.on("websocket", (socket) => {
    if (/\/w\/drift\/socket$/.test(socket.url())) asked.push(socket.url());
  });
  writeFileSync(path.join(lab.folder, `${NAME}.ipynb`), notebook(story.folder));
  await page.goto(lab.url(NAME));
  await runAll(page);
  await live(page).waitFor({ timeout: 120_000 });
  await live(page)
    .getByLabel("Present figures")
    .getByText("1,500", { exact: true })
    .waitFor({ timeout: 60_000 });
  assert.equal(await kept(page).isVisible(), false, "the saved picture made room");
  // The last cell computes; the widget follows the run all the same.
  await story.advance(1000);
  await live(page)
    .getByLabel("Present figures")
    .getByText("2,500", { exact: true })
    .waitFor({ timeout: 60_000 });
  await live(page).getByRole("button", { name: "Pause" }).click();
  await live(page).getByText("Pause was asked for.").waitFor({ timeout: 30_000 });
  assert.match(readFileSync(path.join(story.folder, "control.jsonl"), "utf8"), /"command":"pause"/);
  // Its keys are its own: "0 0" would ask to restart the kernel.
  await live(page).getByRole("button", { name: "Whole run" }).focus();
  await page.keyboard.press("0");
  await page.keyboard.press("0");
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".jp-Dialog").count(), 0);
  return asked;
}

describe("the live drift widget in JupyterLab", function () {
  this.timeout(600_000);
  before(() => mkdirSync(screenshots, { recursive: true }));

  async function onStory(use: (story: Story) => Promise<void>): Promise<void> {
    const story = await Story.begin({ rows: 3000 });
    try {
      await story.advance(1500);
      await use(story);
    } finally {
      rmSync(story.folder, { recursive: true, force: true });
    }
  }

  it(
    needing("is live through jupyter-server-proxy, and a picture and a table once its kernel is gone", {
      venv: true,
    }),
    async function () {
      if (!able({ venv: true })) this.skip();
      await onStory((story) =>
        withLab(
          async (lab) => {
            await withBrowser(async (open) => {
              const { page } = await open();
              const asked = await showLive(lab, story, page);
              assert.ok(
                asked.length > 2 && asked.every((url) => /\/user\/me\/proxy\/\d+\/w\/drift\//.test(url)),
                asked.join("\n"),
              );
              assert.ok(
                asked.some((url) => url.startsWith("ws:")),
                "a socket comes through the proxy",
              );
              await live(page).scrollIntoViewIfNeeded();
              await page.screenshot({ path: path.join(screenshots, "drift-jupyterlab.png") });
              // The run ends: the output that is saved says so, and the live widget goes on.
              await story.finish();
              await live(page).getByText("finished", { exact: true }).waitFor({ timeout: 60_000 });
              await page.waitForFunction(
                "document.querySelector('[data-saved]')?.textContent.includes('finished at')",
                undefined,
                { timeout: 60_000 },
              );
              await live(page)
                .getByLabel("Present figures")
                .getByText("2,500", { exact: true })
                .waitFor({ timeout: 60_000 });
              await page.keyboard.press("Control+s");
              await page.waitForTimeout(2000);
              await page.getByRole("menuitem", { name: "Kernel", exact: true }).click();
              await page.getByRole("menuitem", { name: "Shut Down All Kernels…", exact: true }).click();
              await page.getByRole("button", { name: "Shut Down All", exact: true }).click();
              await live(page)
                .getByText(/connection was lost|has ended/)
                .first()
                .waitFor({ timeout: 60_000 });
              assert.equal(await live(page).getByRole("button", { name: "Pause" }).count(), 0);
              await page.close();
            });
            const saved = readFileSync(path.join(lab.folder, `${NAME}.ipynb`), "utf8");
            const outputs = (
              JSON.parse(saved) as { cells: { outputs: { data?: Record<string, unknown> }[] }[] }
            ).cells
              .flatMap(({ outputs }) => outputs)
              .filter(({ data }) => data?.["text/html"] !== undefined);
            assert.equal(outputs.length, 1);
            assert.match([outputs[0].data?.["text/plain"]].flat().join(""), /Rows predicted: 2500/);
            // Opened again: another kernel starts, and knows nothing of the old widget's token.
            await withBrowser(async (open) => {
              const { page } = await open();
              await page.goto(lab.url(NAME));
              await kept(page).waitFor({ timeout: 90_000 });
              await page.getByText(/Run the cell again for the live widget/).waitFor({ timeout: 60_000 });
              assert.equal(await live(page).count(), 0);
              await stays(page, ".jp-OutputArea-output");
              await page.screenshot({ path: path.join(screenshots, "drift-jupyterlab-reopened.png") });
            });
            // And as a page without any server.
            execFileSync(
              path.join(String(venvBin), "jupyter-nbconvert"),
              ["--to", "html", path.join(lab.folder, `${NAME}.ipynb`)],
              {
                env: {
                  ...process.env,
                  HOME: lab.folder,
                  JUPYTER_CONFIG_DIR: lab.folder,
                  JUPYTER_DATA_DIR: lab.folder,
                },
                stdio: "pipe",
              },
            );
            await withBrowser(async (open) => {
              const { page } = await open();
              await page.goto(pathToFileURL(path.join(lab.folder, `${NAME}.html`)).href);
              await page.waitForTimeout(1000);
              await stays(page, "[data-widget]");
              await page.screenshot({ path: path.join(screenshots, "drift-nbconvert.png") });
            });
            // Below a path of its own, as a hub serves it.
          },
          { args: ["--ServerApp.base_url=/user/me/"] },
        ),
      );
    },
  );

  it(needing("is live directly where there is no jupyter-server-proxy", { venv: true }), async function () {
    if (!able({ venv: true })) this.skip();
    await onStory((story) =>
      withLab(
        (lab) =>
          withBrowser(async (open) => {
            const { page } = await open();
            const asked = await showLive(lab, story, page);
            const direct = asked.filter((url) => !url.includes("/proxy/"));
            assert.ok(
              direct.length > 2 &&
                direct.every((url) => /^(http|ws):\/\/127\.0\.0\.1:\d+\/w\/drift\//.test(url)),
              asked.join("\n"),
            );
          }),
        { args: ["--ServerApp.jpserver_extensions=jupyter_server_proxy=False"] },
      ),
    );
  });
});

/** The saved output shows its picture and its tables, and nothing to press. */
async function stays(page: Page, where: string): Promise<void> {
  const width = await page
    .locator(`${where} img`)
    .first()
    .evaluate(async (img) => {
      const picture = img as unknown as { decode(): Promise<void>; naturalWidth: number };
      await picture.decode();
      return picture.naturalWidth;
    });
  assert.ok(width > 300, "the picture is there");
  assert.match(await page.locator(`${where} table`).first().innerText(), /Rows predicted\s+2500/);
  assert.equal(await page.locator(`${where} button, ${where} select, ${where} input`).count(), 0);
}
