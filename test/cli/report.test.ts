import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { Story } from "../support/live-run-folder";

const command = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");
const call = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });

describe("dataplane-lab report", function () {
  this.timeout(60_000);

  it("writes the page of a run that was left in its middle, with the original's files when asked", async () => {
    const story = await Story.begin({ rows: 300 });
    try {
      await story.advance(120);
      const { status, stdout, stderr } = call("report", story.folder, "--original");
      assert.equal(status, 0, stderr);
      const names = stdout
        .trim()
        .split("\n")
        .map((file) => path.basename(file));
      assert.deepEqual(names, [
        "report.html",
        "plot_final_timeseries.png",
        "plot_final_relerr.png",
        "report.md",
      ]);
      const html = readFileSync(path.join(story.folder, "report.html"), "utf8");
      assert.match(html, /120 rows predicted/);
      assert.ok(!html.includes("could not be drawn"));
    } finally {
      await story.finish();
      rmSync(story.folder, { recursive: true, force: true });
    }
  });

  it("says what a folder without a run lacks", () => {
    const { status, stderr } = call("report", __dirname);
    assert.equal(status, 1);
    assert.match(stderr, /expected a run folder of the loop, found no run\.json/);
  });
});
