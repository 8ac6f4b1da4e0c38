import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";
import { drstFolder, readPublished, STAGE_2 } from "../published";

function data(): learn.Dataset {
  const draw = core.random(1);
  const column = () => Float64Array.from({ length: 300 }, () => draw.normal());
  const [strong, weak, none, twin] = [column(), column(), column(), column()];
  return learn.dataset(
    table.Table.of({
      bridge_cycles: strong,
      "bridge_LLC-loads": twin,
      firewall_cycles: weak,
      nf_router_cycles: none,
      humidity: column(),
      output_rate: strong.map((v, i) => 100 + 10 * v + 2 * weak[i] + 10 * twin[i]),
    }),
    { target: "output_rate" },
  );
}

describe("learn: importance", function () {
  this.timeout(60_000);

  const set = data();
  const pipeline = learn.fit(set, { model: { kind: "linear" } });
  const result = learn.importance(pipeline, set, { repeats: 8 });

  it("ranks features by what shuffling them costs", () => {
    assert.deepEqual(
      new Set(result.features.slice(0, 2).map((f) => f.name)),
      new Set(["bridge_cycles", "bridge_LLC-loads"]),
    );
    assert.equal(result.features[2].name, "firewall_cycles");
    // Mean |u − v| of two standard normals, times the coefficient 10: 20/√π.
    assert.ok(Math.abs(result.features[0].increase - 20 / Math.sqrt(Math.PI)) < 1);
    const none = result.features.find((f) => f.name === "nf_router_cycles");
    assert.ok(Math.abs(none?.increase ?? 1) < 1e-9);
    assert.ok(result.features[0].deviation > 0);
  });

  it("shuffles all counters of a network function together", () => {
    assert.deepEqual(result.vnfs.map((g) => g.name).slice(0, 2), ["bridge", "firewall"]);
    assert.deepEqual(
      new Set(result.vnfs.map((g) => g.name)),
      new Set(["bridge", "firewall", "nf_router", "other"]),
    );
    // One order for both: √2 times one, not twice.
    assert.ok(Math.abs(result.vnfs[0].increase / result.features[0].increase - Math.SQRT2) < 0.15);
  });

  it("is decided by the seed, and one feature's figure does not hang on the others", () => {
    assert.deepEqual(learn.importance(pipeline, set, { repeats: 8 }), result);
    const fewer = learn.fit(set, {
      model: { kind: "linear" },
      features: ["bridge_cycles", "firewall_cycles"],
    });
    assert.equal(learn.importance(fewer, set).features.length, 2);
  });

  it("refuses data without the model's features, and nothing to score", () => {
    const other = learn.dataset(table.Table.of({ load: [1, 2], output_rate: [1, 2] }), {
      target: "output_rate",
    });
    assert.throws(() => learn.importance(pipeline, other), { code: "unknown-column" });
    assert.throws(() => learn.importance(pipeline, learn.takeDataset(set, [])), { code: "too-few-rows" });
    assert.throws(() => learn.importance(pipeline, set, { repeats: 0 }), { code: "argument" });
  });

  it("names the end of the chain on stage 2 (needs DATAPLANE_LAB_DRST)", function () {
    if (drstFolder === undefined) this.skip();
    const stage2 = learn.dataset(readPublished(STAGE_2), { target: "output_rate" });
    const model = learn.fit(stage2, { model: { kind: "boosting", trees: 30 } });
    const { vnfs } = learn.importance(model, stage2, { repeats: 2 });
    assert.equal(vnfs[0].name, "bridge", JSON.stringify(vnfs.map((g) => [g.name, g.increase])));
  });
});
