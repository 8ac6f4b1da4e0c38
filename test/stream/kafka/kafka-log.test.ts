import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { random } from "../../../src/lib/core";
import { kafkaLog, type Log, type LogRecord } from "../../../src/lib/stream";
import { KAFKA } from "../../support/kafka";
import { describeLogContract } from "../log-contract";

const run = promisify(execFile);
const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();
/** Names of a test's own: the broker is shared. */
const name = (what: string): string => `${what}-${randomUUID()}`;

const HOSTILE = [
  "",
  " ",
  "\u0000",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "then",
  "<script>alert(1)</script>",
  "ключ\r\nX-Injected: 1",
  "\u{1f600}\u202e",
  "'; DROP TABLE rows; --",
  "a".repeat(5_000),
];

describe("kafkaLog without a broker", () => {
  it("says where it looked and how to start one", async () => {
    const log = kafkaLog({ brokers: ["127.0.0.1:1", "127.0.0.1:2"], connectMs: 300 });
    const message =
      /a Kafka broker at 127\.0\.0\.1:1, 127\.0\.0\.1:2, found none .*npm run kafka.*docker compose/;
    await assert.rejects(log.topics(), { name: "LabError", code: "unavailable", message });
    await assert.rejects(log.append("rows", [{ value: "x" }]), { code: "unavailable", message });
    await assert.rejects(log.read("rows", 0, 0), { code: "unavailable", message });
    await assert.rejects(log.consumer({ group: "g", topics: ["rows"] }), { code: "unavailable", message });
    await log.close();
    await assert.rejects(log.topics(), { code: "closed" });
  });

  it("refuses options that are none", () => {
    const wrong: readonly (readonly [Parameters<typeof kafkaLog>[0], RegExp])[] = [
      [{ brokers: "localhost" }, /"host:port"/],
      [{ brokers: "localhost:0" }, /"host:port"/],
      [{ brokers: "localhost:65536" }, /"host:port"/],
      [{ brokers: "http://localhost:9092" }, /"host:port"/],
      [{ brokers: "a:1,,b:2" }, /"host:port"/],
      [{ brokers: [] }, /at least one broker/],
      [{ brokers: "a:1", giveUpMs: -1 }, /giveUpMs/],
      [{ brokers: "a:1", sessionMs: Number.NaN }, /sessionMs/],
      [{ brokers: "a:1", compression: "snappy" as "none" }, /"none" or "gzip"/],
    ];
    for (const [options, message] of wrong)
      assert.throws(() => kafkaLog(options), { code: "argument", message }, JSON.stringify(options));
  });
});

describe("kafkaLog (set DATAPLANE_LAB_KAFKA)", () => {
  before(function () {
    if (KAFKA === undefined) this.skip();
  });
  describeLogContract("kafka", async () => {
    const log = kafkaLog({ brokers: KAFKA ?? "" });
    return { log, close: () => log.close() };
  });
});

describe("kafkaLog on a broker (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(90_000);
  let log: Log;
  const brokers = KAFKA ?? "";
  before(function () {
    if (KAFKA === undefined) return this.skip();
    log = kafkaLog({ brokers });
  });
  after(() => log?.close());

  async function topic(
    what: string,
    spec: { partitions?: number; maxRecordBytes?: number } = {},
  ): Promise<string> {
    const made = name(what);
    await log.createTopics([{ name: made, ...spec }]);
    return made;
  }

  it("carries any key, value and header", async () => {
    const rows = await topic("hostile");
    const rng = random(7).fork("hostile");
    const bytes = () => Uint8Array.from({ length: rng.integer(300) }, () => rng.integer(256));
    const records = [
      ...HOSTILE.map((word) => ({
        key: new TextEncoder().encode(word),
        value: new TextEncoder().encode(word),
        headers: Object.fromEntries(HOSTILE.map((header) => [`${header}`, word] as const)),
      })),
      ...Array.from({ length: 200 }, () => ({ key: bytes(), value: bytes(), headers: {} })),
      { key: null, value: null, headers: {} },
    ];
    await log.append(rows, records);
    const plain = ({ key, value, headers }: Pick<LogRecord, "key" | "value" | "headers">) => ({
      key,
      value,
      headers: Object.entries(headers),
    });
    assert.deepEqual((await log.read(rows, 0, 0)).map(plain), records.map(plain));
    const consumer = await log.consumer({ group: name("g"), topics: [rows] });
    assert.deepEqual((await consumer.poll(10_000))?.records.map(plain), records.map(plain));
    await consumer.close();
  });

  it("reads what other clients wrote: gzip, repeated headers, their own clocks, and is read by them", async () => {
    const foreign = name("foreign");
    const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [
        {
          topic: foreign,
          numPartitions: 1,
          configEntries: [{ name: "message.timestamp.type", value: "CreateTime" }],
        },
      ],
    });
    const producer = kafka.producer({ createPartitioner: () => () => 0 });
    await producer.connect();
    const headers = { "drst-sentinel": "1", twice: ["a", "b"], none: "" };
    const timestamp = String(Date.UTC(2017, 0, 1));
    await producer.send({
      topic: foreign,
      compression: 1,
      messages: [{ value: "__DRST_EOF__", headers, timestamp }],
    });
    const [record] = await log.read(foreign, 0, 0);
    assert.equal(text(record.value), "__DRST_EOF__");
    assert.deepEqual({ ...record.headers }, { "drst-sentinel": "1", twice: "b", none: "" });
    assert.equal(record.time, Date.UTC(2017, 0, 1));

    const zipped = kafkaLog({ brokers, compression: "gzip" });
    await zipped.append(foreign, [{ key: "k", value: "from the lab" }]);
    await zipped.close();
    const consumer = kafka.consumer({ groupId: name("g"), maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: foreign, fromBeginning: true });
    const seen = await new Promise<string[]>((resolve) => {
      const values: string[] = [];
      void consumer.run({
        eachMessage: async ({ message }) => {
          values.push(text(message.value));
          if (values.length === 2) resolve(values);
        },
      });
    });
    assert.deepEqual(seen, ["__DRST_EOF__", "from the lab"]);
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
  });

  it("takes records up to the topic's limit, and refuses a larger one before anything is sent", async () => {
    const large = await topic("large", { maxRecordBytes: 16 * 2 ** 20 });
    const ten = new Uint8Array(10 * 2 ** 20).fill(7);
    await log.append(large, [{ value: ten }, { value: ten }]);
    assert.equal((await log.read(large, 0, 1))[0].value?.length, ten.length);
    const consumer = await log.consumer({ group: name("g"), topics: [large] });
    assert.equal((await consumer.poll(20_000))?.records[0].value?.length, ten.length);
    await consumer.close();

    const small = await topic("small", { maxRecordBytes: 1_000 });
    const headers = { a: "b".repeat(99) };
    await log.append(small, [{ value: "x".repeat(900), headers }]);
    await assert.rejects(log.append(small, [{ value: "fits" }, { value: "x".repeat(901), headers }]), {
      code: "limit",
      message: /at most 1000 bytes in topic .*, found one of 1001/,
    });
    assert.equal((await log.ranges(small))[0].latest, 1);
    // Far more than a batch takes, in one append.
    const positions = await log.append(
      small,
      Array.from({ length: 300 }, (_, i) => ({ value: String(i).padStart(900) })),
    );
    assert.deepEqual(
      positions.map(({ offset }) => offset),
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    assert.equal(
      (await log.read(small, 0, 1, 300)).every(({ value }, i) => Number(text(value)) === i),
      true,
    );
  });

  it("keeps the order of appends that were not waited for", async () => {
    const rows = await topic("order", { partitions: 2 });
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => log.append(rows, [{ value: String(i), partition: i % 2 }])),
    );
    for (const partition of [0, 1]) {
      const values = (await log.read(rows, partition, 0)).map(({ value }) => Number(text(value)));
      assert.deepEqual(
        values,
        Array.from({ length: 250 }, (_, i) => 2 * i + partition),
      );
    }
  });

  it("leaves no group behind when it reads without one", async () => {
    const rows = await topic("groupless");
    await log.append(rows, [{ value: "1" }, { value: "2" }]);
    assert.equal((await log.read(rows, 0, 1)).length, 1);
    assert.deepEqual(await log.read(rows, 0, 2), []);
    assert.deepEqual(await log.read(rows, 0, 1_000), []);
    const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    assert.ok(!groups.some(({ groupId }) => groupId === "none"));
  });

  it("misses nothing that comes after a group began at the latest record, over the death of its members", async () => {
    const rows = await topic("latest");
    await log.append(rows, [{ value: "before" }]);
    const options = { group: name("g"), topics: [rows], from: "latest" } as const;
    const first = await log.consumer(options);
    await first.ready;
    await first.close();
    await log.append(rows, [{ value: "between" }]);
    const second = await log.consumer(options);
    assert.deepEqual(
      (await second.poll(10_000))?.records.map(({ value }) => text(value)),
      ["between"],
    );
    await second.close();
  });

  it("goes on when another topic that it used was deleted by another program", async () => {
    const [kept, doomed] = [await topic("kept"), await topic("doomed")];
    for (const used of [kept, doomed]) {
      await log.append(used, [{ value: "1" }]);
      await log.read(used, 0, 0);
    }
    const other = kafkaLog({ brokers });
    await other.deleteTopics([doomed]);
    await other.close();
    await assert.rejects(log.append(doomed, [{ value: "2" }]), { code: "not-found" });
    await log.append(kept, [{ value: "2" }]);
    assert.equal((await log.read(kept, 0, 0)).length, 2);
    assert.equal((await log.ranges(kept))[0].latest, 2);
    await assert.rejects(log.read(doomed, 0, 0), { code: "not-found" });
    await assert.rejects(log.deleteTopics([doomed]), { code: "not-found" });
  });

  it("lets two programs make the same topics at once", async () => {
    const specs = [{ name: name("twice"), partitions: 3 }, { name: name("twice") }];
    const other = kafkaLog({ brokers });
    await Promise.all([log.createTopics(specs), other.createTopics(specs)]);
    await other.close();
    const partitions = new Map((await log.topics()).map((info) => [info.name, info.partitions]));
    assert.deepEqual(
      specs.map((spec) => partitions.get(spec.name)),
      [3, 1],
    );
  });

  for (const hours of [-1, 1])
    it(`works the same in a program whose clock is ${hours} h off`, async () => {
      const rows = await topic("clock");
      const before = Date.now();
      const { stdout } = await run(process.execPath, [
        ...["-r", "ts-node/register/transpile-only"],
        ...[path.join(__dirname, "support/clock-off.ts"), brokers, rows, String(hours * 3_600_000)],
      ]);
      assert.deepEqual(JSON.parse(stdout), ["0", "1", "2"]);
      for (const { time } of await log.read(rows, 0, 0))
        assert.ok(time >= before - 1_000 && time <= Date.now() + 1_000, "the broker's clock counts");
    });
});
