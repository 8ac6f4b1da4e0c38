import assert from "node:assert/strict";
import type { Log } from "../../../src/lib/stream";
import { byPartition, fresh, joined, numbered, pollUntil, silent, take, text, topicOf } from "./helpers";

/** One member of a group: positions, commits, seeking, pausing. */
export function describeGroups(log: () => Log): void {
  it("hands out all records of all partitions, each partition in order", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    await log().append(topic, numbered(300));
    const consumer = await joined(log(), fresh("group"), [topic]);
    const records = await take(consumer, 300);
    assert.equal(new Set(records.map(text)).size, 300);
    for (const some of byPartition(records).values()) {
      assert.ok(some.every((record, i) => record.offset === i));
    }
    await silent(consumer);
    await consumer.close();
  });

  it("hands out ten thousand records", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    for (let i = 0; i < 10; i++) await log().append(topic, numbered(1000, i * 1000));
    const consumer = await joined(log(), fresh("group"), [topic]);
    assert.equal(new Set((await take(consumer, 10_000)).map(text)).size, 10_000);
    await consumer.close();
  });

  it("hands out batches of one partition, of at most maxRecords", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    await log().append(topic, numbered(100));
    const consumer = await log().consumer({ group: fresh("group"), topics: [topic], maxRecords: 7 });
    await consumer.ready;
    let seen = 0;
    for (const deadline = Date.now() + 60_000; seen < 100 && Date.now() < deadline; ) {
      const batch = await consumer.poll();
      if (batch === undefined) continue;
      assert.ok(batch.records.length >= 1 && batch.records.length <= 7);
      for (const record of batch.records)
        assert.deepEqual([record.topic, record.partition], [batch.topic, batch.partition]);
      seen += batch.records.length;
    }
    assert.equal(seen, 100);
    await consumer.close();
  });

  it("reads several topics", async () => {
    const [rows, control] = [await topicOf(log(), { partitions: 3 }), await topicOf(log())];
    await log().append(rows, numbered(20));
    await log().append(control, numbered(5));
    const consumer = await joined(log(), fresh("group"), [rows, control]);
    const records = await take(consumer, 25);
    assert.equal(records.filter(({ topic }) => topic === control).length, 5);
    assert.equal(consumer.assignment().length, 4);
    await consumer.close();
  });

  it("gives every group everything", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    await log().append(topic, numbered(30));
    const consumers = await Promise.all([1, 2, 3].map(() => joined(log(), fresh("group"), [topic])));
    for (const consumer of consumers) assert.equal(new Set((await take(consumer, 30)).map(text)).size, 30);
    await Promise.all(consumers.map((consumer) => consumer.close()));
  });

  it("begins at the end when asked to, and misses nothing that is appended once it is ready", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    await log().append(topic, numbered(10));
    const consumer = await log().consumer({ group: fresh("group"), topics: [topic], from: "latest" });
    await consumer.ready;
    await log().append(topic, numbered(10, 10));
    const values = (await take(consumer, 10)).map(text).sort();
    assert.deepEqual(
      values,
      numbered(10, 10).map(({ value }) => value),
    );
    await consumer.close();
  });

  it("goes on behind what was committed when a member comes back", async () => {
    const topic = await topicOf(log());
    const group = fresh("group");
    await log().append(topic, numbered(10));
    const first = await joined(log(), group, [topic]);
    await take(first, 10);
    await first.commit();
    await first.close();
    await log().append(topic, numbered(5, 10));
    const second = await joined(log(), group, [topic]);
    assert.deepEqual((await take(second, 5)).map(text), ["v10", "v11", "v12", "v13", "v14"]);
    await second.close();
    assert.deepEqual(await log().committed(group, topic), [{ topic, partition: 0, offset: 10 }]);
  });

  it("hands out again what was not committed", async () => {
    const topic = await topicOf(log());
    const group = fresh("group");
    await log().append(topic, numbered(10));
    const first = await joined(log(), group, [topic]);
    await take(first, 10);
    await first.commit([{ topic, partition: 0, offset: 4 }]);
    await first.close();
    const second = await joined(log(), group, [topic]);
    assert.deepEqual((await take(second, 6)).map(text), ["v4", "v5", "v6", "v7", "v8", "v9"]);
    await second.close();
  });

  it("has no committed offsets before the first commit", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    assert.deepEqual(await log().committed(fresh("group"), topic), []);
  });

  it("seeks back and forward, which commits nothing", async () => {
    const topic = await topicOf(log());
    const group = fresh("group");
    await log().append(topic, numbered(10));
    const consumer = await joined(log(), group, [topic]);
    await take(consumer, 10);
    await consumer.seek({ topic, partition: 0, offset: 3 });
    assert.deepEqual((await take(consumer, 7)).map(text)[0], "v3");
    await consumer.seek({ topic, partition: 0, offset: 9 });
    assert.deepEqual((await take(consumer, 1)).map(text), ["v9"]);
    assert.deepEqual(await log().committed(group, topic), []);
    await consumer.close();
  });

  it("hands out nothing of paused topics, and all of it after resuming", async () => {
    const [a, b] = [await topicOf(log()), await topicOf(log())];
    const consumer = await joined(log(), fresh("group"), [a, b]);
    await log().append(a, numbered(5));
    await take(consumer, 5);
    consumer.pause([a]);
    await log().append(a, numbered(5, 5));
    await log().append(b, numbered(3));
    assert.ok((await take(consumer, 3)).every(({ topic }) => topic === b));
    await silent(consumer);
    assert.equal(consumer.assignment().length, 2);
    consumer.pause();
    await log().append(b, numbered(1, 3));
    await silent(consumer);
    consumer.resume();
    assert.equal((await take(consumer, 6)).length, 6);
    await consumer.close();
  });

  it("waits for records that come later, and returns without one when the time is up", async () => {
    const topic = await topicOf(log());
    const consumer = await joined(log(), fresh("group"), [topic]);
    assert.equal(await consumer.poll(0), undefined);
    const begun = performance.now();
    assert.equal(await consumer.poll(150), undefined);
    assert.ok(performance.now() - begun >= 100);
    const seen: string[] = [];
    const polling = pollUntil(
      [consumer],
      () => seen.length === 1,
      (record) => seen.push(text(record)),
    );
    await log().append(topic, [{ value: "late" }]);
    await polling;
    assert.deepEqual(seen, ["late"]);
    await consumer.close();
  });

  it("ends a waiting poll when the consumer closes; closing again does nothing", async () => {
    const topic = await topicOf(log());
    const consumer = await joined(log(), fresh("group"), [topic]);
    const polling = consumer.poll(30_000);
    await consumer.close();
    assert.equal(await polling, undefined);
    assert.equal(await consumer.poll(), undefined);
    await consumer.close();
    await assert.rejects(consumer.commit(), { code: "closed" });
  });

  it("refuses to seek in a partition that is not the member's", async () => {
    const topic = await topicOf(log());
    const consumer = await joined(log(), fresh("group"), [topic]);
    await assert.rejects(consumer.seek({ topic, partition: 7, offset: 0 }), { code: "argument" });
    await consumer.close();
  });
}
