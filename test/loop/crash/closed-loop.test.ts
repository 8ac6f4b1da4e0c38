import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loop, stream, table } from "../../../src/lib/index";
import { KAFKA, PrivateBroker } from "../../support/kafka";
import { counters, linearStrategy, newFolder, REFERENCE, STAGES } from "../run/drifting";
import { type ChildOptions, ended, type Kill, startChild } from "./killed-run";

const stages = [STAGES[0], { name: "moved", rows: counters(900, "moved", 1) }];
const ROWS = 1200;

describe("a closed loop of processes that are killed (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(400_000);
  let folder: string;
  let reference: string;
  before(async function () {
    if (KAFKA === undefined) return this.skip();
    folder = mkdtempSync(path.join(tmpdir(), "loop-crash-"));
    reference = path.join(folder, "reference.csv");
    await table.writeCsv(REFERENCE, reference);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  /** Runs all parts; the retrainer and the monitor die at the given points of their lives and are started again. */
  async function runWith(
    run: string,
    kills: { readonly retrain?: readonly Kill[]; readonly monitor?: readonly Kill[] },
    clockMs?: number,
  ) {
    const log = stream.kafkaLog({ brokers: KAFKA! });
    const out = path.join(folder, run);
    const common = { brokers: KAFKA!, run };
    const lives = async (options: ChildOptions, deaths: readonly Kill[] = []) => {
      let killed = 0;
      for (const kill of deaths) {
        if ((await ended(startChild({ ...options, kill }))) === "SIGKILL") killed++;
      }
      if (killed === deaths.length) assert.equal(await ended(startChild(options)), 0);
      return killed;
    };
    const abort = new AbortController();
    const parts = [
      lives({ ...common, service: "predict", instance: "infer1" }),
      lives({ ...common, service: "monitor", instance: "monitor", reference, folder: out }, kills.monitor),
      lives({ ...common, service: "retrain", instance: "retrain", reference, clockMs }, kills.retrain),
    ];
    await loop.serveProduce({
      ...{ log, run, reference: REFERENCE, stages, tps: 60, seed: 5, signal: abort.signal },
    });
    const killed = await Promise.all(parts);
    await log.close();
    return { killed, done: await loop.openRun(out) };
  }

  function check(done: loop.Run) {
    assert.equal(done.head.state, "finished");
    assert.deepEqual(
      [...done.rows.numbers("seq")],
      Array.from({ length: ROWS }, (_, i) => i),
    );
    const triggers = done.events.flatMap((event) => (event.type === "drift" ? [event.trigger.id] : []));
    const outcomes = done.events.flatMap((event) => (event.type === "outcome" ? [event.outcome] : []));
    const swaps = done.events.flatMap((event) => (event.type === "swap" ? [event.pointer] : []));
    assert.ok(triggers.length > 0, "a trigger");
    assert.equal(new Set(triggers).size, triggers.length);
    assert.deepEqual(
      outcomes.map(({ trigger }) => trigger.id),
      triggers,
    );
    const adopted = outcomes.flatMap((outcome) => (outcome.kind === "adopted" ? [outcome.trigger.id] : []));
    assert.ok(adopted.length > 0, JSON.stringify(outcomes).slice(0, 500));
    assert.deepEqual(
      swaps.map(({ request }) => request),
      adopted,
    );
  }

  it("answers every trigger once: the retrainer dies while it trains, and before, in and after a publish", async () => {
    const run = `dies-${process.pid}-${Date.now().toString(36)}`;
    const publish = { topic: ".models", nth: 1, delayMs: 1, match: '"role":"challenger"' } as const;
    const adopt = { topic: ".models", nth: 1, delayMs: 1, match: '"cause":"adoption"' } as const;
    const { killed, done } = await runWith(run, {
      retrain: [
        { topic: ".control", nth: 0, mode: "training", delayMs: 60 },
        { ...publish, mode: "before" },
        { ...publish, mode: "during" },
        // The model stands there from now on: it is not published again.
        { ...adopt, mode: "before" },
        { ...adopt, mode: "after" },
      ],
    });
    assert.deepEqual(killed, [0, 0, 5]);
    check(done);
  });

  it("raises every trigger once and records every row once: the monitor dies, its clock or another is 1 h off", async () => {
    const run = `watch-${process.pid}-${Date.now().toString(36)}`;
    const control = { topic: ".control", delayMs: 1 };
    const { killed, done } = await runWith(
      run,
      {
        monitor: [
          { ...control, nth: 8, mode: "after" },
          { ...control, nth: 12, mode: "before" },
        ],
      },
      3_600_000,
    );
    assert.deepEqual(killed, [0, 2, 0]);
    check(done);
    assert.ok(done.summary !== undefined && done.metrics.length > 0 && done.resources.length > 0);
  });
});

describe("a loop whose broker stops for 20 s (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(240_000);
  let broker: PrivateBroker | undefined;
  before(async function () {
    if (KAFKA === undefined) return this.skip();
    broker = await PrivateBroker.start();
  });
  after(() => broker?.dispose());

  it("goes on when it is back: every row once, every adoption as without the stop", async () => {
    const folder = newFolder();
    const log = stream.kafkaLog({ brokers: broker!.address });
    let stopped: Promise<void> | undefined;
    const run = await loop.runLoop({
      ...{ folder, reference: REFERENCE, stages: STAGES, strategy: linearStrategy(), log, run: "away" },
      replicas: 2,
      onProgress(done) {
        if (done < 100) return;
        stopped ??= (async () => {
          await broker!.stop();
          await sleep(20_000);
          await broker!.restart();
        })();
      },
    });
    assert.ok(stopped !== undefined);
    await stopped;
    const calm = newFolder();
    const same = await loop.runLoop({
      ...{ folder: calm, reference: REFERENCE, stages: STAGES, strategy: linearStrategy(), run: "away" },
    });
    assert.equal(run.head.state, "finished");
    assert.deepEqual([...run.rows.numbers("current")], [...same.rows.numbers("current")]);
    assert.deepEqual(run.summary.swaps, same.summary.swaps);
    await log.close();
    for (const each of [folder, calm]) rmSync(path.dirname(each), { recursive: true });
  });
});
