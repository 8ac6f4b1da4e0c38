import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { loop } from "../../../src/lib/index";
import { linearStrategy, newFolder, REFERENCE, STAGES } from "./drifting";

const base = { reference: REFERENCE, stages: STAGES, strategy: linearStrategy(), run: "r1" };

describe("a loop whose models folder fails", function () {
  this.timeout(120_000);
  let folder: string;
  let models: string;
  beforeEach(() => {
    folder = newFolder();
    models = path.join(folder, "models");
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  it("answers a trigger as failed while the disk is full at the publish, and adopts when there is room again", async function () {
    mkdirSync(models, { recursive: true });
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", models]).status !== 0) {
      if (process.env.CI) assert.fail("no tmpfs may be mounted here");
      this.skip();
    }
    const ballast = path.join(models, "ballast");
    let filled = false;
    try {
      const good = linearStrategy();
      const run = await loop.runLoop({
        ...base,
        folder,
        strategy: linearStrategy({
          train(job) {
            if (!filled) {
              filled = true;
              const { bavail, bsize } = statfsSync(models);
              writeFileSync(ballast, Buffer.alloc(bavail * bsize));
            } else rmSync(ballast, { force: true });
            return good.train(job);
          },
        }),
      });
      assert.deepEqual([run.head.state, run.rows.length], ["finished", 800]);
      assert.equal(run.summary.failed, 1);
      const failure = run.events.find(({ type }) => type === "failure");
      assert.ok(failure?.type === "failure" && /ENOSPC/.test(failure.error));
      const kinds = run.events.flatMap((event) => (event.type === "outcome" ? [event.outcome.kind] : []));
      assert.deepEqual(kinds.slice(0, 2), ["failed", "adopted"]);
      // Until then the first model went on serving.
      const [swap] = run.summary.swaps;
      assert.ok(run.rows.numbers("model").every((model, seq) => (seq < swap.seq ? model === 0 : true)));
    } finally {
      execFileSync("umount", [models]);
    }
  });

  it("serves no truncated model: a rollback to it fails with the file's name, and the loop goes on", async () => {
    let said = false;
    let damaged = "";
    const run = await loop.runLoop({
      ...base,
      folder,
      tps: 500,
      onProgress(done) {
        if (said || done < 100) return;
        said = true;
        const { models: served } = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
        damaged = path.join(models, `${served[0]}.json`);
        truncateSync(damaged, 300);
        const command = { command: "rollback", model: served[0], by: "test", time: 1 };
        writeFileSync(path.join(folder, "control.jsonl"), `${JSON.stringify(command)}\n`);
      },
    });
    assert.deepEqual([run.head.state, run.rows.length], ["finished", 800]);
    const failure = run.events.find(({ type }) => type === "failure");
    assert.ok(failure?.type === "failure" && failure.error.includes(damaged), JSON.stringify(failure));
    assert.ok(!run.summary.swaps.some(({ cause }) => cause === "rollback"));
    unlinkSync(damaged);
  });
});
