import assert from "node:assert/strict";
import { collector, extractionLoop, openDatabase } from "../../../src/lib/label";
import { openLab } from "../support/lab";
import { type MariaDb, noMariaDb, privateMariaDb } from "../support/mariadb";

describe("extraction from a MariaDB server that is killed", function () {
  this.timeout(240_000);
  let server: MariaDb;
  before(async function () {
    if (noMariaDb !== undefined) {
      process.stdout.write(`\n  skipped: ${noMariaDb}\n`);
      this.skip();
    }
    server = await privateMariaDb();
  });
  after(() => server?.remove());

  it("goes on where it was when the server is back: no iteration lost, none twice, no record twice", async () => {
    const lab = await openLab({ database: await openDatabase(server.config) });
    await lab.enforce({ seed: 4, count: 8 });
    await lab.step();
    const seen: [number, number][] = [];
    const waits: string[] = [];
    let back: Promise<void> | undefined;
    for await (const { iteration, instances, steps } of extractionLoop({
      database: () => openDatabase(server.config),
      intervalMs: 5,
      iterations: 12,
      onWait(reason, error) {
        waits.push(`${reason} ${error?.code}`);
        back ??= server.start();
      },
    })) {
      seen.push([iteration, instances.length]);
      if (iteration === 5) {
        await server.stop("SIGKILL");
        // The log keeps what the collector cannot store.
        await lab.agents.report();
        await assert.rejects(lab.collector.collect(), { code: "unavailable" });
      }
      if (iteration === 6) {
        assert.ok(steps.retries > 0);
        assert.ok((await lab.collector.collect()).stored > 0);
      }
    }
    await back;
    assert.ok(waits.length > 0 && waits.every((wait) => wait === "unavailable unavailable"), waits.join());
    assert.deepEqual(
      seen,
      Array.from({ length: 12 }, (_, i) => [i, 8]),
    );
    // Two reports, each of them stored once.
    const doubled = await lab.database.query(
      "SELECT monitored_id, rule_id, metric, sequence FROM rule_metrics GROUP BY monitored_id, rule_id, metric, sequence HAVING count(*) > 1",
    );
    assert.deepEqual(doubled, []);
    const sequences = await lab.database.query(
      "SELECT DISTINCT sequence FROM rule_metrics ORDER BY sequence",
    );
    assert.deepEqual(
      sequences.map((row) => row.sequence),
      [1, 2],
    );
    await lab.close();
  });

  it("gives the same instances as DuckDB", async () => {
    const lab = await openLab({ network: { seed: 9 } });
    await lab.enforce({ seed: 4, count: 10 });
    await lab.step();
    await lab.step();
    const maria = { ...server.config };
    const root = await openDatabase(maria);
    const tables = await root.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?",
      [maria.schema],
    );
    for (const { name } of tables) await root.query(`DELETE FROM ${name}`);
    const second = await collector(lab.log, lab.topics, root, { group: "maria" });
    await second.collect();
    await second.close();
    const layout = { technologies: ["TC", "OVS", "IPTABLES"], queues: 2 } as const;
    const results = await Promise.all(
      [lab.database, root].map(async (database) => {
        for await (const { instances } of extractionLoop({
          database,
          intervalMs: 0,
          iterations: 1,
          layout,
        })) {
          return [...instances.rows()];
        }
        return [];
      }),
    );
    assert.equal(results[0].length, 10);
    assert.deepEqual(results[0], results[1]);
    await root.close();
    await lab.close();
  });
});
