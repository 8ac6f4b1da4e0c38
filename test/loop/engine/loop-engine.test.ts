import assert from "node:assert/strict";
import { LoopEngine, type Strategy, strategy, streamRows } from "../../../src/lib/loop";
import { chainRows } from "../support/drifting";

const reference = chainRows(600, "reference");
const schema = {
  run: "r",
  features: ["firewall_cycles", "bridge_cycles", "bridge_branches"],
  target: "output_rate",
};
const context = { schema, reference, seed: 1 };
const rows = streamRows(
  [
    { name: "calm", rows: chainRows(100, "calm") },
    { name: "bent", rows: chainRows(400, "bent", 1.5) },
  ],
  schema,
);

function feed(engine: LoopEngine, from: number, to: number) {
  const { baseline, current, models } = engine.service.predict(rows.slice(from, to));
  for (let i = from; i < to; i++) {
    const k = i - from;
    const look = engine.observe(rows[i], { baseline: baseline[k], current: current[k], model: models[k] });
    if (look?.job !== undefined) return { at: i, job: look.job };
  }
  return undefined;
}

function upToJob(engine: LoopEngine) {
  for (let i = 0; i < rows.length; i++) {
    assert.ok(rows[i].seq <= engine.horizon, "the horizon never stops a loop that waits for nothing");
    const found = feed(engine, i, i + 1);
    if (found !== undefined) return found;
  }
  return assert.fail("no trigger");
}

/** Adopts whatever it trained. */
const sure: Strategy = {
  ...strategy("default"),
  train(job) {
    const result = strategy("default").train(job);
    return { ...result, verdict: { ...result.verdict, adopt: true } };
  },
};

describe("LoopEngine", () => {
  it("serves the old model up to the delay after the trigger, and the new one from the next row on", () => {
    const engine = new LoopEngine(sure, context, { delay: 7 });
    const first = engine.service.newest.id;
    const { at, job } = upToJob(engine);
    assert.equal(job.trigger.seq, at);
    assert.equal(engine.horizon, at + 7);
    const { settled } = engine.train(job);
    assert.equal(settled.outcome.kind, "adopted");
    assert.equal(settled.pointer?.from, at + 8);
    assert.equal(engine.service.at(at + 7).id, first);
    assert.equal(engine.service.at(at + 8).id, settled.model?.id);
    assert.equal(engine.pending?.id, job.trigger.id, "open until its row is reached");
    feed(engine, at + 1, at + 9);
    assert.equal(engine.pending, undefined);
  });

  it("goes on after a training that throws: the trigger is settled, the model stays (B7)", () => {
    const broken: Strategy = {
      ...strategy("default"),
      train() {
        throw new Error("activation mse");
      },
    };
    const engine = new LoopEngine(broken, context, { delay: 0 });
    const first = engine.service.newest.id;
    const { at, job } = upToJob(engine);
    const { settled } = engine.train(job);
    assert.deepEqual(settled.outcome, {
      kind: "failed",
      trigger: job.trigger,
      error: "activation mse",
    });
    assert.equal(engine.service.at(at + 1).id, first);
    let again: { at: number } | undefined;
    for (let i = at + 1; i < rows.length && again === undefined; i++) again = feed(engine, i, i + 1);
    assert.ok(again, "the drift still there is reported again");
  });

  it("takes one outcome for a trigger, and rows in order only", () => {
    const engine = new LoopEngine(strategy("default"), context);
    const { at, job } = upToJob(engine);
    engine.fail(job.trigger, "killed");
    assert.throws(() => engine.fail(job.trigger, "killed"), /ignored before/);
    assert.throws(() => feed(engine, at, at + 1), /expected a row above/);
  });
});
