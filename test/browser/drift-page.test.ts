import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { type ControlCommand, liveRun } from "../../src/lib/loop";
import { type ServedWidget, serve } from "../../src/lib/widget";
import { Story, type StoryOptions } from "../support/live-run-folder";
import { HOSTILE } from "../view/support/figures";
import { able, needing, pwned, screenshots, type Watched, withBrowser } from "./support/browser";

/** A served run of our own, and a page on it. */
async function onRun(
  options: StoryOptions & { readonly rowsFirst: number },
  use: (story: Story, watched: Watched, served: ServedWidget) => Promise<void>,
): Promise<void> {
  const story = await Story.begin(options);
  await story.advance(options.rowsFirst);
  const served = await serve(liveRun(story.folder).page);
  try {
    await withBrowser(async (open) => {
      const watched = await open();
      await watched.page.setViewportSize({ width: 1280, height: 1400 });
      await watched.page.goto(served.url);
      await use(story, watched, served);
    });
  } finally {
    await served.close();
    rmSync(story.folder, { recursive: true, force: true });
  }
}

const shows = (page: Page, text: string) =>
  page.getByText(text, { exact: true }).first().waitFor({ timeout: 30_000 });

function given(story: Story): ControlCommand[] {
  const text = readFileSync(path.join(story.folder, "control.jsonl"), "utf8").trim();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as ControlCommand);
}

/** Share of the predictions' plot whose columns hold any line. Lines have a colour; grid and stages are grey. */
const DRAWN_SHARE = new Function(
  "canvas",
  `
  const left = Math.ceil(150 * devicePixelRatio);
  const width = canvas.width - Math.ceil(20 * devicePixelRatio) - left;
  const { data } = canvas.getContext("2d").getImageData(left, 0, width, canvas.height);
  let drawn = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 50; y < canvas.height - 20; y++) {
      const at = 4 * (y * width + x);
      if (data[at + 3] > 60 && Math.abs(data[at] - data[at + 2]) > 40) {
        drawn++;
        break;
      }
    }
  }
  return drawn / width;`,
) as (canvas: unknown) => number;
const drawnShare = (page: Page): Promise<number> =>
  page.locator(".plot canvas").first().evaluate(DRAWN_SHARE);

/** What has the focus, by its name for a screen reader or its words. */
const FOCUSED = `(() => {
  const active = document.activeElement?.shadowRoot?.activeElement;
  return [active?.getAttribute("aria-label"), active?.id, active?.textContent].map(String);
})()`;

describe("the live drift page", function () {
  this.timeout(240_000);
  before(() => mkdirSync(screenshots, { recursive: true }));

  it(needing("follows a run that grows, to its end"), async function () {
    if (!able()) this.skip();
    await onRun({ rows: 6000, rowsFirst: 900 }, async (story, { page, faults }) => {
      await shows(page, "900");
      await page.getByRole("heading", { name: "try-1" }).waitFor();
      assert.match(await page.getByRole("main").innerText(), /simulated data/);
      await story.advance(4000);
      await shows(page, "4,900");
      for (const event of ["Drift", "Refusal", "Adoption", "Failure", "Stage"]) {
        await page.locator(".kind", { hasText: event }).first().waitFor();
      }
      assert.match(await page.locator(".events").innerText(), /the worker ended with code 9/);
      await page.screenshot({ path: path.join(screenshots, "drift-light.png"), fullPage: true });
      await story.advance(2000);
      await story.finish();
      await shows(page, "finished");
      assert.equal(
        await page.getByRole("button", { name: "Pause" }).count(),
        0,
        "a finished run takes no commands",
      );
      assert.deepEqual(faults, []);
    });
  });

  it(needing("has buttons that act on the run: pause, resume, speed, roll back"), async function () {
    if (!able()) this.skip();
    await onRun({ rows: 3000, rowsFirst: 2000 }, async (story, { page }) => {
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("Pause was asked for.").waitFor();
      assert.deepEqual(
        given(story).map(({ command }) => command),
        ["pause"],
      );
      // What the runtime does when it reads that line:
      story.event({ type: "pause", by: "dashboard" });
      await story.writer.head({ state: "paused" });
      await page.getByRole("button", { name: "Resume" }).waitFor({ timeout: 30_000 });
      await page.getByText("Pause was asked for.").waitFor({ state: "detached" });
      await page.getByRole("combobox", { name: "Speed" }).selectOption("100");
      await page.getByRole("button", { name: "Set speed" }).click();
      await page.getByRole("button", { name: "Roll back…" }).click();
      await page.getByRole("combobox", { name: "Model to roll back to" }).selectOption({ index: 1 });
      await page.getByRole("button", { name: "Roll back now" }).click();
      await page.getByText(/Rolling back to m-\w+ was asked for/).waitFor();
      const [, speed, rollback] = given(story);
      assert.deepEqual([speed.command, speed.tps], ["speed", 100]);
      assert.deepEqual([rollback.command, rollback.model], ["rollback", story.writer.current.models.at(-1)]);
      story.event({
        type: "swap",
        pauseMs: 1,
        pointer: { version: 9, model: "m-old", from: 2001, time: 0, cause: "rollback" },
      });
      await page.locator(".kind", { hasText: "Rollback" }).waitFor({ timeout: 30_000 });
    });
  });

  it(
    needing("moves and zooms by keyboard and mouse, and no part of the view is ever blank"),
    async function () {
      if (!able()) this.skip();
      await onRun({ rows: 60_000, rowsFirst: 60_000, state: "finished" }, async (_, { page, faults }) => {
        await shows(page, "60,000");
        const range = (text: string | RegExp) => page.locator(".range", { hasText: text }).waitFor();
        await page.getByRole("button", { name: "Whole run" }).focus();
        await range("rows 0 to 59,999");
        await page.getByRole("img", { name: /^Heat map .* Latest: firewall 0\.\d+/ }).waitFor();
        for (let k = 0; k < 5; k++) await page.keyboard.press("+");
        await range("rows 29,062 to 30,937");
        await page.keyboard.press("End");
        await range(/to 59,999$/);
        await page.keyboard.press("Home");
        await range(/^rows 0 to /);
        await page.keyboard.press("0");
        await page.keyboard.press("+");
        await page.keyboard.press("+");
        await page.waitForTimeout(500);
        // A hand that drags far and fast: after each step the plot must be full.
        const plot = page.locator(".plot").first();
        const box = (await plot.boundingBox()) as { x: number; y: number; width: number; height: number };
        await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
        await page.mouse.down();
        for (let k = 0; k < 12; k++) {
          await page.mouse.move(box.x + box.width * (0.8 - 0.05 * k), box.y + box.height / 2);
          await page.evaluate(
            "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
          );
          assert.ok((await drawnShare(page)) > 0.97, `step ${k}`);
        }
        await page.mouse.up();
        await page.keyboard.down("Control");
        await page.mouse.wheel(0, -600);
        await page.keyboard.up("Control");
        await page.waitForTimeout(300);
        assert.ok((await drawnShare(page)) > 0.97);
        await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
        await range("rows 0 to 59,999");
        assert.deepEqual(faults, []);
      });
    },
  );

  it(needing("shows hostile names and reasons as text only"), async function () {
    if (!able()) this.skip();
    for (const hostile of [HOSTILE[0], HOSTILE[3], HOSTILE[4]]) {
      await onRun({ rows: 900, rowsFirst: 900, hostile }, async (_, { page, faults }) => {
        await shows(page, "900");
        await page.getByRole("button", { name: /All \d+ features/ }).click();
        await page.locator(".kind", { hasText: "Drift" }).first().waitFor();
        assert.equal(await pwned(page), false);
        assert.equal(await page.locator("main :is(img, script, iframe, a)").count(), 0);
        assert.deepEqual(faults, []);
      });
    }
  });

  it(needing("reads well in the dark, at 200 % and with a screen reader's landmarks"), async function () {
    if (!able()) this.skip();
    await onRun({ rows: 6000, rowsFirst: 4500 }, async (_, { page }) => {
      await shows(page, "4,500");
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await page.getByRole("button", { name: /All \d+ features/ }).click();
      await page.waitForTimeout(500);
      assert.equal(await page.locator(".lab").getAttribute("data-scheme"), "dark");
      await page.screenshot({ path: path.join(screenshots, "drift-dark.png"), fullPage: true });
      await page.emulateMedia({ colorScheme: "light" });
      // 200 %: half the pixels across.
      await page.setViewportSize({ width: 640, height: 900 });
      await page.waitForTimeout(500);
      const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
      assert.ok(wide <= 640, `nothing is cut at the side: ${wide}`);
      await page.screenshot({ path: path.join(screenshots, "drift-200-percent.png"), fullPage: true });
      await page.getByRole("main", { name: "Live run: try-1" }).waitFor();
      for (const name of [
        /^Predictions of latency/,
        /^Right within/,
        /^Drift score$/,
        /^Sign of drift: residuals$/,
        /^Where it drifts$/,
        /^What happened$/,
      ]) {
        await page.getByRole("region", { name }).waitFor();
      }
      assert.ok(
        (await page
          .getByRole("img", { name: /Drift score with its tiers and bound: now 0\.\d+/ })
          .count()) === 1,
      );
      // Every control is reached by Tab alone.
      const reached = new Set<string>();
      for (let k = 0; k < 25; k++) {
        await page.keyboard.press("Tab");
        for (const name of (await page.evaluate(FOCUSED)) as string[]) reached.add(name);
      }
      for (const name of [
        "Pause",
        "speed",
        "Set speed",
        "Roll back…",
        "Whole run",
        "Newest rows",
        "Closer",
      ]) {
        assert.ok(reached.has(name), `${name} among ${[...reached].join(", ")}`);
      }
    });
  });
});
