import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "mocha";
import { liveRun } from "../../src/lib/loop";
import { serve } from "../../src/lib/widget";
import { able, needing, root, withBrowser } from "./support/browser";

const command = path.join(root, "src", "cli", "bin", "dataplane-lab.js");
const STAGES = "load_stimulus:tail:500,resource_stimulus,intervention";

describe("the live drift page over a real run of the loop", function () {
  this.timeout(400_000);

  it(needing("pauses it, resumes it, rolls it back and lets it go faster"), async function () {
    if (!able()) this.skip();
    const scratch = mkdtempSync(path.join(tmpdir(), "dataplane-lab-watched-"));
    const folder = path.join(scratch, "run");
    const child = spawn(
      process.execPath,
      [command, "loop", "--data", "testbed", "--stages", STAGES, "--tps", "40", "-o", folder],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    try {
      for (let tries = 0; !existsSync(path.join(folder, "run.json")) && tries < 600; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(child.exitCode, null, errors);
      }
      const served = await serve(liveRun(folder).page);
      await withBrowser(async (open) => {
        const { page, faults } = await open();
        await page.goto(served.url);
        // Until a second model is in service there is none to go back to.
        await page.locator(".kind", { hasText: "Adoption" }).first().waitFor({ timeout: 120_000 });
        await page.getByRole("button", { name: "Pause" }).click();
        await page.getByRole("button", { name: "Resume" }).waitFor({ timeout: 60_000 });
        const rows = page.locator(".figures dd").first();
        // Rows that were on their way still arrive; then the number stands, which at 40 rows/s it does only in a pause.
        let before = "";
        for (let tries = 0; tries < 10; tries++) {
          before = await rows.innerText();
          await page.waitForTimeout(3000);
          if ((await rows.innerText()) === before) break;
        }
        assert.equal(await rows.innerText(), before, "a paused run predicts nothing");
        await page.getByRole("button", { name: "Roll back…" }).click();
        await page.getByRole("button", { name: "Roll back now" }).click();
        await page.getByRole("button", { name: "Resume" }).click();
        await page.locator(".kind", { hasText: "Rollback" }).first().waitFor({ timeout: 60_000 });
        await page.getByRole("combobox", { name: "Speed" }).selectOption("0");
        await page.getByRole("button", { name: "Set speed" }).click();
        await page.getByText("finished", { exact: true }).first().waitFor({ timeout: 120_000 });
        assert.notEqual(await rows.innerText(), before);
        assert.deepEqual(faults, []);
      });
      await served.close();
      assert.equal(await ended, 0, errors);
      const events = readFileSync(path.join(folder, "events.jsonl"), "utf8");
      for (const sign of ['"type":"pause"', '"type":"resume"', '"cause":"rollback"'])
        assert.ok(events.includes(sign), sign);
    } finally {
      child.kill("SIGKILL");
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
