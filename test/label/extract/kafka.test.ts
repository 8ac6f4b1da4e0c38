import assert from "node:assert/strict";
import {
  collector,
  extractionLoop,
  networkAgents,
  networkTopics,
  openDatabase,
  publishRules,
  ruleDirectives,
  simulatedNetwork,
} from "../../../src/lib/label";
import { kafkaLog } from "../../../src/lib/stream";
import { KAFKA } from "../../support/kafka";

describe("a network, its collector and its extraction on a broker", function () {
  this.timeout(180_000);

  it("give the instances that the network's counters say, and obey directives (set DATAPLANE_LAB_KAFKA)", async function () {
    if (KAFKA === undefined) return this.skip();
    const log = await kafkaLog({ brokers: [KAFKA] });
    const topics = networkTopics(`label-${process.pid}-${Date.now()}`);
    const network = simulatedNetwork({ seed: 6 });
    const agents = await networkAgents(log, network, topics);
    const database = await openDatabase();
    const collecting = await collector(log, topics, database, { group: `${topics.metrics}.collector` });
    await agents.inventory();
    await publishRules(log, topics, ruleDirectives(network, { seed: 1, count: 9 }));
    assert.deepEqual(await agents.obey(), { enforced: 9, refused: [] });
    const records = (await agents.report()) + (await agents.report());
    let stored = 0;
    for (let i = 0; i < 100 && stored < records + 1; i++) stored += (await collecting.collect()).stored;
    assert.equal(stored, records + 1, "every record once, and the topology");
    for await (const { instances } of extractionLoop({ database, intervalMs: 0, iterations: 1 })) {
      assert.equal(instances.length, 9);
      for (const row of instances.rows()) {
        assert.equal(row.matched_packets_total, network.counters(String(row.rule)).matchedPackets);
      }
    }
    await collecting.close();
    await agents.close();
    await database.close();
    await log.close();
  });
});
