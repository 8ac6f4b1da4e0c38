import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  collector,
  createNetworkTopics,
  type Database,
  type MetricRecord,
  networkTopics,
  openDatabase,
  RESOURCE_TYPES,
  type ResourceType,
} from "../../../src/lib/label";
import { embeddedLog } from "../../../src/lib/stream";
import { onEachDatabase } from "../support/each-database";
import { HOSTILE } from "../support/lab";
import { textRecord } from "../support/text-record";

/** A feature of each kind. */
const FEATURE: Readonly<Record<ResourceType, string>> = {
  device: "context_switches",
  port: "port_speed",
  point: "rx_packets",
  queue: "queue_length",
  rule: "rule_description",
  flow: "packet_size",
};

onEachDatabase("database contract", ({ kind, config, database: opened }) => {
  let database: Database;
  before(async () => {
    database = opened();
    await database.query("CREATE TABLE t (k INTEGER PRIMARY KEY, n DOUBLE, v VARCHAR(40))");
  });
  beforeEach(() => database.query("DELETE FROM t"));

  it("gives doubles, texts and NULL back as they went in", async () => {
    const numbers = [0.1, -1 / 3, 5e-324, 1.7976931348623157e308, 2 ** 53, 118260, 0];
    await database.transaction(({ insert }) =>
      insert(
        "t",
        ["k", "n", "v"],
        numbers.map((n, k) => [k, n, k % 2 === 0 ? null : "x"]),
      ),
    );
    const rows = await database.query("SELECT n, v FROM t ORDER BY k");
    assert.deepEqual(
      rows.map((row) => row.n),
      numbers,
    );
    assert.deepEqual(
      rows.slice(0, 2).map((row) => row.v),
      [null, "x"],
    );
    assert.deepEqual(await database.query("SELECT n FROM t WHERE k = ? AND v = ?", [1, "x"]), [
      { n: -1 / 3 },
    ]);
  });

  it("keeps all of a transaction or nothing", async () => {
    await assert.rejects(
      database.transaction(async ({ run, insert }) => {
        await insert("t", ["k", "n"], [[1, 1]]);
        await run("INSERT INTO t (k, n) VALUES (?, ?)", [1, 2]);
      }),
      { code: "sql" },
    );
    await assert.rejects(
      database.transaction(async ({ insert }) => {
        await insert("t", ["k", "n"], [[2, 1]]);
        throw new Error("changed my mind");
      }),
    );
    assert.deepEqual(await database.query("SELECT * FROM t"), []);
    await database.transaction(({ insert }) => insert("t", ["k", "n"], [[3, 1]]));
    assert.equal((await database.query("SELECT * FROM t")).length, 1, "and works on after it");
  });

  it("does a transaction again that was undone because two stood in each other's way", async () => {
    // In DuckDB one transaction goes after the other.
    const meeting = kind === "mariadb" ? 2 : 1;
    await database.query("INSERT INTO t (k, n) VALUES (1, 0), (2, 0)");
    let beginnings = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const add = (first: number, second: number) =>
      database.transaction(async ({ run }) => {
        await run("UPDATE t SET n = n + 1 WHERE k = ?", [first]);
        if (++beginnings >= meeting) meet();
        await met;
        await run("UPDATE t SET n = n + 1 WHERE k = ?", [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    assert.equal(beginnings, meeting + 1, "the server undoes one of the two");
    assert.deepEqual(await database.query("SELECT k, n FROM t ORDER BY k"), [
      { k: 1, n: 2 },
      { k: 2, n: 2 },
    ]);
  });

  it("replaces rows of the same key when told, and refuses them otherwise", async () => {
    const put = (n: number, replace: boolean) =>
      database.transaction(({ insert }) =>
        insert(
          "t",
          ["k", "n"],
          [
            [1, n],
            [2, n],
          ],
          { replace },
        ),
      );
    await put(1, false);
    await put(2, true);
    assert.deepEqual(await database.query("SELECT n FROM t ORDER BY k"), [{ n: 2 }, { n: 2 }]);
    await assert.rejects(put(3, false), { code: "sql" });
  });

  it("answers many queries at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => database.query("SELECT ? + 0 AS n", [i])),
    );
    assert.deepEqual(
      answers.map(([row]) => Number(row.n)),
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  it("makes its tables once, and keeps what stands in them", async () => {
    await database.query("DELETE FROM positions");
    await database.query("INSERT INTO positions (topic, log_partition, next_offset) VALUES ('x', 0, 5)");
    if (kind === "mariadb") {
      const again = await openDatabase(config());
      assert.deepEqual(await again.query("SELECT next_offset FROM positions"), [{ next_offset: 5 }]);
      await again.close();
    }
    await database.query("DELETE FROM positions");
  });

  it("stores hostile text in every text position and gives it back byte for byte", async () => {
    const log = embeddedLog();
    const topics = networkTopics("hostile");
    await createNetworkTopics(log, topics);
    const records = HOSTILE.flatMap((text, i) =>
      (RESOURCE_TYPES as readonly MetricRecord["resourceType"][]).map((resourceType) =>
        textRecord(text, { resourceType, reportedTime: i, sequence: i }),
      ),
    );
    // One by one: a record of eight megabytes is the most that its topic takes.
    const fit = records.filter((record) => JSON.stringify(record).length < 7_000_000);
    for (const record of fit) await log.append(topics.metrics, [{ key: "k", value: JSON.stringify(record) }]);
    // Under the name of a feature as well, for the state has nothing else.
    for (const record of fit) {
      const named = { ...record, metricName: FEATURE[record.resourceType] };
      await log.append(topics.metrics, [{ key: "k", value: JSON.stringify(named) }]);
    }
    // The longest text goes into the value alone.
    const long = { ...fit[0], metricName: "is_physical", value: HOSTILE[HOSTILE.length - 1] };
    await log.append(topics.metrics, [{ key: "k", value: JSON.stringify(long) }]);
    const collecting = await collector(log, topics, database);
    assert.deepEqual(await collecting.collect(), { stored: 2 * fit.length + 1, rejected: 0 });
    for (const resourceType of RESOURCE_TYPES) {
      const feature = FEATURE[resourceType];
      const expected = fit.filter((record) => record.resourceType === resourceType);
      const history = await database.query(
        `SELECT * FROM ${resourceType}_metrics WHERE metric NOT IN (?, 'is_physical') ORDER BY reported_time`,
        [feature],
      );
      const state = await database.query(`SELECT * FROM ${resourceType}_state ORDER BY reported_time`);
      assert.deepEqual([history.length, state.length], [expected.length, expected.length]);
      for (const [r, { value }] of expected.entries()) {
        for (const column of ["monitored_id", "technology", "port_id", "rule_id"]) {
          assert.ok(state[r][column] === value, `${resourceType}_state.${column} of text ${r}`);
          assert.ok(history[r][column] === value, `${resourceType}_metrics.${column} of text ${r}`);
        }
        for (const column of ["monitoring_id", "metric", "value_text", "unit", "flow_id", "agent_version"]) {
          assert.ok(history[r][column] === value, `${resourceType}_metrics.${column} of text ${r}`);
        }
        const { is_physical, ...features } = JSON.parse(String(state[r].metrics));
        assert.deepEqual(Object.keys(features), [feature]);
        assert.ok(features[feature] === value, `${feature} of text ${r}`);
        assert.ok(is_physical === (resourceType === "device" && r === 0 ? long.value : undefined));
      }
    }
    await collecting.close();
    await log.close();
    for (const resourceType of RESOURCE_TYPES) await database.query(`DELETE FROM ${resourceType}_state`);
  });

  it("names a statement that it refuses, and never a password", async () => {
    await assert.rejects(database.query("SELEKT 1"), { code: "sql" });
    await assert.rejects(database.query("SELECT * FROM nowhere"), { code: "sql", message: /nowhere/ });
    assert.doesNotMatch(database.place, /secret/);
  });
});

describe("opening a database", () => {
  it("in a file keeps it, and a file that is none is refused", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "dataplane-lab-"));
    const file = path.join(folder, "lab.duckdb");
    const first = await openDatabase({ kind: "duckdb", file });
    await first.query("INSERT INTO positions (topic, log_partition, next_offset) VALUES ('x', 0, 5)");
    await first.close();
    await assert.rejects(first.query("SELECT 1"), { code: "closed" });
    const again = await openDatabase({ kind: "duckdb", file });
    assert.deepEqual(await again.query("SELECT next_offset FROM positions"), [{ next_offset: 5 }]);
    await again.close();
    await assert.rejects(openDatabase({ kind: "duckdb", file: __filename }), { code: "unavailable" });
    await rm(folder, { recursive: true });
  });

  it("DuckDB's queries reach no other file", async () => {
    const database = await openDatabase();
    await assert.rejects(database.query("SELECT * FROM read_csv('/etc/passwd')"), { code: "sql" });
    await assert.rejects(database.query("SET enable_external_access = true"), { code: "sql" });
    await database.close();
  });

  it("a server that is not there is unavailable, with the place and what to do", async () => {
    await assert.rejects(openDatabase({ kind: "mysql", port: 1, user: "x", schema: "lab" }), {
      code: "unavailable",
      message: /127\.0\.0\.1:1\/lab.*configuration/,
    });
  });

  it("a password variable that is not set is an error of its own", async () => {
    const config = {
      kind: "mysql",
      user: "x",
      schema: "lab",
      passwordVariable: "DATAPLANE_LAB_NO_SUCH",
    } as const;
    await assert.rejects(openDatabase(config), { code: "argument", message: /DATAPLANE_LAB_NO_SUCH/ });
  });
});
