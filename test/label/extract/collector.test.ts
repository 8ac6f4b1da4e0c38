import assert from "node:assert/strict";
import {
  collector,
  type Database,
  openDatabase,
  parseMetricRecord,
  storeBatch,
} from "../../../src/lib/label";
import { openLab } from "../support/lab";

async function count(database: Database, table: string): Promise<number> {
  return Number((await database.query(`SELECT count(*) AS n FROM ${table}`))[0].n);
}

describe("collector", () => {
  it("stores every record in the table of its kind, and the newest as the present state", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 1, count: 6 });
    for (let i = 0; i < 3; i++) await lab.step();
    const { database, network } = lab;
    assert.equal(await count(database, "device_state"), 2);
    assert.equal(await count(database, "device_metrics"), 3 * 2 * 2);
    assert.equal(await count(database, "point_state"), 6 * 3);
    assert.equal(await count(database, "point_metrics"), 3 * 6 * 3 * 10);
    assert.equal(await count(database, "rule_state"), 6, "one row a rule, however many metrics");
    assert.equal(await count(database, "topologies"), 1);
    const rows = await database.query("SELECT metrics FROM rule_state ORDER BY rule_id");
    assert.deepEqual(
      rows.map((row) => JSON.parse(String(row.metrics)).matched_packets_total),
      network
        .rules()
        .map((rule) => rule.id)
        .sort()
        .map((id) => network.counters(id).matchedPackets),
    );
    await lab.close();
  });

  it("has every message's effect once, though all of them come again to another member", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 1, count: 4 });
    await lab.step();
    const before = await count(lab.database, "rule_metrics");
    const again = await collector(lab.log, lab.topics, lab.database, { group: "another group" });
    assert.deepEqual(await again.collect(), { stored: 0, rejected: 0 });
    assert.equal(await count(lab.database, "rule_metrics"), before);
    await again.close();
    await lab.close();
  });

  it("takes from a batch only what is new, and keeps the order within it", async () => {
    const database = await openDatabase();
    const record = (offset: number, value: number) => ({
      ...parseMetricRecord({
        monitoringResourceId: "a",
        monitoredResourceId: "d",
        reportedTime: 0,
        resourceType: "device",
        metricName: "context_switches",
        value,
        unit: "1",
        sequence: 0,
        agentVersion: "1",
      }),
      topic: "t",
      partition: 0,
      offset,
    });
    const batch = { topic: "t", partition: 0, topologies: [], rejected: [] };
    assert.equal(await storeBatch(database, { ...batch, next: 2, metrics: [record(0, 1), record(1, 2)] }), 2);
    assert.equal(
      await storeBatch(database, { ...batch, next: 3, metrics: [record(1, 99), record(2, 3)] }),
      1,
    );
    assert.equal(await storeBatch(database, { ...batch, next: 3, metrics: [record(2, 99)] }), 0);
    assert.deepEqual(await database.query("SELECT metrics, records FROM device_state"), [
      { metrics: '{"context_switches":3}', records: '[["t",0,0,2]]' },
    ]);
    assert.deepEqual(await database.query("SELECT value_number FROM device_metrics ORDER BY record_offset"), [
      { value_number: 1 },
      { value_number: 2 },
      { value_number: 3 },
    ]);
    await database.close();
  });

  it("forgets the present state of a withdrawn rule, and keeps its history", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 1, count: 2 });
    await lab.step();
    const [rule] = lab.network.rules();
    const directive = { operation: "Remove", rule, issuer: "test", issuedTime: 0 };
    await lab.log.append(lab.topics.rules, [{ key: rule.id, value: JSON.stringify(directive) }]);
    assert.deepEqual(await lab.agents.obey(), { enforced: 1, refused: [] });
    await lab.step();
    const now = await lab.database.query(
      "SELECT DISTINCT rule_id FROM rule_state UNION SELECT DISTINCT rule_id FROM flow_state",
    );
    assert.deepEqual(now, [{ rule_id: lab.network.rules()[0].id }]);
    const history = await lab.database.query("SELECT DISTINCT rule_id FROM rule_metrics");
    assert.equal(history.length, 2);
    await lab.close();
  });

  it("puts messages that are no records aside, with the reason and where they stand", async () => {
    const lab = await openLab();
    await lab.log.append(lab.topics.metrics, [
      { partition: 0, value: "{" },
      { partition: 0, value: null },
      { partition: 0, value: JSON.stringify({ metricName: "x" }) },
      { partition: 0, value: Buffer.from([0xff, 0xfe]) },
    ]);
    await lab.log.append(lab.topics.topology, [{ value: "[]" }]);
    assert.deepEqual(await lab.collector.collect(), { stored: 6, rejected: 5 });
    const rows = await lab.database.query("SELECT reason FROM rejected ORDER BY record_topic, record_offset");
    assert.equal(rows.length, 5);
    assert.match(String(rows[0].reason), /^lab\.metrics\/0\/0: expected JSON as a metric record/);
    assert.match(
      String(rows[4].reason),
      /^lab\.topology\/0\/1: expected an object as a topology, found a list/,
    );
    await lab.close();
  });

  it("lets no address into the database when they are to be hashed or dropped (F57)", async () => {
    for (const addresses of ["keep", "hash", "drop"] as const) {
      const lab = await openLab({ collector: { privacy: { addresses, key: "secret" } } });
      await lab.enforce({ seed: 1, count: 24 });
      await lab.step();
      await lab.log.append(lab.topics.metrics, [{ value: '{"source": "10.1.2.3' }]);
      await lab.collector.collect();
      const tables = await lab.database.query("SELECT table_name AS name FROM information_schema.tables");
      const contents = await Promise.all(
        tables.map(({ name }) => lab.database.query(`SELECT * FROM ${name}`)),
      );
      const found = /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/.test(JSON.stringify(contents));
      assert.equal(found, addresses === "keep", addresses);
      await lab.close();
    }
  });
});
