import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import { strategy, type TrainingJob } from "../../../src/lib/loop";
import type { DefaultJobData } from "../../../src/lib/loop/train/default-trainer";
import type { Table } from "../../../src/lib/table";
import { chainRows } from "../support/drifting";

const features = ["firewall_cycles", "bridge_cycles", "bridge_branches"];
const schema = { run: "r", features, target: "output_rate" };
const reference = chainRows(400, "reference");

function jobOf(
  rows: Table,
  options: Record<string, unknown> = {},
  champion = reference,
  tier: "A" | "B" | "C" = "A",
): TrainingJob {
  const context = { schema, reference, seed: 1 };
  const ours = strategy("default", options);
  const trainer = ours.trainer(context);
  const columns = features.map((name) => rows.numbers(name));
  for (let i = 0; i < rows.length; i++) {
    trainer.observe(
      {
        seq: i,
        stage: "s",
        segment: null,
        time: i,
        features: Float64Array.from(columns, (column) => column[i]),
        label: rows.numbers("output_rate")[i],
      },
      { baseline: 0, current: 0, model: "m" },
    );
  }
  const text = (from: Table) => learn.modelToText(ours.start({ ...context, reference: from }).current);
  const trigger = { id: "r-1", seq: rows.length - 1, tier, signs: [], reason: "" };
  return trainer.job(trigger, { id: "m", text: text(champion) }, text(reference));
}

const train = strategy("default").train;

describe("trainDefault", () => {
  it("is refused where the champion knows better (B8)", () => {
    const bent = chainRows(300, "bent", 1.5);
    const result = train(jobOf(bent.slice(0, 60), { replay: 400 }, chainRows(2000, "expert", 1.5)));
    assert.equal(result.verdict.adopt, false);
    assert.match(result.verdict.reason, /kept/);
  });

  it("is adopted where it is better, and judged on the newest rows alone", () => {
    const { verdict, challenger } = train(jobOf(chainRows(150, "bent", 1.5)));
    assert.equal(verdict.adopt, true);
    assert.equal(verdict.rows, 20);
    assert.ok(verdict.champion.loss - verdict.challenger.loss - verdict.gain < 1e-12);
    assert.equal(challenger?.pipeline.trained, 400 + 150 - 20, "what serves is what was judged");
  });

  it("comes back to the baseline when the old days come back", () => {
    const old = chainRows(60, "old days");
    const result = train(jobOf(old, { replay: 0 }, chainRows(400, "bent", 1.5)));
    assert.equal(result.verdict.adopt, true);
    assert.match(result.verdict.reason, /back to the baseline/);
  });

  it("gives the same model for the same job, and never touches the champion (B10)", () => {
    const job = jobOf(chainRows(150, "bent", 1.5), {}, reference, "C");
    const text = job.champion;
    const [first, again] = [train(job), train(structuredClone(job))];
    assert.equal(first.candidates, 3);
    assert.equal(
      learn.modelToText(first.challenger ?? assert.fail()),
      learn.modelToText(again.challenger ?? assert.fail()),
    );
    assert.equal(learn.modelToText(learn.modelFromText(job.champion)), text);
  });

  it("goes on from the champion's weights, and leaves frozen layers as they are", () => {
    const model = { kind: "mlp", hidden: [16, 8], epochs: 10 };
    const weights = (options: Record<string, unknown>) => {
      const job = jobOf(chainRows(150, "bent", 1.5), { model, rescale: false, ...options });
      const of = (trained: learn.TrainedModel) => (trained.pipeline.model as learn.MlpModel).weights;
      const first = features.length * 16 + 16;
      const [before, after] = [
        of(learn.modelFromText(job.champion)),
        of(train(job).challenger ?? assert.fail()),
      ];
      return {
        before: before.slice(0, first),
        after: after.slice(0, first),
        moved: after.some((w, i) => w !== before[i]),
      };
    };
    const frozen = weights({ mode: "fine-tune", freeze: 1 });
    assert.deepEqual(frozen.after, frozen.before);
    assert.equal(frozen.moved, true);
    for (const options of [{ mode: "fine-tune" }, { mode: "scratch" }]) {
      const free = weights(options);
      assert.notDeepEqual(free.after, free.before);
    }
  });

  it("fits scales and chooses features on the rows it learns from alone (B24)", () => {
    const rows = chainRows(150, "bent", 1.5);
    const wild = rows.with(
      "bridge_cycles",
      rows.numbers("bridge_cycles").map((v, i) => (i >= 130 ? 1e9 : v)),
    );
    const options = { model: { kind: "ridge" }, top: 2 };
    const scalerOf = (table: Table) => train(jobOf(table, options)).challenger?.pipeline.scaler;
    assert.deepEqual(scalerOf(wild), scalerOf(rows));
  });

  it("leaves out only rows that miss a feature in use (B16)", () => {
    const rows = chainRows(150, "bent", 1.5);
    const holes = (name: string) =>
      rows.with(
        name,
        rows.numbers(name).map((v, i) => (i % 3 === 0 ? Number.NaN : v)),
      );
    const dropped = (table: Table) =>
      train(jobOf(table, { model: { kind: "ridge" }, top: 2 })).challenger?.pipeline.dropped;
    assert.equal(dropped(holes("bridge_branches")), 0);
    assert.equal(dropped(holes("bridge_cycles")), 44);
    assert.equal(
      train(jobOf(holes("bridge_cycles"))).challenger?.pipeline.dropped,
      0,
      "trees learn from all",
    );
  });

  it("keeps rows the champion learnt from out of the judgement", () => {
    const context = { schema, reference, seed: 1 };
    const ours = strategy("default");
    const trainer = ours.trainer(context);
    const rows = chainRows(100, "bent", 1.5);
    const text = learn.modelToText(ours.start(context).current);
    const held = (upTo: number, from: number, n: number) => {
      for (let i = from; i < upTo; i++) {
        trainer.observe(
          {
            seq: i,
            stage: "s",
            segment: null,
            time: i,
            features: Float64Array.from(features, (name) => rows.numbers(name)[i]),
            label: rows.numbers("output_rate")[i],
          },
          { baseline: 0, current: 0, model: "m" },
        );
      }
      const trigger = { id: `r-${n}`, seq: upTo - 1, tier: "A" as const, signs: [], reason: "" };
      const job = trainer.job(trigger, { id: "m", text }, text);
      const { verdict } = ours.train(job);
      trainer.settle({ kind: "adopted", trigger, model: "m", from: upTo, verdict });
      return (job.data as DefaultJobData).held;
    };
    assert.equal(held(60, 0, 1), 20);
    assert.equal(
      held(65, 60, 2),
      20,
      "the first challenger did not see rows 40 to 59, nor did it rows 60 to 64",
    );
  });
});
