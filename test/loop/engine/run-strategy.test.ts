import assert from "node:assert/strict";
import { scores } from "../../../src/lib/learn";
import { runStrategy, strategy } from "../../../src/lib/loop";
import { chainRows } from "../support/drifting";

const reference = chainRows(600, "reference");
const stages = [
  { name: "calm", rows: chainRows(150, "calm") },
  { name: "bent", rows: chainRows(400, "bent", 1.5) },
];

describe("runStrategy", () => {
  it("adapts to a change, and is the same again for the same seed", () => {
    const run = runStrategy(strategy("default"), reference, stages, { seed: 3 });
    const again = runStrategy(strategy("default"), reference, stages, { seed: 3 });
    assert.deepEqual(again.current, run.current);
    assert.deepEqual(again.models, run.models);
    assert.ok(run.firstTrigger !== undefined && run.firstTrigger >= 150);
    const late = (values: Float64Array) => scores(run.truth.slice(350), values.slice(350)).accuracy["0.2"];
    assert.ok(late(run.current) > late(run.baseline) + 20);
  });

  for (const [name, options] of [
    ["original", { window: 100, tiers: [0.02, 0.5, 0.8] }],
    ["default", {}],
  ] as const) {
    it(`gives the same run under another name: ${name}`, () => {
      const [one, other] = ["first", "second"].map((run) =>
        runStrategy(strategy(name, options), reference, stages, { seed: 3, run }),
      );
      assert.ok(one.outcomes.length > 0);
      assert.deepEqual(other.current, one.current);
      assert.deepEqual(other.models, one.models);
    });
  }

  it("predicts each row before its truth is known: later rows change nothing", () => {
    const whole = runStrategy(strategy("default"), reference, stages, { seed: 3 });
    const cut = runStrategy(
      strategy("default"),
      reference,
      [stages[0], { name: "bent", rows: stages[1].rows.slice(0, 150) }],
      { seed: 3 },
    );
    assert.deepEqual(cut.current, whole.current.slice(0, 300));
  });

  it("shows drift without adapting under the strategy none", () => {
    const run = runStrategy(strategy("none"), reference, stages, { seed: 3 });
    assert.deepEqual(run.outcomes, []);
    assert.deepEqual(run.current, run.baseline);
    assert.ok(run.readings.some(({ signs }) => signs.some(({ alarm }) => alarm)));
  });
});
