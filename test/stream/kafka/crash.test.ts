import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Consumer, kafkaLog, type Log } from "../../../src/lib/stream";
import { AWAY_MS, KAFKA, PrivateBroker } from "../../support/kafka";

const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();

/** Polls until so many different values came, or for a minute; all that came, in the order in which it did. */
async function take(consumer: Consumer, count: number, known: Iterable<string> = []): Promise<string[]> {
  const values: string[] = [];
  const different = new Set(known);
  for (const start = performance.now(); different.size < count && performance.now() - start < 60_000; ) {
    const batch = await consumer.poll(200);
    if (batch === undefined) continue;
    values.push(...batch.records.map(({ value }) => text(value)));
    for (const value of values) different.add(value);
    await consumer.commit();
  }
  return values;
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));
const inOrder = (values: Iterable<string>): string[] => [...values].sort((a, b) => Number(a) - Number(b));

/** All values of a topic, as they stand in it. */
async function stored(log: Log, topic: string): Promise<string[]> {
  const values: string[] = [];
  for (const { partition, earliest, latest } of await log.ranges(topic)) {
    const records = await log.read(topic, partition, earliest, latest - earliest);
    values.push(...records.map(({ value }) => text(value)));
  }
  return inOrder(values);
}

describe("the log on a broker that fails (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(180_000);
  let broker: PrivateBroker;
  let log: Log;
  before(async function () {
    if (KAFKA === undefined) return this.skip();
    broker = await PrivateBroker.start();
    log = kafkaLog({ brokers: broker.address, sessionMs: 2_000 });
  });
  after(async () => {
    await log?.close();
    await broker?.dispose();
  });

  it("keeps every record once over SIGKILL of the broker in the middle of appends", async () => {
    await log.createTopics([{ name: "killed", partitions: 3 }]);
    const consumer = await log.consumer({ group: "killed", topics: ["killed"] });
    const received = take(consumer, 600);
    for (let batch = 0; batch < 30; batch++) {
      const values = numbers(batch * 20, batch * 20 + 20);
      const appended = log.append(
        "killed",
        values.map((value) => ({ key: value, value })),
      );
      if (batch === 12) {
        await broker.kill();
        await broker.restart();
      }
      await appended;
    }
    // Delivered at least once; stored exactly once.
    assert.deepEqual(inOrder(new Set(await received)), numbers(0, 600));
    assert.deepEqual(await stored(log, "killed"), numbers(0, 600));
    await consumer.close();
  });

  it(`waits out a broker that is stopped for ${AWAY_MS / 1000} s: appends, reads and polls go on by themselves`, async () => {
    await log.createTopics([{ name: "stopped", partitions: 2 }]);
    const consumer = await log.consumer({ group: "stopped", topics: ["stopped"] });
    await log.append(
      "stopped",
      numbers(0, 50).map((value) => ({ value })),
    );
    assert.equal((await take(consumer, 50)).length, 50);
    await broker.stop();
    const appended = log.append(
      "stopped",
      numbers(50, 100).map((value) => ({ value })),
    );
    const read = log.read("stopped", 0, 0);
    const received = take(consumer, 100, numbers(0, 50));
    await sleep(AWAY_MS);
    await broker.restart();
    assert.equal((await appended).length, 50);
    assert.ok((await read).length >= 25);
    assert.deepEqual(inOrder(new Set([...numbers(0, 50), ...(await received)])), numbers(0, 100));
    assert.deepEqual(await stored(log, "stopped"), numbers(0, 100));
    await consumer.close();
  });

  it("says where it looked when the broker stays away", async () => {
    const impatient = kafkaLog({ brokers: broker.address, giveUpMs: 1_500 });
    await log.createTopics([{ name: "away" }]);
    await impatient.append("away", [{ value: "1" }]);
    const consumer = await impatient.consumer({ group: "away", topics: ["away"] });
    assert.deepEqual(await take(consumer, 1), ["1"]);
    await broker.stop();
    const unavailable = { code: "unavailable", message: new RegExp(`${broker.address}.*npm run kafka`) };
    await assert.rejects(impatient.append("away", [{ value: "lost" }]), unavailable);
    await assert.rejects(impatient.ranges("away"), unavailable);
    await assert.rejects(async () => {
      for (let polls = 0; polls < 600; polls++) await consumer.poll(100);
    }, unavailable);
    await broker.restart();
    // A producer that gave up begins anew: what comes next is not taken for the repetition of what was lost.
    await impatient.append("away", [{ value: "2" }]);
    assert.deepEqual(
      (await stored(impatient, "away")).filter((value) => value !== "lost"),
      ["1", "2"],
    );
    // The poll may fail once more before the group is joined again.
    const again = await take(consumer, 2, ["1"]).catch(() => take(consumer, 2, ["1"]));
    assert.ok(again.includes("2"));
    await impatient.close();
  });

  it("hands what a killed process had taken to another, and loses nothing", async () => {
    await log.createTopics([{ name: "handed", partitions: 3 }]);
    await log.append(
      "handed",
      numbers(0, 900).map((value) => ({ value })),
    );
    const worker = spawn(
      process.execPath,
      [
        "-r",
        "ts-node/register/transpile-only",
        path.join(__dirname, "support/consume.ts"),
        broker.address,
        "handed",
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const first = await linesUntilKilled(worker, 200);
    const consumer = await log.consumer({ group: "handed", topics: ["handed"] });
    const second = await take(consumer, 900, first);
    assert.deepEqual(inOrder(new Set([...first, ...second])), numbers(0, 900));
    assert.ok(second.length < 900, "what was committed does not come again");
    await consumer.close();
  });
});

/** Kills a process when it has printed so many lines; gives all lines it had printed by then, read to the end. */
async function linesUntilKilled(worker: ChildProcess, count: number): Promise<string[]> {
  let printed = "";
  for await (const part of worker.stdout!) {
    printed += part;
    if (printed.split("\n").length > count) worker.kill("SIGKILL");
  }
  const lines = printed.split("\n").slice(0, -1);
  assert.equal(
    worker.signalCode ?? (await once(worker, "exit"))[1],
    "SIGKILL",
    `after ${lines.length} lines`,
  );
  return lines;
}
