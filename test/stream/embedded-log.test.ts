import assert from "node:assert/strict";
import { virtualClock } from "../../src/lib/core";
import { embeddedLog } from "../../src/lib/stream";
import { describeLogContract } from "./log-contract";
import { numbered, text } from "./log-contract/helpers";

describeLogContract("embedded", async () => {
  const log = embeddedLog();
  return { log, close: () => log.close() };
});

describe("embeddedLog", () => {
  it("lets records go by age", async () => {
    const clock = virtualClock(1000);
    const log = embeddedLog({ clock });
    await log.createTopics([{ name: "t", retention: { ms: 100 } }]);
    await log.append("t", numbered(3));
    clock.advance(60);
    await log.append("t", numbered(2, 3));
    clock.advance(60);
    assert.deepEqual(await log.ranges("t"), [{ partition: 0, earliest: 3, latest: 5 }]);
    assert.deepEqual((await log.read("t", 0, 0)).map(text), ["v3", "v4"]);
    assert.equal((await log.read("t", 0, 0))[0].time, 1060);
    clock.advance(1000);
    assert.deepEqual(await log.ranges("t"), [{ partition: 0, earliest: 5, latest: 5 }]);
    assert.deepEqual((await log.append("t", [{ value: "next" }]))[0].offset, 5);
  });

  it("lets the oldest records go beyond so many bytes, also over many records", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t", retention: { bytes: 1000 } }]);
    for (let i = 0; i < 5000; i++) await log.append("t", [{ value: new Uint8Array(100).fill(i) }]);
    const [{ earliest, latest }] = await log.ranges("t");
    assert.deepEqual([earliest, latest], [4990, 5000]);
    assert.equal((await log.read("t", 0, 4995))[0].value?.[0], 4995 % 256);
  });

  it("moves a consumer behind what retention took", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t", retention: { bytes: 10 } }]);
    const consumer = await log.consumer({ group: "g", topics: ["t"] });
    for (let i = 0; i < 20; i++) await log.append("t", [{ value: `v${String(i).padStart(4, "0")}` }]);
    assert.deepEqual((await consumer.poll())?.records.map(text), ["v0018", "v0019"]);
  });

  it("compacts: old values of a key go, offsets stay, tombstones go after a day", async () => {
    const clock = virtualClock();
    const log = embeddedLog({ clock });
    await log.createTopics([{ name: "t", compact: true }]);
    await log.append("t", [
      { key: "dead", value: "x" },
      { key: "dead", value: null },
      { key: "once", value: "first" },
    ]);
    await log.append(
      "t",
      Array.from({ length: 1000 }, (_, i) => ({ key: "k", value: String(i) })),
    );
    const read = async () => (await log.read("t", 0, 0, 5000)).map(({ offset }) => offset);
    assert.ok((await read()).length < 300);
    assert.ok((await read()).includes(1), "the tombstone is there yet");
    clock.advance(86_400_001);
    await log.append(
      "t",
      Array.from({ length: 1000 }, (_, i) => ({ key: "k", value: String(i) })),
    );
    const offsets = await read();
    assert.deepEqual([offsets[0], offsets.at(-1)], [2, 2002]);
    assert.deepEqual((await log.read("t", 0, 3, 1))[0].offset, offsets[1]);
  });

  it("appends all records of a call or none", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t", maxRecordBytes: 10 }]);
    await assert.rejects(log.append("t", [{ value: "fine" }, { value: "much too large" }]), {
      code: "limit",
      message: /at most 10 bytes in topic "t", found one of 14/,
    });
    await assert.rejects(log.append("t", [{ value: "fine" }, { value: 7 as unknown as string }]), {
      code: "argument",
    });
    assert.deepEqual(await log.ranges("t"), [{ partition: 0, earliest: 0, latest: 0 }]);
  });

  it("lets timers run beside a consumer that always finds records", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t" }]);
    await log.append("t", [{ value: "x" }]);
    const consumer = await log.consumer({ group: "g", topics: ["t"] });
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    for (const end = Date.now() + 10_000; !fired && Date.now() < end; ) {
      await consumer.seek({ topic: "t", partition: 0, offset: 0 });
      assert.ok(await consumer.poll(0));
    }
    assert.ok(fired);
  });

  it("gives an error of onAssign to the next poll", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t" }]);
    const consumer = await log.consumer({
      group: "g",
      topics: ["t"],
      onAssign: () => {
        throw new Error("not mine");
      },
    });
    await consumer.ready;
    await assert.rejects(consumer.poll(0), /not mine/);
    assert.equal(await consumer.poll(0), undefined);
  });

  it("leaves out of a commit what is another member's by now", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "t", partitions: 2 }]);
    await log.append(
      "t",
      [0, 1].map((partition) => ({ partition, value: "x" })),
    );
    const first = await log.consumer({ group: "g", topics: ["t"] });
    await first.poll();
    await first.poll();
    const second = await log.consumer({ group: "g", topics: ["t"] });
    await first.commit();
    await first.commit([{ topic: "t", partition: 1, offset: 1 }]);
    assert.deepEqual(await log.committed("g", "t"), [{ topic: "t", partition: 0, offset: 1 }]);
    assert.deepEqual((await second.poll())?.partition, 1);
  });

  it("takes partitions of a deleted topic from its readers", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "a" }, { name: "b" }]);
    const consumer = await log.consumer({ group: "g", topics: ["a", "b"] });
    await log.deleteTopics(["a"]);
    assert.deepEqual(consumer.assignment(), [{ topic: "b", partition: 0 }]);
  });
});
