import assert from "node:assert/strict";
import { runStrategy, strategy } from "../../../src/lib/loop";
import { chainRows } from "../support/drifting";

const reference = chainRows(800, "reference");
const stages = [
  { name: "calm", rows: chainRows(200, "calm") },
  { name: "bent", rows: chainRows(300, "bent", 1.5) },
];

describe("strategy default", () => {
  it("refuses unknown names and impossible values with a hint", () => {
    assert.throws(() => strategy("defalt"), /Did you mean "default"/);
    assert.throws(() => strategy("default", { replai: 3 }), /Did you mean "replay"/);
    assert.throws(() => strategy("default", { mode: "warm" }), /one of scratch, fine-tune, auto/);
    assert.throws(() => strategy("default", { model: { kind: "boosting", tres: 3 } }), /trees/);
    assert.throws(() => strategy("default", { model: "boosting" }), /kind/);
    assert.throws(() => strategy("default", { held: -1 }), /held/);
  });

  const variants: Record<string, Record<string, unknown>> = {
    "fine-tuned networks": {
      model: { kind: "mlp", hidden: [16], epochs: 20 },
      mode: "fine-tune",
      rescale: false,
    },
    "auto, first layer frozen": {
      model: { kind: "mlp", hidden: [16, 8], epochs: 20 },
      mode: "auto",
      freeze: 1,
    },
    "auto with trees begins anew": { mode: "auto" },
    "features chosen anew": { top: 2 },
    "no replay": { replay: 0 },
    "newest rows emphasised": { emphasis: 3, newest: 40 },
    "refit with the rows it was judged by": { refit: true },
  };
  for (const [name, options] of Object.entries(variants)) {
    it(`adapts with ${name}`, () => {
      const run = runStrategy(strategy("default", options), reference, stages, { seed: 1 });
      assert.ok(run.outcomes.some(({ kind }) => kind === "adopted"));
      assert.deepEqual(
        run.outcomes.filter(({ kind }) => kind === "failed"),
        [],
      );
    });
  }

  it("says what is wrong when weights cannot be gone on from, and the loop goes on (B7)", () => {
    const wrong = strategy("default", { mode: "fine-tune", model: { kind: "mlp", hidden: [8], epochs: 5 } });
    const boosted = strategy("default");
    const run = runStrategy({ ...wrong, start: boosted.start }, reference, stages, { seed: 1 });
    assert.ok(run.outcomes.length > 1, "asked again after a failure");
    assert.ok(run.outcomes.every(({ kind }) => kind === "failed"));
    const [first] = run.outcomes;
    assert.match(first.kind === "failed" ? first.error : "", /to start from/);
    assert.deepEqual(run.current, run.baseline);
  });

  it("never learns from, judges by or alarms at rows without labels (B17)", () => {
    const blind = [
      { name: "bent", rows: stages[1].rows.with("output_rate", new Float64Array(300).fill(Number.NaN)) },
    ];
    const run = runStrategy(strategy("default"), reference, blind, { seed: 1 });
    assert.ok(run.outcomes.every(({ kind }) => kind !== "adopted"));
    assert.equal(run.scores.current.n, 0);
    assert.ok(Number.isNaN(run.scores.current.accuracy["0.2"]), "no rows, no score: not 0 (B18)");
    const residuals = run.readings.flatMap(({ signs }) => signs.filter(({ name }) => name === "residuals"));
    assert.ok(residuals.every(({ alarm }) => !alarm));
  });

  it("lives through rows of garbage", () => {
    const wild = [Number.NaN, Number.POSITIVE_INFINITY, -1e308, 0, 1e308, -1];
    const rows = stages[1].rows
      .with(
        "firewall_cycles",
        Float64Array.from({ length: 300 }, (_, i) => wild[i % wild.length]),
      )
      .with(
        "output_rate",
        Float64Array.from({ length: 300 }, (_, i) => wild[(i + 1) % wild.length]),
      );
    const run = runStrategy(strategy("default"), reference, [{ name: "wild", rows }, stages[0]], { seed: 1 });
    assert.equal(run.current.length, 500);
    assert.ok(run.readings.every(({ score }) => score >= 0 && score <= Math.LN2));
  });

  it("is quiet where nothing changes", () => {
    const calm = [{ name: "calm", rows: chainRows(3000, "long calm") }];
    assert.deepEqual(runStrategy(strategy("default"), reference, calm, { seed: 1 }).outcomes, []);
  });
});
