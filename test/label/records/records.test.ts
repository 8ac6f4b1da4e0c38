import assert from "node:assert/strict";
import {
  networkRecords,
  parseMetricRecord,
  parseRule,
  parseRuleDirective,
  ruleComplexity,
  ruleDescription,
  ruleDirectives,
  ruleEfficiency,
  simulatedNetwork,
} from "../../../src/lib/label";
import { INSTANCE_FEATURES } from "../../../src/lib/table";

const record = {
  monitoringResourceId: "rma/edge",
  monitoredResourceId: "edge/eth0/TC",
  reportedTime: 1000,
  resourceType: "point",
  metricName: "rx_packets",
  value: 365,
  unit: "1/s",
  technology: "TC",
  portId: "edge/eth0",
  ruleId: null,
  flowId: null,
  sequence: 7,
  agentVersion: "1.0",
};

describe("metric record", () => {
  it("is read back as it was written", () => {
    assert.deepEqual(parseMetricRecord(JSON.stringify(record)), record);
    assert.deepEqual(parseMetricRecord(Buffer.from(JSON.stringify({ ...record, extra: 1 }))), record);
    const { value, ruleId, ...short } = record;
    assert.equal(parseMetricRecord(short).value, null, "missing is missing");
  });

  it("must have its metadata keys, a unit, and the ids that its resource needs", () => {
    const cases: [object, RegExp][] = [
      [{ monitoringResourceId: undefined }, /monitoringResourceId/],
      [{ monitoredResourceId: "" }, /monitoredResourceId/],
      [{ reportedTime: "now" }, /reportedTime of a metric record, found "now"/],
      [{ unit: undefined }, /unit/],
      [{ value: true }, /value/],
      [{ value: [1] }, /found a list/],
      [{ value: "\udc00" }, /value/],
      [{ sequence: 1.5 }, /sequence/],
      [{ resourceType: "constructor" }, /one of device, port/],
      [{ portId: null }, /portId/],
      [{ technology: null }, /technology/],
      [{ resourceType: "flow" }, /ruleId/],
      [{ resourceType: "flow", ruleId: "r" }, /flowId/],
    ];
    for (const [change, message] of cases) {
      assert.throws(() => parseMetricRecord({ ...record, ...change }), { code: "format", message });
    }
  });

  it("of a simulated network is well formed, says that it is simulated, and has every one of the 34 features", () => {
    const network = simulatedNetwork({ seed: 1 });
    for (const { rule } of ruleDirectives(network, { seed: 1, count: 12 })) network.apply(rule);
    network.tick();
    const names = new Set<string>();
    for (const reported of networkRecords(network)) {
      assert.deepEqual(parseMetricRecord(JSON.stringify(reported)), reported);
      assert.match(reported.agentVersion, /^simulated/);
      names.add(reported.metricName);
      const feature = INSTANCE_FEATURES.find(({ name }) => name === reported.metricName);
      if (feature !== undefined) assert.equal(reported.unit, feature.unit, feature.name);
    }
    for (const { name } of INSTANCE_FEATURES) assert.ok(names.has(name), name);
  });
});

describe("rule", () => {
  const rule = {
    id: "r1",
    portId: "edge/eth0",
    technology: "TC",
    match: { source: "10.0.0.1", teid: 7, protocol: "udp" },
    action: { name: "LIMIT", rate: 1e6 },
    sense: "INGRESS",
  };

  it("has the length of its match as complexity, and action type and name as description", () => {
    const parsed = parseRule(JSON.stringify(rule));
    assert.deepEqual(parsed, rule);
    assert.equal(ruleComplexity(parsed), 3);
    assert.equal(ruleDescription({ ...parsed, action: { name: "DROP", rate: null } }), "InsertDROP");
  });

  it("is refused with the field that is wrong", () => {
    const cases: [object, RegExp][] = [
      [{ match: {} }, /1 to 32 header fields/],
      [{ match: { source: null } }, /source of match of a rule/],
      [{ action: { name: "DROP", rate: 5 } }, /no bandwidth/],
      [{ action: { name: "LIMIT" } }, /bandwidth above 0/],
      [{ action: { name: "LIMIT", rate: -1 } }, /bandwidth above 0/],
      [{ action: { name: "EXPLODE" } }, /one of DROP/],
      [{ sense: "SIDEWAYS" }, /INGRESS, EGRESS/],
      [{ technology: "" }, /technology/],
    ];
    for (const [change, message] of cases) {
      assert.throws(() => parseRule({ ...rule, ...change }), { code: "format", message });
    }
    const evil = parseRule(JSON.stringify(rule).replace('"teid"', '"__proto__"'));
    assert.deepEqual(Object.keys(evil.match), ["source", "__proto__", "protocol"]);
  });

  it("travels in a directive", () => {
    const directive = { operation: "Insert", rule, issuer: "me", issuedTime: 5 };
    assert.deepEqual(parseRuleDirective(JSON.stringify(directive)), directive);
    assert.throws(() => parseRuleDirective({ ...directive, operation: "Drop table" }), { code: "format" });
    assert.throws(() => parseRuleDirective({ ...directive, rule: undefined }), {
      code: "format",
      found: "nothing",
    });
  });

  it("is as efficient as the share of traversing packets that it matches", () => {
    assert.equal(ruleEfficiency(109, 436), 0.25);
    assert.ok(Number.isNaN(ruleEfficiency(0, 0)));
    assert.throws(() => ruleEfficiency(2, 1), { code: "argument" });
  });
});

describe("rule publisher", () => {
  const network = simulatedNetwork({ seed: 1 });

  it("makes n rules of a type, at a place, by a technology; each matches a flow", () => {
    const directives = ruleDirectives(network, {
      seed: 4,
      count: 20,
      type: "LIMIT",
      place: "core/eth1",
      technology: "OVS",
    });
    assert.equal(new Set(directives.map(({ rule }) => rule.id)).size, 20);
    for (const { rule } of directives) {
      assert.deepEqual([rule.portId, rule.technology, rule.action.name], ["core/eth1", "OVS", "LIMIT"]);
      network.apply(rule);
    }
    network.tick();
    for (const { rule } of directives) assert.ok(network.counters(rule.id).traversing >= 0);
    const matched = networkRecords(network).filter(({ resourceType }) => resourceType === "flow");
    assert.equal(new Set(matched.map(({ ruleId }) => ruleId)).size, 20);
  });

  it("refuses what it does not know", () => {
    for (const plan of [
      { seed: 1, count: -1 },
      { seed: 1, count: 1, place: "nowhere" },
      { seed: 1, count: 1, technology: "XDP" },
      { seed: 1, count: 1, type: "EXPLODE" as "DROP" },
    ]) {
      assert.throws(() => ruleDirectives(network, plan), { code: "argument" });
    }
  });
});
