import assert from "node:assert/strict";
import { core, simulate } from "../../src/lib/index";

describe("simulate.stagePlan", () => {
  it("extends the list and never changes it when more experiments are asked for", () => {
    for (const stage of [0, 1, 2, 3] as const) {
      const two = simulate.stagePlan(stage, { seed: 5, experiments: 2 });
      const six = simulate.stagePlan(stage, { seed: 5, experiments: 6 });
      assert.deepEqual(six.slice(0, 2), two, `stage ${stage}`);
      assert.equal(new Set(six.map((plan) => plan.name)).size, 6);
      assert.equal(new Set(six.map((plan) => plan.seed)).size, 6);
    }
  });

  it("takes other turns with another seed, in the stages that are random", () => {
    for (const stage of [1, 2, 3] as const) {
      const [a] = simulate.stagePlan(stage, { seed: 1, experiments: 1 });
      const [b] = simulate.stagePlan(stage, { seed: 2, experiments: 1 });
      assert.notDeepEqual([a.load, a.stress, a.interventions], [b.load, b.stress, b.interventions]);
    }
  });

  it("climbs the ladder of the published stage 0 and comes down again", () => {
    const [{ load, seconds, name }] = simulate.stagePlan(0, { experiments: 1 });
    assert.equal(name, "exp1");
    assert.equal(seconds, 179);
    const rates = load.map((step) => step.mbit);
    assert.deepEqual(rates.slice(0, 4), [500, 1000, 2000, 3000]);
    assert.deepEqual(rates, rates.slice().reverse());
    assert.ok(load[load.length - 1].at < seconds);
  });

  it("names stage 2 by core, workers and repeat, and stresses each VNF in turn", () => {
    const plans = simulate.stagePlan(2, { experiments: 12 });
    assert.deepEqual(
      plans.map((plan) => plan.name),
      "exp-3-1-1 exp-3-3-1 exp-4-1-1 exp-4-3-1 exp-5-1-1 exp-5-3-1 exp-6-1-1 exp-6-3-1 exp-7-1-1 exp-7-3-1 exp-3-1-2 exp-3-3-2".split(
        " ",
      ),
    );
    assert.equal(new Set(plans.map((plan) => plan.stress[0].vnf)).size, 5);
    for (const { stress, name } of plans) {
      assert.equal(stress[0].workers, Number(name.split("-")[2]));
      assert.ok(Math.abs(stress[0].until - stress[0].from - 20) < 1e-9);
    }
  });

  it("keeps to one VNF when told, also in the names", () => {
    const stressed = simulate.stagePlan(2, { vnf: "bridge", experiments: 4 });
    assert.deepEqual(
      stressed.map((plan) => plan.name),
      ["exp-6-1-1", "exp-6-3-1", "exp-6-1-2", "exp-6-3-2"],
    );
    const changed = simulate.stagePlan(3, { vnf: "firewall", experiments: 3 });
    assert.deepEqual(
      changed.map((plan) => [plan.interventions[0].vnf, plan.interventions[0].kind]),
      [
        ["firewall", "rules"],
        ["firewall", "move"],
        ["firewall", "throttle"],
      ],
    );
  });

  it("is plain data that survives JSON", () => {
    const plans = simulate.stagePlan(3, { seed: "a text", experiments: 3 });
    assert.deepEqual(JSON.parse(JSON.stringify(plans)), plans);
  });

  it("refuses what it cannot plan, and says what it wants", () => {
    const refused = (run: () => unknown, pattern: RegExp) =>
      assert.throws(run, (error) => error instanceof core.LabError && pattern.test(error.message));
    refused(() => simulate.stagePlan(4 as simulate.Stage), /a stage from 0 to 3, found 4/);
    refused(() => simulate.stagePlan(0, { experiments: 0 }), /experiments as a whole number from 1/);
    refused(() => simulate.stagePlan(0, { seconds: 4.5 }), /seconds as a whole number from 5/);
    refused(() => simulate.stagePlan(0, { seed: 0.5 }), /a seed that is a safe integer/);
    refused(() => simulate.stagePlan(2, { vnf: "nat" as "bridge" }), /a VNF among firewall, .*found "nat"/);
    refused(() => simulate.stagePlan(0, { vnf: "bridge" }), /a VNF only for stages 2 and 3/);
  });
});
