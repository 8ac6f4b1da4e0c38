import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import { diagnose } from "../../../src/lib/loop";
import { openReference } from "../../../src/lib/perf";
import { Table } from "../../../src/lib/table";
import { coreOf, diagnosed } from "../support/diagnosed";
import { simulatedStage, stressedVnf } from "../support/simulated";

describe("diagnose", () => {
  it("names the stressed VNF in nine of ten simulated experiments and more (chance: two)", function () {
    this.timeout(120_000);
    for (const [stage, calm, experiments] of [
      [2, 15, 20],
      [3, 30, 15],
    ] as const) {
      const { rows, plans } = simulatedStage(stage, 11, experiments);
      const found = diagnosed(rows, calm);
      const hits = plans.filter((plan) => found.get(plan.name)?.ranking[0].vnf === stressedVnf(plan)).length;
      assert.ok(hits >= 0.9 * plans.length, `stage ${stage}: ${hits} of ${plans.length}`);
    }
  });

  it("names one VNF a core on the published stage 2, the same in all repeats (needs DATAPLANE_LAB_DRST)", async function () {
    this.timeout(120_000);
    if (!process.env.DATAPLANE_LAB_DRST) this.skip();
    const found = diagnosed(await openReference("drst").table("resource_stimulus"), 15);
    const onCore = new Map<string, string>();
    for (const [name, { ranking }] of found) {
      if (coreOf(name).repeat === 1 && !onCore.has(coreOf(name).core))
        onCore.set(coreOf(name).core, ranking[0].vnf);
    }
    assert.equal(new Set(onCore.values()).size, 5, "five cores, five functions");
    const later = [...found].filter(([name]) => coreOf(name).repeat > 1);
    const hits = later.filter(
      ([name, { ranking }]) => ranking[0].vnf === onCore.get(coreOf(name).core),
    ).length;
    assert.equal(later.length, 40);
    assert.ok(hits >= 36, `${hits} of ${later.length}`);
  });

  it("shows what speaks for each, a model's use of them among it", () => {
    const { rows } = simulatedStage(2, 3, 1);
    const data = learn.dataset(rows, { target: "output_rate" });
    const model = learn.fit(data, { model: { kind: "boosting", trees: 20, minLeaf: 3 } });
    const { ranking, lead } = diagnose(rows.slice(0, 15), rows.slice(15), { model });
    assert.equal(ranking.length, 5);
    assert.ok(lead > 0 && lead <= 1);
    for (const { vnf, counter, divergence, importance } of ranking) {
      assert.ok(counter.startsWith(`${vnf}_`));
      assert.ok(divergence >= 0 && divergence <= Math.LN2);
      assert.ok(Number.isFinite(importance));
    }
  });

  it("says what is missing", () => {
    const few = Table.of({ bridge_cycles: [1, 2], output_rate: [1, 2] });
    assert.throws(() => diagnose(few, few), /5 rows or more in the reference/);
    const other = Table.of({ load: [1, 2, 3, 4, 5, 6], output_rate: [1, 2, 3, 4, 5, 6] });
    assert.throws(() => diagnose(other, other), /counters of firewall/);
    const blank = Table.of({
      bridge_cycles: new Float64Array(6).fill(Number.NaN),
      firewall_cycles: [1, 2, 3, 4, 5, 6],
      output_rate: [1, 2, 3, 4, 5, 6],
    });
    const features = ["bridge_cycles", "firewall_cycles"];
    assert.equal(diagnose(blank, blank, { features }).ranking.length, 2);
  });
});
