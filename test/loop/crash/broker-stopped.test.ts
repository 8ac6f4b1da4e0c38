import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loop } from "../../../src/lib/index";
import { AWAY_MS, KAFKA, PrivateBroker } from "../../support/kafka";
import { Services } from "../support/services";

const ROWS = 900;
const STAGES = "0:tail:300,2:head:600";
const every = Array.from({ length: ROWS }, (_, i) => i);

/** Rows written so far; the folder appears when the run begins. */
async function rowsOf(folder: string): Promise<number> {
  if (!existsSync(path.join(folder, "run.json"))) return 0;
  return (await loop.openRun(folder)).rows.length;
}

describe("a run in processes of its own (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(400_000);
  let scratch: string;
  before(function () {
    if (KAFKA === undefined) return this.skip();
    scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-services-"));
  });
  after(() => scratch && rmSync(scratch, { recursive: true, force: true }));

  it(`goes on when the broker was stopped for ${AWAY_MS / 1000} s in the middle: every row has one result, in order`, async () => {
    const broker = await PrivateBroker.start();
    const folder = path.join(scratch, "stopped");
    const services = new Services({
      broker: broker.address,
      run: "stopped",
      folder,
      tps: 30,
      stages: STAGES,
    });
    try {
      const ended = services.ended();
      const early = ended.then(() => assert.fail("the run ended before the broker was stopped"));
      const middle = async () => {
        while ((await rowsOf(folder)) < ROWS / 4) await sleep(200);
      };
      await Promise.race([middle(), early]);
      await broker.stop();
      await sleep(AWAY_MS);
      await broker.restart();
      early.catch(() => {});
      await ended;
      const run = await loop.openRun(folder);
      assert.equal(run.head.state, "finished");
      assert.deepEqual([...run.rows.numbers("seq")], every);
    } finally {
      services.kill();
      await broker.dispose();
    }
  });

  it("shares a broker with another run of the same time, and neither sees the other", async () => {
    const runs = ["one", "two"].map((name) => {
      const run = `${name}-${process.pid}-${Date.now().toString(36)}`;
      const folder = path.join(scratch, name);
      return { run, folder, services: new Services({ broker: KAFKA!, run, folder, tps: 0, stages: STAGES }) };
    });
    try {
      await Promise.all(runs.map(({ services }) => services.ended()));
      for (const { run, folder } of runs) {
        const { head, rows, summary } = await loop.openRun(folder);
        assert.deepEqual([head.run, head.state], [run, "finished"]);
        assert.deepEqual([...rows.numbers("seq")], every);
        assert.equal(summary?.rows, ROWS);
      }
    } finally {
      for (const { services } of runs) services.kill();
    }
  });
});
