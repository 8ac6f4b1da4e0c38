import assert from "node:assert/strict";
import type { Log } from "../../../src/lib/stream";
import type { OpenedLog } from "../log-contract";
import { fresh, joined, numbered, topicOf } from "./helpers";

/** Topics themselves, names that do not exist, and the end of a log. */
export function describeTopics(log: () => Log, openLog: () => Promise<OpenedLog>): void {
  it("lists the topics it made", async () => {
    const [a, b] = [fresh("topic"), fresh("Topic._")];
    await log().createTopics([{ name: a, partitions: 3 }, { name: b }]);
    const listed = (await log().topics()).filter(({ name }) => name === a || name === b);
    assert.deepEqual(
      listed.map(({ name, partitions }) => `${name} ${partitions}`).sort(),
      [`${a} 3`, `${b} 1`].sort(),
    );
  });

  it("makes a topic once, keeps what is in it, and refuses other partitions", async () => {
    const name = await topicOf(log(), { partitions: 2 });
    await log().append(name, numbered(4));
    await log().createTopics([{ name, partitions: 2 }]);
    const count = (await log().ranges(name)).reduce((sum, range) => sum + range.latest - range.earliest, 0);
    assert.equal(count, 4);
    await assert.rejects(log().createTopics([{ name, partitions: 3 }]), { code: "argument" });
    assert.equal((await log().ranges(name)).length, 2);
  });

  it("refuses names and numbers that no topic can have", async () => {
    for (const name of ["", ".", "..", "a b", "a/b", "ü", "x".repeat(250), "a\u2028b"]) {
      await assert.rejects(log().createTopics([{ name }]), { code: "argument" }, JSON.stringify(name));
    }
    for (const partitions of [0, -1, 1.5, Number.NaN]) {
      await assert.rejects(log().createTopics([{ name: fresh("topic"), partitions }]), { code: "argument" });
    }
  });

  it("says so when a topic does not exist", async () => {
    const nowhere = fresh("nowhere");
    const unknown = { code: "not-found" };
    await assert.rejects(log().append(nowhere, [{ value: "x" }]), unknown);
    await assert.rejects(log().read(nowhere, 0, 0), unknown);
    await assert.rejects(log().ranges(nowhere), unknown);
    await assert.rejects(log().consumer({ group: fresh("group"), topics: [nowhere] }), unknown);
    await assert.rejects(log().deleteTopics([nowhere]), unknown);
    for (const name of ["__proto__", "constructor"]) await assert.rejects(log().ranges(name), unknown);
  });

  it("says so when a partition does not exist", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    for (const partition of [-1, 2, 0.5]) {
      await assert.rejects(log().append(topic, [{ partition, value: "x" }]), { code: "argument" });
      await assert.rejects(log().read(topic, partition, 0), { code: "argument" });
    }
    assert.ok((await log().ranges(topic)).every(({ latest }) => latest === 0));
  });

  it("deletes topics", async () => {
    const own = await openLog();
    try {
      const [gone, stays] = [await topicOf(own.log), await topicOf(own.log)];
      await own.log.append(stays, numbered(2));
      await own.log.deleteTopics([gone]);
      const names = (await own.log.topics()).map(({ name }) => name);
      assert.deepEqual([names.includes(gone), names.includes(stays)], [false, true]);
      assert.equal((await own.log.read(stays, 0, 0)).length, 2);
    } finally {
      await own.close();
    }
  });

  it("ends its consumers and refuses work when it is closed", async () => {
    const own = await openLog();
    try {
      const topic = await topicOf(own.log);
      const consumer = await joined(own.log, fresh("group"), [topic]);
      const polling = consumer.poll(30_000);
      await own.log.close();
      assert.equal(await polling, undefined);
      for (const work of [
        own.log.append(topic, [{ value: "x" }]),
        own.log.topics(),
        own.log.ranges(topic),
        own.log.consumer({ group: "g", topics: [topic] }),
      ]) {
        await assert.rejects(work, { code: "closed" });
      }
      await own.log.close();
    } finally {
      await own.close();
    }
  });
}
