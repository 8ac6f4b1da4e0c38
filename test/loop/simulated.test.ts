import assert from "node:assert/strict";
import { scores } from "../../src/lib/learn";
import { runStrategy, strategy } from "../../src/lib/loop";
import { simulatedStage } from "./support/simulated";

describe("adaptation on simulated stages, with the settings of the published stream", function () {
  this.timeout(600_000);

  it("gains in each of stages 1 to 3 over no adaptation", () => {
    const [known, ...rest] = ([0, 1, 2, 3] as const).map((stage) => simulatedStage(stage, 777).rows);
    const stages = [known.slice(-300), ...rest].map((rows, k) => ({ name: `stage ${k}`, rows }));
    const run = runStrategy(strategy("default"), known.slice(0, -300), stages, { seed: 1 });
    let at = 300;
    for (const { name, rows } of stages.slice(1)) {
      const [from, to] = [at, at + rows.length];
      at = to;
      const of = (predicted: Float64Array) => scores(run.truth.slice(from, to), predicted.slice(from, to));
      const [adapted, frozen] = [of(run.current), of(run.baseline)];
      assert.ok(adapted.mae < frozen.mae, `${name}: MAE ${frozen.mae} → ${adapted.mae}`);
      assert.ok(
        adapted.accuracy["0.2"] > frozen.accuracy["0.2"],
        `${name}: accuracy@0.2 ${frozen.accuracy["0.2"]} → ${adapted.accuracy["0.2"]}`,
      );
    }
  });

  it("raises at most one alarm in 5,000 rows of ladders in which nothing changes but the load", () => {
    const calm = simulatedStage(0, 98, 56).rows;
    const { outcomes } = runStrategy(
      strategy("default"),
      simulatedStage(0, 6).rows,
      [{ name: "calm", rows: calm }],
      {
        seed: 1,
      },
    );
    const alarms = outcomes.filter(({ trigger }) => trigger.signs.length > 0).length;
    assert.ok(calm.length >= 10_000 && alarms <= 2, `${alarms} alarms in ${calm.length} rows`);
  });
});
