import assert from "node:assert/strict";
import { modelFromText, modelToText } from "../../../src/lib/learn";
import { originalGrid, runStrategy, strategy, type TrainingJob } from "../../../src/lib/loop";
import { chainRows } from "../support/drifting";

const reference = chainRows(600, "reference");
const schema = {
  run: "r",
  features: ["firewall_cycles", "bridge_cycles", "bridge_branches"],
  target: "output_rate",
};
const context = { schema, reference, seed: 1 };

function jobOf(tier: "A" | "B" | "C", options: Record<string, unknown> = {}): TrainingJob {
  const original = strategy("original", options);
  const trainer = original.trainer(context);
  const rows = chainRows(300, "bent", 1.5);
  for (let i = 0; i < rows.length; i++) {
    const features = Float64Array.from(schema.features, (name) => rows.numbers(name)[i]);
    const label = rows.numbers("output_rate")[i];
    trainer.observe(
      { seq: i, stage: "s", segment: null, time: i, features, label },
      { baseline: 0, current: 0, model: "m" },
    );
  }
  const text = modelToText(original.start(context).baseline);
  const trigger = { id: "r-1", seq: 299, tier, signs: [], reason: "" };
  return trainer.job(trigger, { id: "m", text }, text);
}

describe("strategy original", () => {
  it("has grids of 32, 96 and 192 candidates, none with the activation mse (B7)", () => {
    for (const [tier, count] of [
      ["A", 32],
      ["B", 96],
      ["C", 192],
    ] as const) {
      const { candidates } = originalGrid(tier, [64, 32]);
      assert.equal(candidates.length, count);
      assert.equal(new Set(candidates.map((c) => JSON.stringify(c))).size, count);
      assert.ok(candidates.every(({ activation }) => activation === "relu" || activation === "gelu"));
    }
  });

  it("trains tier C to its end when its limits let it be reached (B6)", function () {
    this.timeout(120_000);
    const stages = [
      { name: "calm", rows: chainRows(320, "calm") },
      { name: "far", rows: chainRows(350, "far", 20) },
    ];
    const never = runStrategy(strategy("original"), reference, stages);
    assert.ok(never.outcomes.every(({ trigger }) => trigger.tier !== "C"));
    const reached = runStrategy(
      strategy("original", { tiers: [0.001, 0.002, 0.003], window: 60, cooldown: 2000 }),
      reference,
      stages,
    );
    const tierC = reached.outcomes.find(({ trigger }) => trigger.tier === "C");
    assert.equal(tierC?.kind, "adopted");
  });

  it("leaves the champion as it was and gives the same challenger for the same seed (B10)", () => {
    const job = jobOf("A");
    const before = job.champion;
    const [first, again] = [strategy("original").train(job), strategy("original").train(job)];
    const text = (result: typeof first) => modelToText(result.challenger ?? assert.fail());
    assert.equal(text(first), text(again));
    assert.equal(modelToText(modelFromText(job.champion)), before);
    assert.notEqual(text(first), text(strategy("original").train({ ...job, seed: "another" })));
  });

  it("keeps the features and scales of its first day, as the original does", () => {
    const job = jobOf("A");
    const { challenger } = strategy("original").train(job);
    const champion = modelFromText(job.champion).pipeline;
    assert.deepEqual(challenger?.pipeline.features, champion.features);
    assert.deepEqual(challenger?.pipeline.scaler, champion.scaler);
  });

  it("adopts without a question, and says so", () => {
    const { verdict } = strategy("original").train(jobOf("A"));
    assert.equal(verdict.adopt, true);
    assert.match(verdict.reason, /whatever it brings/);
  });

  it("refuses unknown options with a hint", () => {
    assert.throws(() => strategy("original", { windw: 3 }), /Did you mean "window"/);
    assert.throws(() => strategy("original", { tiers: [0.5, 0.2, 0.8] }), /increasing/);
  });
});
