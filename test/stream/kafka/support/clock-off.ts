// A process whose clock is off: appends three records, consumes and commits them, prints their values.
import { kafkaLog } from "../../../../src/lib/stream";

const [address, topic, offMs] = process.argv.slice(2);
const now = Date.now.bind(Date);
Date.now = () => now() + Number(offMs);

async function main(): Promise<void> {
  const log = kafkaLog({ brokers: address });
  await log.append(topic, [{ value: "0" }, { value: "1" }, { value: "2" }]);
  const consumer = await log.consumer({ group: topic, topics: [topic] });
  const values: string[] = [];
  while (values.length < 3) {
    const batch = await consumer.poll();
    for (const { value } of batch?.records ?? []) values.push(Buffer.from(value ?? []).toString());
  }
  await consumer.commit();
  console.log(JSON.stringify(values));
  await log.close();
}

void main();
