import assert from "node:assert/strict";
import type { Consumer, Log, LogRecord, TopicSpec } from "../../../src/lib/stream";

/** On a busy machine a broker may need this long for a change of members. */
export const DEADLINE_MS = 60_000;

let names = 0;

/** A name that no other test, file or process uses. */
export function fresh(word: string): string {
  return `${word}-${process.pid}-${Date.now().toString(36)}-${names++}`;
}

export async function topicOf(log: Log, spec: Omit<TopicSpec, "name"> = {}): Promise<string> {
  const name = fresh("topic");
  await log.createTopics([{ name, ...spec }]);
  return name;
}

/** Polls the consumers in turn, as services do, until the condition holds. */
export async function pollUntil(
  consumers: readonly Consumer[],
  done: () => boolean,
  take: (record: LogRecord, consumer: Consumer) => void = () => {},
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!done()) {
    assert.ok(Date.now() < deadline, `nothing more came within ${DEADLINE_MS} ms`);
    for (const consumer of consumers) {
      const batch = await consumer.poll(20);
      for (const record of batch?.records ?? []) take(record, consumer);
    }
  }
}

/** The next `count` records of a consumer. */
export async function take(consumer: Consumer, count: number): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  await pollUntil(
    [consumer],
    () => records.length >= count,
    (record) => records.push(record),
  );
  assert.equal(records.length, count);
  return records;
}

/** Holds that nothing more comes for a while. */
export async function silent(consumer: Consumer, ms = 500): Promise<void> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) assert.equal(await consumer.poll(50), undefined);
}

export function text(record: LogRecord): string {
  return record.value === null ? "null" : Buffer.from(record.value).toString();
}

export function place({ topic, partition, offset }: LogRecord): string {
  return `${topic}/${partition}/${offset}`;
}

/** `count` records v0, v1, …, each with its number as key. */
export function numbered(count: number, from = 0): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: `v${from + i}` }));
}

export function byPartition(records: readonly LogRecord[]): Map<number, LogRecord[]> {
  const map = new Map<number, LogRecord[]>();
  for (const record of records) map.set(record.partition, [...(map.get(record.partition) ?? []), record]);
  return map;
}

export async function joined(log: Log, group: string, topics: readonly string[]): Promise<Consumer> {
  const consumer = await log.consumer({ group, topics });
  await consumer.ready;
  return consumer;
}

/** Polls until the members hold each partition once, in the given numbers (in any order). */
export async function shared(
  consumers: readonly Consumer[],
  counts: readonly number[],
  take: (record: LogRecord, consumer: Consumer) => void = () => {},
): Promise<void> {
  const wanted = [...counts].sort().join();
  await pollUntil(
    consumers,
    () => {
      const held = consumers.map((consumer) => consumer.assignment().map((a) => `${a.topic}/${a.partition}`));
      const all = held.flat();
      return (
        new Set(all).size === all.length &&
        held
          .map((h) => h.length)
          .sort()
          .join() === wanted
      );
    },
    take,
  );
}
