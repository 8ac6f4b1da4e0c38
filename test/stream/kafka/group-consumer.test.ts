import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Kafka, KafkaJSConnectionError, KafkaJSProtocolError, logLevel } from "kafkajs";
import { kafkaLog, type Log } from "../../../src/lib/stream";
import type { Connection } from "../../../src/lib/stream/kafka/connection";
import { GroupConsumer } from "../../../src/lib/stream/kafka/group-consumer";
import { settingsOf } from "../../../src/lib/stream/kafka/options";
import { KAFKA } from "../../support/kafka";

const refusal = (type: string, message: string) =>
  new KafkaJSProtocolError({ name: type, message, type, code: 30, retriable: false } as never);

/** A member whose kafkajs is played by the test. */
function played(giveUpMs: number, run: () => Promise<void> = async () => {}) {
  const listeners = new Map<string, (event: unknown) => void>();
  const inner = {
    events: { GROUP_JOIN: "join", CRASH: "crash" },
    on: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
    connect: async () => {},
    subscribe: async () => {},
    run,
    disconnect: async () => {},
  };
  const connection = {
    settings: settingsOf({ brokers: "kafka.example:9092", giveUpMs }),
    client: async () => ({ kafka: { consumer: () => inner }, close: () => {} }),
  };
  const options = { group: "readers", topics: ["rows"] };
  const consumer = new GroupConsumer(connection as unknown as Connection, options, async () => []);
  return {
    consumer,
    crash: (error: Error, restart: boolean) => listeners.get("crash")?.({ payload: { error, restart } }),
    join: () => listeners.get("join")?.({ payload: { memberAssignment: { rows: [0] } } }),
  };
}

describe("a group that is not joined", () => {
  it("is told by ready, and by every poll and commit, when the broker refuses it for good", async () => {
    const { consumer, crash } = played(60_000);
    await consumer.open();
    crash(refusal("GROUP_AUTHORIZATION_FAILED", "Not authorized to access group"), false);
    const refused = {
      name: "LabError",
      code: "refused",
      expected: 'the broker to take a member into the group "readers"',
      found: "GROUP_AUTHORIZATION_FAILED (Not authorized to access group)",
      where: { file: "kafka://kafka.example:9092" },
      hint: /Whoever runs the cluster/,
    };
    await assert.rejects(consumer.ready, refused);
    for (let again = 0; again < 3; again++) await assert.rejects(consumer.poll(60_000), refused);
    await assert.rejects(consumer.commit([{ topic: "rows", partition: 0, offset: 1 }]), refused);
    await consumer.close();
    assert.equal(await consumer.poll(), undefined);
  });

  it("is told when joining itself fails, and is closed in order", async () => {
    const denied = refusal("TOPIC_AUTHORIZATION_FAILED", "Not authorized to access topics");
    const { consumer } = played(60_000, () => Promise.reject(denied));
    await consumer.open();
    await assert.rejects(consumer.ready, { code: "refused", hint: /read the topic/ });
    await consumer.close();
  });

  it("wakes a poll that waits, also when the group was joined before", async () => {
    const { consumer, crash, join } = played(60_000);
    await consumer.open();
    join();
    await consumer.ready;
    const waiting = assert.rejects(consumer.poll(60_000), { code: "refused", found: /NO_MORE/ });
    crash(refusal("NO_MORE", "membership was withdrawn"), false);
    await waiting;
    await assert.rejects(consumer.poll(60_000), { code: "refused" });
    await consumer.ready;
    await consumer.close();
  });

  it("is told when the broker is away for longer than it is waited for, and polls go on when it is back", async () => {
    const { consumer, crash, join } = played(1);
    await consumer.open();
    const away = new KafkaJSConnectionError("connect ECONNREFUSED", { code: "ECONNREFUSED" });
    crash(away, true);
    await new Promise((resolve) => setTimeout(resolve, 10));
    crash(away, true);
    const unavailable = { code: "unavailable", message: /kafka\.example:9092.*ECONNREFUSED/ };
    await assert.rejects(consumer.ready, unavailable);
    await assert.rejects(consumer.poll(60_000), unavailable);
    join();
    assert.equal(await consumer.poll(1), undefined);
    assert.deepEqual(consumer.assignment(), [{ topic: "rows", partition: 0 }]);
    await consumer.close();
  });

  it("does not end the process of somebody who waits for nothing", async () => {
    const { consumer, crash } = played(60_000);
    await consumer.open();
    crash(refusal("INVALID_GROUP_ID", "The configured groupId is invalid"), false);
    // An unhandled rejection would fail this test.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await consumer.close();
  });
});

describe("a group that a broker refuses (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(90_000);
  const brokers = KAFKA ?? "";
  let log: Log;
  let topic: string;
  before(async function () {
    if (KAFKA === undefined) return this.skip();
    topic = `refused-${randomUUID()}`;
    log = kafkaLog({ brokers });
    await log.createTopics([{ name: topic }]);
    await log.append(topic, [{ value: "1" }]);
  });
  after(() => log?.close());

  it("because of its session: longer than the broker allows", async () => {
    const patient = kafkaLog({ brokers, sessionMs: 24 * 3_600_000 });
    const consumer = await patient.consumer({ group: randomUUID(), topics: [topic] });
    const refused = { code: "refused", found: /INVALID_SESSION_TIMEOUT/, hint: /sessionMs/ };
    await assert.rejects(consumer.ready, refused);
    await assert.rejects(consumer.poll(60_000), refused);
    await assert.rejects(consumer.poll(60_000), refused);
    await patient.close();
  });

  it("because programs of another kind are in it", async () => {
    const group = randomUUID();
    const assigner = () => ({
      name: "foreign",
      version: 0,
      assign: async () => [],
      protocol: () => ({ name: "foreign", metadata: Buffer.alloc(0) }),
    });
    const foreign = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).consumer({
      groupId: group,
      partitionAssigners: [assigner],
      maxWaitTimeInMs: 100,
    });
    await foreign.connect();
    await foreign.subscribe({ topic });
    const joined = new Promise((resolve) => foreign.on(foreign.events.GROUP_JOIN, resolve));
    await foreign.run({ eachMessage: async () => {} });
    await joined;
    const consumer = await log.consumer({ group, topics: [topic] });
    const refused = { code: "refused", found: /INCONSISTENT_GROUP_PROTOCOL/, hint: /another name/ };
    await assert.rejects(consumer.ready, refused);
    await assert.rejects(consumer.poll(60_000), refused);
    await consumer.close();
    await foreign.disconnect();
  });
});
