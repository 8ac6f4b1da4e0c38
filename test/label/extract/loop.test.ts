import assert from "node:assert/strict";
import { LabError } from "../../../src/lib/core";
import {
  buildInstances,
  CONTEXT,
  type Database,
  extractionLoop,
  type Iteration,
  instanceColumns,
  instanceSources,
  openDatabase,
} from "../../../src/lib/label";
import { openLab, steppedPace } from "../support/lab";

async function all(loop: AsyncGenerator<Iteration>): Promise<Iteration[]> {
  const found: Iteration[] = [];
  for await (const iteration of loop) found.push(iteration);
  return found;
}

describe("extraction loop", () => {
  it("turns the present state into instances: one for each rule, with the counters of the network", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 2, count: 12 });
    for (let i = 0; i < 3; i++) await lab.step();
    const [{ instances, rules, steps }] = await all(
      extractionLoop({ database: lab.database, intervalMs: 0, iterations: 1 }),
    );
    const { network } = lab;
    assert.deepEqual(instances.names, [...CONTEXT, ...instanceColumns().map((column) => column.name)]);
    assert.deepEqual(new Set(instances.texts("rule")), new Set(network.rules().map((rule) => rule.id)));
    assert.deepEqual([steps.ports, steps.rules, steps.queries, steps.retries], [6, 12, 26, 0]);
    for (const row of instances.rows()) {
      const rule = network.rules().find(({ id }) => id === row.rule);
      const counters = network.counters(String(row.rule));
      assert.equal(row.matched_packets_total, counters.matchedPackets);
      assert.equal(row.matched_bytes_current, counters.currentBytes);
      assert.equal(row.rule_technology, rule?.technology);
      assert.equal(row.port, rule?.portId);
      assert.equal(row.time, network.time);
      const point = network.ports().get(String(row.port))?.points.get(String(row.rule_technology));
      assert.equal(row.rx_packets, point?.counters.packets.INGRESS);
      assert.equal(row.active_rules, point?.rules.length);
      assert.equal(row.queue_max_bandwidth, null, "no limit is missing, not 0");
    }
    assert.deepEqual(
      buildInstances(rules.map(({ parts }) => parts)).row(0).rule_sense,
      instances.at(0, "rule_sense"),
    );
    await lab.close();
  });

  it("leads each cell back to its record on the log", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 2, count: 8 });
    await lab.step();
    for (const layout of [{}, { technologies: ["TC", "OVS"], queues: 2 as const }]) {
      const loop = extractionLoop({ database: lab.database, intervalMs: 0, iterations: 1, layout });
      const [{ instances, rules }] = await all(loop);
      const sources = instanceSources(rules, layout);
      let traced = 0;
      for (const column of instanceColumns(layout)) {
        for (let row = 0; row < instances.length; row++) {
          const value = instances.at(row, column.name);
          const source = sources.texts(column.name)[row];
          if (value !== null) assert.notEqual(source, null, column.name);
          // Aggregated cells have several records; single ones must hold the very value.
          if (source === null || source.includes(" ")) continue;
          const [topic, partition, offset] = source.split("/");
          const [record] = await lab.log.read(topic, Number(partition), Number(offset), 1);
          const { value: reported, metricName } = JSON.parse(Buffer.from(record.value ?? []).toString());
          assert.deepEqual([reported, metricName], [value, column.feature.name]);
          traced++;
        }
      }
      assert.ok(traced > 200, `${traced}`);
    }
    await lab.close();
  });

  it("asks as many queries for 1 rule at a port as for 32, and gets one row a rule (F37)", async () => {
    for (const count of [1, 2, 8, 32]) {
      const lab = await openLab();
      await lab.enforce({ seed: 3, count, place: "edge/eth0" });
      await lab.step();
      let asked = 0;
      let ruleRows = 0;
      const counting: Database = {
        ...lab.database,
        query: async (text, values) => {
          asked++;
          const rows = await lab.database.query(text, values);
          if (/FROM rule_state WHERE/.test(text)) ruleRows += rows.length;
          return rows;
        },
        close: async () => undefined,
      };
      const [{ steps, instances }] = await all(
        extractionLoop({ database: counting, intervalMs: 0, iterations: 1 }),
      );
      assert.deepEqual([instances.length, ruleRows], [count, count]);
      // One to see that it answers; topology; ports; four for the one port.
      assert.deepEqual([asked, steps.queries], [7, 6]);
      await lab.close();
    }
  });

  it("does not begin before there are rules, and keeps its interval", async () => {
    const lab = await openLab();
    await lab.step();
    const pace = steppedPace();
    const waits: string[] = [];
    const loop = extractionLoop({
      database: lab.database,
      intervalMs: 1000,
      iterations: 3,
      pace,
      onWait: (reason) => waits.push(reason),
    });
    const first = loop.next();
    while (waits.length < 3) await new Promise((resolve) => setImmediate(resolve));
    await lab.enforce({ seed: 1, count: 3 });
    await lab.step();
    const iterations = [(await first).value as Iteration, ...(await all(loop))];
    assert.deepEqual(
      iterations.map(({ iteration }) => iteration),
      [0, 1, 2],
    );
    // The first one may meet the collector half-way.
    assert.ok(iterations[0].instances.length >= 1);
    assert.deepEqual(
      iterations.slice(1).map(({ instances }) => instances.length),
      [3, 3],
    );
    assert.ok(waits.every((reason) => reason === "no-rules"));
    const begun = iterations.map(({ steps }) => steps.begun);
    for (const i of [1, 2]) assert.ok(Math.abs(begun[i] - begun[i - 1] - 1000) <= 2, String(begun));
    for (const { steps } of iterations) {
      assert.ok(
        steps.begun < steps.connected && steps.connected < steps.extracted && steps.extracted < steps.written,
      );
    }
    await lab.close();
  });

  it("runs until it is told to end when it is infinite", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 1, count: 2 });
    await lab.step();
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { iteration } of extractionLoop({
      database: lab.database,
      intervalMs: 0,
      iterations: "infinite",
      pace: steppedPace(),
      signal: stop.signal,
    })) {
      seen.push(iteration);
      if (iteration === 40) stop.abort();
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 41 }, (_, i) => i),
    );
    await lab.close();
  });

  it("begins an interrupted iteration anew when the database is away: none lost, none twice", async () => {
    const lab = await openLab();
    await lab.enforce({ seed: 1, count: 4 });
    await lab.step();
    let queries = 0;
    let opened = 0;
    const away = () => new LabError({ code: "unavailable", expected: "a database", found: "none" });
    // Away at every fifth query, and at every second attempt to open it again.
    const flaky = async (): Promise<Database> => {
      if (++opened % 2 === 0) throw away();
      return {
        ...lab.database,
        query: async (text, values) => {
          if (++queries % 67 === 0) throw away();
          return lab.database.query(text, values);
        },
        close: async () => undefined,
      };
    };
    const pace = steppedPace();
    const iterations = await all(extractionLoop({ database: flaky, intervalMs: 10, iterations: 20, pace }));
    assert.deepEqual(
      iterations.map(({ iteration }) => iteration),
      Array.from({ length: 20 }, (_, i) => i),
    );
    assert.ok(iterations.every(({ instances }) => instances.length === 4));
    const retries = iterations.reduce((sum, { steps }) => sum + steps.retries, 0);
    assert.ok(retries >= 8, String(retries));
    await lab.close();
  });

  it("stops at any other fault, and at options that make no sense", async () => {
    const broken = async (): Promise<Database> => {
      throw new LabError({ code: "sql", expected: "a table", found: "none" });
    };
    await assert.rejects(all(extractionLoop({ database: broken, intervalMs: 0, iterations: 1 })), {
      code: "sql",
    });
    for (const bad of [
      { intervalMs: -1 },
      { intervalMs: Number.NaN },
      { iterations: -1 },
      { iterations: 1.5 },
      { features: ["nothing"] },
      { features: ["rx_packets", "rx_packets"] },
    ]) {
      const options = { database: () => openDatabase(), intervalMs: 0, iterations: 1, ...bad };
      await assert.rejects(all(extractionLoop(options)), { code: "argument" }, JSON.stringify(bad));
    }
  });
});
