import assert from "node:assert/strict";
import { embeddedLog, kafkaLog, type Log, readRows, replay } from "../../../src/lib/stream";
import { KAFKA } from "../../support/kafka";
import { fresh } from "../log-contract/helpers";
import { recordsIn, SCHEMA, tableOf } from "./helpers";

/** What stands in a topic, without the times at which the log took it. */
async function content(log: Log, topic: string): Promise<string[]> {
  const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString("hex");
  return (await recordsIn(log, topic)).map(
    ({ partition, offset, key, value, headers }) =>
      `${partition}/${offset} ${hex(key)} ${JSON.stringify(Object.entries(headers).sort())} ${hex(value)}`,
  );
}

describe("a replay on a Kafka broker (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(180_000);
  let kafka: Log;
  before(function () {
    if (KAFKA === undefined) this.skip();
    kafka = kafkaLog({ brokers: KAFKA });
  });
  after(() => kafka?.close());

  for (const form of ["json", "typed"] as const) {
    it(`${form}: leaves the records that it leaves in the embedded log, byte for byte, and is read in order`, async () => {
      const rows = tableOf(2000, {
        experiment: (i) => `exp-${Math.floor(i / 150)}`,
        y: (i) => (i % 9 ? i : Number.NaN),
      });
      const plan = {
        schema: SCHEMA,
        stages: [
          { name: "s", rows },
          { name: "t", rows, part: "head" as const, count: 100 },
        ],
      };
      const topic = fresh("rows");
      const control = fresh("control");
      const embedded = embeddedLog();
      const found: string[][] = [];
      for (const log of [embedded, kafka]) {
        await log.createTopics([{ name: topic, partitions: 3 }, { name: control }]);
        const options = { topic, form, partitioning: "hash", jitterMs: 200, seed: 3 } as const;
        const ready = { topic: control, services: { predict: 1 } };
        const running = replay(log, plan, { ...options, ready });
        await log.append(control, [{ value: '{"type":"ready","service":"predict","instance":"infer1"}' }]);
        const seqs: number[] = [];
        for await (const some of readRows(log, { topic, schema: SCHEMA }))
          seqs.push(...some.map(({ seq }) => seq));
        assert.deepEqual(
          seqs,
          Array.from({ length: 2100 }, (_, seq) => seq),
        );
        assert.equal((await running.done).rows, 2100);
        found.push(await content(log, topic));
      }
      assert.deepEqual(found[1], found[0]);
    });
  }
});
