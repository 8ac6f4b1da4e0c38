import assert from "node:assert/strict";
import { random } from "../../src/lib/core";
import { type Consumer, embeddedLog } from "../../src/lib/stream";
import { turns } from "./codec/helpers";

/**
 * Members that come, go and crash at random, and process what polls hand out: each record is processed at least once,
 * and its effect, keyed by place, exactly once, in order within each partition.
 */
describe("delivery to groups", () => {
  it("processes each record at least once, keyed exactly once, under random rebalances", async () => {
    const stream = random("rebalances");
    for (let k = 0; k < turns(60); k++) {
      const partitions = 1 + stream.integer(5);
      const log = embeddedLog();
      await log.createTopics([{ name: "t", partitions }]);
      const effects = new Map<string, string>();
      const highest = new Map<number, number>();
      const members: Consumer[] = [];
      const records = 50 + stream.integer(300);
      let appended = 0;
      let processed = 0;
      const join = async (): Promise<void> => {
        members.push(await log.consumer({ group: "g", topics: ["t"], maxRecords: 1 + stream.integer(20) }));
      };
      await join();
      for (let idle = 0; idle < 3 || effects.size < records; ) {
        assert.ok(idle < 100, `${effects.size} of ${records} came`);
        const dice = stream.integer(10);
        if (dice === 0 && members.length < 6) await join();
        if (dice === 1 && members.length > 1) {
          const [gone] = members.splice(stream.integer(members.length), 1);
          if (stream.integer(2) === 0) await gone.commit();
          await gone.close();
        }
        if (appended < records) {
          const some = Math.min(records - appended, stream.integer(40));
          await log.append(
            "t",
            Array.from({ length: some }, () => ({ key: `k${appended}`, value: `v${appended++}` })),
          );
        }
        const member = members[stream.integer(members.length)];
        const batch = await member.poll(0);
        idle = batch === undefined && appended === records ? idle + (effects.size < records ? 0.01 : 1) : 0;
        for (const { partition, offset, value } of batch?.records ?? []) {
          processed++;
          const place = `${partition}/${offset}`;
          const text = Buffer.from(value ?? []).toString();
          assert.equal(effects.get(place) ?? text, text);
          effects.set(place, text);
          // New records come in order; others are deliveries of known ones.
          const before = highest.get(partition) ?? -1;
          assert.ok(offset <= before + 1, `${offset} behind ${before}`);
          highest.set(partition, Math.max(before, offset));
        }
        if (stream.integer(3) === 0) await member.commit();
      }
      assert.equal(effects.size, records);
      assert.equal(new Set(effects.values()).size, records);
      assert.ok(processed >= records);
      await log.close();
    }
  });
});
