import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { loop, stream } from "../../../src/lib/index";
import { linearStrategy, newFolder, REFERENCE, STAGES } from "./drifting";

const base = { reference: REFERENCE, stages: STAGES, seed: 3 };
const all = Array.from({ length: 800 }, (_, i) => i);

/** Everything of a run that must be equal whatever the log and the replicas. */
function essence(run: loop.Run) {
  const columns = loop.ROW_FIELDS.filter(
    (name) => !["latency_us", "offset", "partition", "index"].includes(name),
  );
  return {
    rows: columns.map((name) => [name, [...run.rows.numbers(name)]]),
    readings: run.readings,
    swaps: run.events.flatMap((event) =>
      event.type === "swap" ? [[event.pointer.from, event.pointer.model, event.pointer.version]] : [],
    ),
    models: run.head.models,
  };
}

describe("runLoop", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  it("predicts every row once in order, adopts, and is better for it", async () => {
    const run = await loop.runLoop({ ...base, folder, strategy: linearStrategy(), run: "r1" });
    assert.deepEqual([...run.rows.numbers("seq")], all);
    assert.deepEqual([run.head.state, run.summary.adopted > 0], ["finished", true]);
    const moved = run.summary.scores[2];
    assert.ok(moved.current.mae < moved.baseline.mae / 3, `${moved.current.mae} of ${moved.baseline.mae}`);
    // A swap takes effect at the row that the delay says, and every row names the model that made it.
    const swap = run.events.find((event) => event.type === "swap");
    const drift = run.events.find((event) => event.type === "drift");
    assert.ok(swap?.type === "swap" && drift?.type === "drift");
    assert.equal(swap.pointer.from, drift.trigger.seq + 1 + loop.DEFAULT_DELAY);
    const model = run.rows.numbers("model");
    assert.deepEqual([model[swap.pointer.from - 1], model[swap.pointer.from]], [0, 1]);
    assert.equal(run.head.models[1], swap.pointer.model);
    assert.deepEqual(
      run.events.filter(({ type }) => type === "stage").map(({ seq }) => seq),
      [0, 300],
    );
    for (const name of ["summary.json", "metrics.csv", "resources.csv", "models/latest.txt"]) {
      assert.ok(existsSync(path.join(folder, name)), name);
    }
    const events = new Set(run.metrics.map(({ component, event }) => `${component}/${event}`));
    for (const name of ["infer1/cold_start", "infer1/batch_metrics", "infer1/err_dist", "monitor/js_tick"]) {
      assert.ok(events.has(name), name);
    }
    for (const name of ["monitor/drift", "retrain/summary", "monitor/retrain_done_seen"]) {
      assert.ok(events.has(name), name);
    }
  });

  it("gives the same run for any number of replicas and partitions and any form of the messages", async () => {
    const runs: loop.Run[] = [];
    for (const [replicas, partitions, form] of [
      [1, 3, "typed"],
      [3, 3, "json"],
      [2, 1, "json"],
      [2, 4, "typed"],
    ] as const) {
      rmSync(folder, { recursive: true, force: true });
      const options = { ...base, folder, strategy: linearStrategy(), run: "r1", replicas, partitions, form };
      runs.push(await loop.runLoop(options));
    }
    for (const run of runs.slice(1)) assert.deepEqual(essence(run), essence(runs[0]));
  });

  it("decides as the replay without a log does", async () => {
    const run = await loop.runLoop({ ...base, folder, strategy: linearStrategy(), run: "offline" });
    const offline = loop.runStrategy(linearStrategy(), REFERENCE, STAGES, { seed: 3 });
    assert.deepEqual([...run.rows.numbers("current")], [...offline.current]);
    assert.deepEqual(
      run.events.flatMap((event) => (event.type === "outcome" ? [event.outcome] : [])),
      JSON.parse(JSON.stringify(offline.outcomes)),
    );
  });

  it("trains the default strategy in a thread, the same twice", async () => {
    const once = await loop.runLoop({ ...base, folder, run: "r1" });
    rmSync(folder, { recursive: true });
    const twice = await loop.runLoop({ ...base, folder, run: "r1", replicas: 2 });
    assert.ok(once.summary.adopted > 0);
    assert.deepEqual(essence(twice), essence(once));
  });

  it("goes on after a training that throws, and after a model that cannot be stored (B7)", async () => {
    let trainings = 0;
    const good = linearStrategy();
    const strategy = linearStrategy({
      train(job) {
        if (++trainings === 1) throw new Error("activation mse is none");
        return good.train(job);
      },
    });
    const run = await loop.runLoop({ ...base, folder, strategy });
    assert.deepEqual([run.summary.failed, run.summary.adopted > 0, run.rows.length], [1, true, 800]);
    const failure = run.events.find(({ type }) => type === "failure");
    assert.ok(failure?.type === "failure" && /activation mse/.test(failure.error));
  });

  it("adopts nothing that the gate refuses (B8)", async () => {
    const good = linearStrategy();
    const strategy = linearStrategy({
      train(job) {
        const result = good.train(job);
        return { ...result, verdict: { ...result.verdict, adopt: false, reason: "worse" } };
      },
    });
    const run = await loop.runLoop({ ...base, folder, strategy });
    assert.ok(run.summary.refused > 0);
    assert.deepEqual([run.summary.adopted, run.summary.swaps.length, run.head.models.length], [0, 0, 1]);
    // The challengers are kept, with the reason.
    const kept = await loop.folderRegistry(path.join(folder, "models")).list();
    assert.ok(kept.some(({ role, verdict }) => role === "challenger" && verdict?.reason === "worse"));
  });

  it("obeys commands in control.jsonl: pause, resume, rollback, speed, stop", async () => {
    const say = (command: object) =>
      appendFileSync(
        path.join(folder, "control.jsonl"),
        `${JSON.stringify({ ...command, by: "test", time: 1 })}\n`,
      );
    const states: string[] = [];
    const swapped = (cause: string) =>
      readFileSync(path.join(folder, "events.jsonl"), "utf8").includes(`"cause":"${cause}"`);
    let step = 0;
    const run = await loop.runLoop({
      ...base,
      folder,
      strategy: linearStrategy(),
      tps: 300,
      onProgress(done) {
        const { state } = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
        if (states.at(-1) !== state) states.push(state);
        if (step === 0 && done > 50) {
          step = 1;
          say({ command: "pause" });
        } else if (step === 1 && state === "paused") {
          step = 2;
          // Nothing moves for a while; a command that is none is passed over.
          say({ command: "dance" });
          setTimeout(() => say({ command: "resume" }), 500);
        } else if (step === 2 && done > 350) {
          // Slow enough for a retraining on a machine that is busy.
          step = 3;
          say({ command: "speed", tps: 40 });
        } else if (step === 3 && swapped("adoption")) {
          step = 4;
          say({ command: "rollback" });
        } else if (step === 4 && done > 500 && swapped("rollback")) {
          step = 5;
          say({ command: "stop" });
        }
      },
    });
    assert.deepEqual(states, ["running", "paused", "running"]);
    assert.equal(run.head.state, "stopped");
    assert.ok(run.rows.length > 500 && run.rows.length < 800, String(run.rows.length));
    assert.deepEqual([...run.rows.numbers("seq")], all.slice(0, run.rows.length));
    const [pause, resume] = ["pause", "resume"].map((type) =>
      run.events.find((event) => event.type === type),
    );
    assert.ok(pause && resume && resume.time - pause.time >= 450);
    const rollback = run.events.find((event) => event.type === "swap" && event.pointer.cause === "rollback");
    assert.ok(rollback?.type === "swap");
    const model = run.rows.numbers("model");
    const at = [...run.rows.numbers("seq")].findIndex((seq) => seq > rollback.pointer.from + 20);
    assert.ok(at < 0 || run.head.models[model[at]] !== rollback.pointer.previous || run.summary.adopted > 1);
  });

  it("keeps two runs on one log apart", async () => {
    const log = stream.embeddedLog();
    const other = newFolder();
    const options = { ...base, log, strategy: linearStrategy() };
    const [one, two] = await Promise.all([
      loop.runLoop({ ...options, folder, run: "one" }),
      loop.runLoop({ ...options, folder: other, run: "two", stages: STAGES.slice(0, 1) }),
    ]);
    assert.deepEqual([one.rows.length, two.rows.length], [800, 300]);
    assert.ok(one.summary.adopted > 0 && two.summary.triggers === 0);
    const names = (await log.topics()).map(({ name }) => name);
    assert.ok(names.every((name) => /^(one|two)\./.test(name)));
    await log.close();
    rmSync(path.dirname(other), { recursive: true });
  });

  it("refuses a folder with a run in it, and options that are none", async () => {
    await loop.runLoop({ ...base, folder, strategy: "none", stages: STAGES.slice(0, 1) });
    await assert.rejects(loop.runLoop({ ...base, folder }), /a folder without a run in it/);
    const fresh = path.join(folder, "other");
    const wrong: [Partial<loop.LoopOptions>, RegExp][] = [
      [{ strategy: "defualt" }, /Did you mean "default"/],
      [{ stages: [] }, /at least one stage/],
      [{ replicas: 0 }, /replicas as a whole number from 1/],
      [{ tps: -1 }, /rows per second/],
      [{ run: "a/b" }, /a run id/],
      [{ target: "outputrate" }, /output_rate/],
    ];
    for (const [options, message] of wrong) {
      await assert.rejects(loop.runLoop({ ...base, folder: fresh, ...options }), message);
    }
  });
});
