import assert from "node:assert/strict";
import { extractionLoop, type Rule, type RuleDirective, SIMULATED } from "../../../src/lib/label";
import { type Lab, openLab } from "../support/lab";

async function instancesOf({ database }: Lab) {
  for await (const { instances } of extractionLoop({ database, intervalMs: 0, iterations: 1 }))
    return instances;
  throw new Error("no iteration");
}

async function send(lab: Lab, rule: Rule, operation: RuleDirective["operation"] = "Insert") {
  const directive: RuleDirective = { operation, rule, issuer: "test", issuedTime: 0 };
  await lab.log.append(lab.topics.rules, [{ key: rule.id, value: JSON.stringify(directive) }]);
  return lab.agents.obey();
}

describe("agents of a simulated network", () => {
  it("let a directive move a rule: one instance, the new technology, counters that begin anew (F38, F55)", async () => {
    const lab = await openLab({ network: { seed: 5 } });
    await lab.enforce({ seed: 3, count: 6, place: "edge/eth0" });
    await lab.step();
    await lab.step();
    const before = await instancesOf(lab);
    const loads = [lab.network.load("edge")];
    const [rule] = lab.network.rules();
    const costs = lab.network.costs(rule.id);
    const other = ["TC", "OVS", "IPTABLES"].find((name) => name !== rule.technology) as string;
    assert.deepEqual(await send(lab, { ...rule, technology: other }), { enforced: 1, refused: [] });
    await lab.step();
    const after = await instancesOf(lab);
    loads.push(lab.network.load("edge"));
    assert.equal(after.length, before.length);
    const row = (table: typeof after) => table.row(table.texts("rule").indexOf(rule.id));
    assert.deepEqual([row(before).rule_technology, row(after).rule_technology], [rule.technology, other]);
    assert.equal(row(before).rule_age, 2);
    assert.equal(row(after).rule_age, 1);
    assert.equal(row(after).matched_packets_total, row(after).matched_packets_current);
    // The move changes what the port asks for; which way, the costs said before.
    const expected = (costs.get(other) ?? 0) - (costs.get(rule.technology) ?? 0);
    assert.notEqual(expected, 0);
    assert.notEqual(loads[0], loads[1]);
    await lab.close();
  });

  it("refuse what cannot be done, with the reason, and go on", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 3, count: 1 });
    const [rule] = lab.network.rules();
    await lab.log.append(lab.topics.rules, [{ value: "{" }, { value: null }]);
    const { enforced, refused } = await send(lab, { ...rule, technology: "XDP" });
    assert.equal(enforced, 0);
    assert.deepEqual(
      refused.map(({ code }) => code),
      ["format", "format", "argument"],
    );
    assert.deepEqual(
      await send(lab, { ...rule, id: "unknown" }, "Remove").then((done) => done.refused.length),
      1,
    );
    assert.deepEqual(await send(lab, { ...rule, id: "second" }), { enforced: 1, refused: [] });
    assert.equal(lab.network.rules().length, 2);
    await lab.close();
  });

  it("publish a topology whose version grows, and records that say that they are simulated", async () => {
    const lab = await openLab();
    await lab.agents.inventory();
    await lab.step();
    const versions = await lab.database.query("SELECT version, hash FROM topologies ORDER BY version");
    assert.deepEqual(
      versions.map((row) => row.version),
      [1, 2],
    );
    assert.equal(versions[0].hash, versions[1].hash);
    const agents = await lab.database.query("SELECT DISTINCT agent_version FROM point_metrics");
    assert.deepEqual(agents, [{ agent_version: SIMULATED }]);
    await lab.close();
  });
});
