import assert from "node:assert/strict";
import { INSTANCE_FEATURES, schemaNames, schemas } from "../../../src/lib/table";

describe("schema of instances", () => {
  it("has the 34 features in the paper's order, 15 of the control and 19 of the data plane", () => {
    assert.equal(schemas.instances.columns.length, 34);
    assert.deepEqual(
      INSTANCE_FEATURES.map((feature) => feature.name),
      schemaNames(schemas.instances),
    );
    assert.deepEqual(
      INSTANCE_FEATURES.map((feature) => feature.number),
      Array.from({ length: 34 }, (_, i) => i + 1),
    );
    assert.equal(INSTANCE_FEATURES.filter((feature) => feature.plane === "control").length, 15);
    assert.deepEqual(
      [1, 3, 5, 8, 10, 16, 23, 29, 34].map((number) => INSTANCE_FEATURES[number - 1].name),
      [
        "is_physical",
        "port_speed",
        "search_complexity",
        "queue_discipline",
        "rule_technology",
        "flow_encapsulation",
        "tx_packets",
        "last_matched",
        "queue_usage",
      ],
    );
  });

  it("says of each its set and level, and of four that their unit is declared by us", () => {
    const sets = INSTANCE_FEATURES.map((feature) => feature.set).join("");
    assert.equal(sets, "DDPTTQQQQRTTRRRFFFFTTTTTTRRRRRRRRQ");
    const levels: Record<string, RegExp> = {
      D: /^device$/,
      P: /port/,
      T: /point/,
      Q: /queue/,
      R: /rule/,
      F: /flow/,
    };
    for (const feature of INSTANCE_FEATURES) assert.match(feature.level, levels[feature.set], feature.name);
    const declared = INSTANCE_FEATURES.filter((feature) => feature.declared);
    assert.deepEqual(
      declared.map((feature) => feature.number),
      [5, 9, 15, 34],
    );
    for (const { formula, name } of declared) assert.match(formula, /declared here/, name);
  });
});
