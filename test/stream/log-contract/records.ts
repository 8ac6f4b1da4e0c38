import assert from "node:assert/strict";
import type { Log, LogRecord, NewRecord } from "../../../src/lib/stream";
import { keyHash } from "../../../src/lib/stream";
import { byPartition, numbered, text, topicOf } from "./helpers";

async function readAll(log: Log, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (const { partition, earliest, latest } of await log.ranges(topic)) {
    for (let next = earliest; next < latest; ) {
      const some = await log.read(topic, partition, next, 1000);
      if (some.length === 0) break;
      records.push(...some);
      next = some[some.length - 1].offset + 1;
    }
  }
  return records;
}

const bytes = (source: Uint8Array | null | undefined): string | null =>
  source === null || source === undefined ? null : Buffer.from(source).toString("hex");

/** Appending and reading outside of groups. */
export function describeRecords(log: () => Log): void {
  it("tells where each record stands, and reads it there", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    const positions = await log().append(topic, numbered(50));
    assert.equal(positions.length, 50);
    for (const [i, { partition, offset }] of positions.entries()) {
      const [record] = await log().read(topic, partition, offset, 1);
      assert.deepEqual(
        [record.topic, record.partition, record.offset, text(record)],
        [topic, partition, offset, `v${i}`],
      );
    }
  });

  it("keeps the order of appending within each partition", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    for (let i = 0; i < 5; i++) await log().append(topic, numbered(40, 40 * i));
    const records = await readAll(log(), topic);
    assert.equal(records.length, 200);
    for (const some of byPartition(records).values()) {
      const numbers = some.map((record) => Number(text(record).slice(1)));
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      assert.ok(some.every((record, i) => i === 0 || record.offset > some[i - 1].offset));
    }
  });

  it("keeps each producer's order when several append at once", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        for (let i = 0; i < 10; i++) {
          await log().append(topic, [{ partition: i % 2, value: `${name}${String(i).padStart(2, "0")}` }]);
        }
      }),
    );
    const records = await readAll(log(), topic);
    assert.equal(new Set(records.map(text)).size, 30);
    for (const some of byPartition(records).values()) {
      for (const name of ["a", "b", "c"]) {
        const own = some.map(text).filter((value) => value.startsWith(name));
        assert.deepEqual(own, [...own].sort());
      }
    }
  });

  it("puts a record into the partition that it names", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    const positions = await log().append(
      topic,
      [2, 0, 2, 1].map((partition) => ({ partition, key: "same", value: String(partition) })),
    );
    assert.deepEqual(
      positions.map(({ partition }) => partition),
      [2, 0, 2, 1],
    );
    for (const record of await readAll(log(), topic)) assert.equal(text(record), String(record.partition));
  });

  it("lets the key choose the partition, as Kafka's default partitioner does", async () => {
    const topic = await topicOf(log(), { partitions: 7 });
    const keys = ["firewall", "nf_router", "ndpi_stats", "payload_scan", "bridge", "é\u2028😀", "1234567"];
    const positions = await log().append(
      topic,
      [...keys, ...keys].map((key) => ({ key, value: "x" })),
    );
    // Of org.apache.kafka.common.utils.Utils: toPositive(murmur2(key)) % 7.
    const expected = [...keys, ...keys].map((key) => (keyHash(Buffer.from(key)) & 0x7fffffff) % 7);
    assert.deepEqual(
      positions.map(({ partition }) => partition),
      expected,
    );
  });

  it("lets the partitions take turns without a key", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    for (let i = 0; i < 30; i++) await log().append(topic, [{ value: "a" }, { value: "b" }]);
    const ranges = await log().ranges(topic);
    assert.deepEqual(
      ranges.map(({ earliest, latest }) => latest - earliest),
      [20, 20, 20],
    );
  });

  it("carries every byte of keys and values: binary, Unicode, empty, none", async () => {
    const topic = await topicOf(log());
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const records: NewRecord[] = [
      { key: all, value: all },
      { key: "ключ \u2028 \u0000", value: "värde 😀 \u2029 \ufeff" },
      { key: "", value: "" },
      { key: new Uint8Array(0), value: new Uint8Array(0) },
      { key: null, value: "no key" },
      { key: "tombstone", value: null },
      { value: Buffer.from("a buffer").subarray(2) },
    ];
    await log().append(topic, records);
    const asBytes = (source: Uint8Array | string | null | undefined): string | null =>
      bytes(typeof source === "string" ? Buffer.from(source) : source);
    const back = await log().read(topic, 0, 0);
    assert.deepEqual(
      back.map(({ key, value }) => [bytes(key), bytes(value)]),
      records.map(({ key, value }) => [asBytes(key), asBytes(value)]),
    );
  });

  it("carries headers, whatever their names", async () => {
    const topic = await topicOf(log());
    const headers: Record<string, string> = { "drst-run-id": "r1", empty: "", ünïcode: "\u2028😀" };
    for (const name of ["__proto__", "constructor", "hasOwnProperty", "toString"]) {
      Object.defineProperty(headers, name, { value: `own ${name}`, enumerable: true });
    }
    await log().append(topic, [{ value: "with", headers }, { value: "without" }]);
    const [first, second] = await log().read(topic, 0, 0);
    assert.deepEqual(Object.entries(first.headers).sort(), Object.entries(headers).sort());
    assert.deepEqual(Object.entries(second.headers), []);
    for (const name of ["__proto__", "constructor", "toString"])
      assert.equal(second.headers[name], undefined);
  });

  it("does not keep bytes that the giver changes later", async () => {
    const topic = await topicOf(log());
    const value = new Uint8Array([1, 2, 3]);
    await log().append(topic, [{ value }]);
    value.fill(9);
    assert.equal(bytes((await log().read(topic, 0, 0))[0].value), "010203");
  });

  it("gives records the time at which it took them", async () => {
    const topic = await topicOf(log());
    await log().append(topic, [{ value: "now" }]);
    const [{ time }] = await log().read(topic, 0, 0);
    assert.ok(Math.abs(time - Date.now()) < 3_600_000, String(time));
  });

  it("reads from an offset on, at most so many, and nothing beyond the end", async () => {
    const topic = await topicOf(log());
    await log().append(topic, numbered(20));
    const values = async (from: number, most?: number) =>
      (await log().read(topic, 0, from, most)).map(text).join();
    assert.equal(await values(5, 3), "v5,v6,v7");
    assert.equal(await values(18), "v18,v19");
    assert.equal(await values(20), "");
    assert.equal(await values(1000), "");
    assert.deepEqual(await log().ranges(topic), [{ partition: 0, earliest: 0, latest: 20 }]);
  });

  it("appends nothing when asked to append nothing", async () => {
    const topic = await topicOf(log());
    assert.deepEqual(await log().append(topic, []), []);
    assert.deepEqual(await log().ranges(topic), [{ partition: 0, earliest: 0, latest: 0 }]);
  });

  it("refuses a record that is too large, and goes on", async () => {
    const topic = await topicOf(log(), { maxRecordBytes: 10_000 });
    await assert.rejects(log().append(topic, [{ value: new Uint8Array(20_000) }]), { code: "limit" });
    await log().append(topic, [{ value: new Uint8Array(5_000).fill(7) }]);
    const records = await readAll(log(), topic);
    assert.deepEqual(
      records.map(({ value }) => value?.length),
      [5_000],
    );
  });

  it("takes a record of a megabyte where the topic allows it", async () => {
    const topic = await topicOf(log(), { maxRecordBytes: 3 << 20 });
    const value = Uint8Array.from({ length: 2 << 20 }, (_, i) => i * 31);
    await log().append(topic, [{ value }]);
    assert.ok(Buffer.from(value).equals((await log().read(topic, 0, 0))[0].value ?? new Uint8Array(0)));
  });

  it("keeps the newest record of each key of a compacted topic", async () => {
    const topic = await topicOf(log(), { compact: true });
    for (let round = 0; round < 10; round++) {
      const records = Array.from({ length: 200 }, (_, i) => ({
        key: `model/${i % 5}`,
        value: `${round}/${i}`,
      }));
      await log().append(topic, records);
    }
    await log().append(topic, [{ key: "model/4", value: null }]);
    const newest = new Map<string, string>();
    for (const record of await readAll(log(), topic))
      newest.set(Buffer.from(record.key ?? []).toString(), text(record));
    assert.equal(newest.get("model/4") ?? "null", "null");
    newest.delete("model/4");
    assert.deepEqual(
      [...newest].sort(),
      [195, 196, 197, 198].map((i) => [`model/${i % 5}`, `9/${i}`]),
    );
  });

  it("refuses a record without key on a compacted topic", async () => {
    const topic = await topicOf(log(), { compact: true });
    await assert.rejects(log().append(topic, [{ value: "no key" }]));
    await log().append(topic, [{ key: "k", value: "v" }]);
    assert.deepEqual((await readAll(log(), topic)).map(text), ["v"]);
  });
}
