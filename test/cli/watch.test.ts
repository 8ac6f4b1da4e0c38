import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { Story } from "../support/live-run-folder";
import { HttpPage } from "../widget/support/http-page";

const command = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

describe("dataplane-lab watch", function () {
  this.timeout(60_000);

  it("prints an address, answers there with the run's state, and ends on Ctrl-C", async () => {
    const story = await Story.begin({ rows: 300 });
    await story.advance(120);
    const child = spawn(process.execPath, [command, "watch", story.folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    try {
      const printed = await new Promise<string>((resolve) =>
        child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
      );
      const url = /^http:\/\/127\.0\.0\.1:\d+\/w\/drift\/#[\w-]+$/m.exec(printed)?.[0] ?? "";
      assert.notEqual(url, "", printed);
      const page = new HttpPage({ url, token: url.split("#")[1] });
      await page.hello();
      for (let tries = 0; ; tries++) {
        const state = (await page.ask({ what: "state" })) as { rows: number; run: string };
        assert.equal(state.run, "try-1");
        if (state.rows === 120) break;
        assert.ok(tries < 200, "the rows are read in");
      }
    } finally {
      child.kill("SIGINT");
      assert.equal(await ended, 0);
      await story.finish();
      rmSync(story.folder, { recursive: true, force: true });
    }
  });

  it("says what a folder without a run lacks", () => {
    const { status, stderr } = spawnSync(process.execPath, [command, "watch", __dirname], {
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.match(stderr, /expected a run folder of the loop, found no run\.json/);
    const bad = spawnSync(process.execPath, [command, "watch", __dirname, "--window", "17"], {
      encoding: "utf8",
    });
    assert.match(bad.stderr, /multiple of 16/);
  });
});
