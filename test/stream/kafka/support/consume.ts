// A process that consumes slowly, prints each value before it commits it, and never ends by itself.
import { kafkaLog } from "../../../../src/lib/stream";

async function main(): Promise<void> {
  const [address, topic] = process.argv.slice(2);
  const log = kafkaLog({ brokers: address, sessionMs: 2_000 });
  const consumer = await log.consumer({ group: topic, topics: [topic], maxRecords: 20 });
  for (;;) {
    const batch = await consumer.poll();
    if (batch === undefined) continue;
    for (const { value } of batch.records) console.log(Buffer.from(value ?? []).toString());
    await consumer.commit();
  }
}

void main();
