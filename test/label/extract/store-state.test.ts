import assert from "node:assert/strict";
import type { LabError } from "../../../src/lib/core";
import { type BatchContent, type Database, type StoredRecord, storeBatch } from "../../../src/lib/label";
import { portRows } from "../../../src/lib/label/extract/queries";
import { shapeRules } from "../../../src/lib/label/extract/shape";
import type { Cell } from "../../../src/lib/table";
import { onEachDatabase } from "../support/each-database";

/** A metric of the one rule at port "p". */
function metric(topic: string, partition: number, offset: number, name: string, value: Cell): StoredRecord {
  return {
    monitoringResourceId: "agent",
    monitoredResourceId: "r",
    reportedTime: offset,
    resourceType: "rule",
    metricName: name,
    value,
    unit: "",
    technology: "TC",
    portId: "p",
    ruleId: "r",
    flowId: null,
    sequence: 1,
    agentVersion: "1",
    topic,
    partition,
    offset,
  };
}

function batchOf(topic: string, partition: number, next: number): Omit<BatchContent, "metrics"> {
  return { topic, partition, next, topologies: [], rejected: [] };
}

onEachDatabase("state of resources", ({ database: opened }) => {
  let database: Database;
  before(() => {
    database = opened();
  });
  afterEach(() => database.query("DELETE FROM rule_state"));

  it("keeps a resource in one row, in more where its texts are longer than a statement may be", async () => {
    const text = "é".repeat(3_000_000);
    const store = (topic: string, ...records: [name: string, value: string | number][]) =>
      storeBatch(database, {
        ...batchOf(topic, 0, records.length),
        metrics: records.map(([name, value], offset) => metric(topic, 0, offset, name, value)),
      });
    await store("long", ["rule_sense", text], ["rule_technology", text], ["rule_description", text]);
    await store("long again", ["rule_age", 3], ["rule_complexity", 0.1]);
    const pieces = await database.query("SELECT piece FROM rule_state ORDER BY piece");
    assert.deepEqual(
      pieces.map(({ piece }) => piece),
      [0, 1, 2, 3],
      "three long texts, and the rest together",
    );
    const [rule, ...others] = shapeRules("d", "p", await portRows(database, "d", "p"));
    assert.equal(others.length, 0);
    const { sources, parts } = rule;
    assert.deepEqual(
      Object.fromEntries([...parts.rule].map(([name, value]) => [name, value === text ? "the text" : value])),
      {
        rule_sense: "the text",
        rule_technology: "the text",
        rule_description: "the text",
        rule_age: 3,
        rule_complexity: 0.1,
      },
    );
    assert.deepEqual(
      [sources.rule.get("rule_description"), sources.rule.get("rule_complexity")],
      ["long/0/2", "long again/0/1"],
    );
    await store("short", ["rule_sense", "a"], ["rule_technology", "b"], ["rule_description", "c"]);
    const rows = await database.query("SELECT metrics FROM rule_state");
    assert.deepEqual(
      rows.map((row) => JSON.parse(String(row.metrics))),
      [{ rule_sense: "a", rule_technology: "b", rule_description: "c", rule_age: 3, rule_complexity: 0.1 }],
    );
  });

  it("loses no metric of a resource that two partitions bring at the same time", async () => {
    const names = ["rule_age", "rule_complexity", "last_matched", "matched_bytes_total"];
    for (let round = 0; round < 10; round++) {
      const stored = names.map(async (name, partition) => {
        const metrics = [metric("both", partition, round, name, round)];
        for (;;) {
          try {
            return await storeBatch(database, { ...batchOf("both", partition, round + 1), metrics });
          } catch (error) {
            // A database may give one of two the precedence; the other one comes again.
            assert.equal((error as LabError).code, "unavailable", String(error));
          }
        }
      });
      assert.deepEqual(await Promise.all(stored), [1, 1, 1, 1]);
      const rows = await database.query("SELECT metrics FROM rule_state");
      assert.equal(rows.length, 1);
      assert.deepEqual(
        JSON.parse(String(rows[0].metrics)),
        Object.fromEntries(names.map((name) => [name, round])),
      );
      // Half of the rounds meet no row yet, where there is nothing to lock but the gap.
      if (round % 2 === 1) await database.query("DELETE FROM rule_state");
      if (round % 2 === 1) names.reverse();
    }
  });
});
