import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core, loop } from "../../../src/lib/index";

const HEAD: loop.RunHead = {
  run: "r1",
  state: "running",
  started: 1000,
  strategy: "default",
  broker: "embedded",
  seed: 7,
  target: "output_rate",
  features: ["a", "b"],
  stages: [
    { name: "one", from: 0, to: 10 },
    { name: "two", from: 10, to: 20 },
  ],
  models: ["m-1"],
  segments: [],
  simulated: true,
  caption: "simulated testbed",
};

const row = (seq: number): loop.RunRow => ({
  seq,
  stage: seq < 10 ? 0 : 1,
  time: seq * 100,
  partition: seq % 3,
  offset: seq,
  index: 0,
  truth: seq === 5 ? Number.NaN : 100 + seq,
  baseline: 110 + seq,
  current: 101 + seq,
  model: 0,
  latency_us: 3,
});

const READING: loop.DriftReading = {
  seq: 9,
  score: Number.NaN,
  bound: Math.LN2,
  tier: 0,
  tiers: [0.1, 0.2, 0.3],
  signs: [{ name: "inputs", statistic: Number.NaN, threshold: 0.1, alarm: false }],
  perFeature: Float64Array.of(0.5, Number.NaN),
  perVnf: { bridge: 0.25 },
};

const VERDICT: loop.Verdict = {
  adopt: true,
  reason: "better",
  rows: 50,
  gain: 1,
  low: 0.5,
  high: 1.5,
  champion: {},
  challenger: {},
};

describe("the run folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "run-folder-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function written(rows = 20): Promise<loop.RunWriter> {
    const writer = await loop.RunWriter.open(folder, HEAD);
    for (let seq = 0; seq < rows; seq++) writer.row(row(seq));
    writer.reading(READING);
    const trigger: loop.Trigger = { id: "r1-1", seq: 9, tier: "A", signs: ["inputs"], reason: "drift" };
    writer.event({ type: "drift", seq: 9, time: 1500, trigger });
    const outcome: loop.Outcome = { kind: "adopted", trigger, model: "m-2", from: 12, verdict: VERDICT };
    writer.event({ type: "outcome", seq: 9, time: 1600, outcome, candidates: 1, wallMs: 100 });
    const metric = { component: "monitor", event: "js_tick", kv: { js: 0.5, 'quo"ted': "a,b\nc" } };
    writer.metrics([{ ts: 1, pod: "p", ...metric }]);
    writer.resources([
      { ts: 1, component: "loop", cpu_pct: 50, vcpu: 0.5, rss_mb: 90, host_cpus: 2, js: Number.NaN },
    ]);
    writer.deadLetter({
      ...{ time: 1, reason: "not-json", topic: "t", partition: 0, offset: 3, bytes: 4 },
      ...{ excerpt: "\u0000<b>", detail: "" },
    });
    return writer;
  }

  it("reads back what was written", async () => {
    const writer = await written();
    await writer.head({ state: "finished", ended: 3000 });
    await writer.close();
    const run = await loop.summarise(folder);
    assert.equal(run.rows.length, 20);
    assert.deepEqual(run.rows.names, [...loop.ROW_FIELDS]);
    assert.deepEqual([...run.rows.numbers("current")].slice(0, 2), [101, 102]);
    assert.ok(Number.isNaN(run.rows.numbers("truth")[5]));
    assert.ok(Number.isNaN(run.readings[0].score) && Number.isNaN(run.readings[0].signs[0].statistic));
    assert.deepEqual(run.readings[0].perFeature, [0.5, null]);
    assert.deepEqual(
      run.events.map(({ type }) => type),
      ["drift", "outcome"],
    );
    assert.equal(run.metrics[0].kv['quo"ted'], "a,b\nc");
    assert.ok(Number.isNaN(run.resources[0].js));
    assert.equal(run.deadLetters[0].excerpt, "\u0000<b>");
    const { summary } = run;
    assert.deepEqual(
      summary.scores.map(({ name, rows, current }) => [name, rows, current.n, current.mae]),
      [
        ["all", 20, 19, 1],
        ["one", 10, 9, 1],
        ["two", 10, 10, 1],
      ],
    );
    assert.equal(summary.afterFirstTrigger?.rows, 10);
    assert.deepEqual([summary.adopted, summary.triggers, summary.rowsPerSecond], [1, 1, 10]);
    assert.deepEqual(summary.deadLetters, { "not-json": 1 });
    const again = (await loop.openRun(folder)).summary;
    assert.deepEqual(again?.scores, summary.scores);
    assert.ok(Number.isNaN(again?.swapPauseMs.mean));
  });

  it("is whole to the last record after a kill, and goes on there", async () => {
    const writer = await written();
    writer.flush();
    // What a kill in the middle of a write leaves behind.
    appendFileSync(path.join(folder, "rows.f64"), Buffer.alloc(31));
    appendFileSync(path.join(folder, "events.jsonl"), '{"type":"swap","seq":');
    appendFileSync(path.join(folder, "readings.jsonl"), '{"seq":');
    appendFileSync(path.join(folder, "metrics.csv"), '5,monitor,js_tick,p,"{""js');
    appendFileSync(path.join(folder, "resources.csv"), "2,loop,");
    const run = await loop.summarise(folder);
    assert.deepEqual(
      [run.rows.length, run.readings.length, run.events.length, run.resources.length],
      [20, 1, 2, 1],
    );
    assert.equal(run.summary.state, "running");
    const next = await loop.RunWriter.open(folder, HEAD);
    assert.equal(next.rowCount, 20);
    next.row(row(20));
    next.event({ type: "end", seq: 20, time: 2000, state: "finished" });
    next.metrics([{ ts: 6, component: "monitor", event: "js_tick", pod: "p", kv: { js: 1 } }]);
    await next.close();
    const more = await loop.openRun(folder);
    assert.equal(more.rows.length, 21);
    assert.equal(more.rows.numbers("seq")[20], 20);
    assert.deepEqual(
      more.events.map(({ type }) => type),
      ["drift", "outcome", "end"],
    );
    const csv = readFileSync(path.join(folder, "metrics.csv"), "utf8");
    assert.deepEqual(loop.metricsFromCsv(csv), more.metrics);
  });

  it("can be read at any cut of any file", async () => {
    await (await written()).close();
    const draw = core.random(3);
    for (const name of ["rows.f64", "readings.jsonl", "events.jsonl", "metrics.jsonl", "resources.csv"]) {
      const file = path.join(folder, name);
      const whole = readFileSync(file);
      for (let i = 0; i < 20; i++) {
        truncateSync(file, draw.integer(whole.length));
        await loop.summarise(folder);
        writeFileSync(file, whole);
      }
    }
    writeFileSync(
      path.join(folder, "events.jsonl"),
      'null\n[1]\nnot json\n{"type":"end","seq":1,"time":1}\n',
    );
    assert.equal((await loop.openRun(folder)).events.length, 1);
  });

  it("says what is missing", async () => {
    await assert.rejects(
      loop.openRun(path.join(folder, "none")),
      /a run folder of the loop.*dataplane-lab loop/,
    );
    writeFileSync(path.join(folder, "run.json"), '{"run":');
    await assert.rejects(loop.openRun(folder), /the head of a run as JSON/);
  });
});
