import assert from "node:assert/strict";
import { TopicTail } from "../../../src/lib/loop/services/topic-tail";
import { embeddedLog, type Log } from "../../../src/lib/stream";
import { logWith } from "../support/log-with";

const TOPIC = "control";

/** A log of one topic whose reads fail as long as `away` says so of the offset they begin at. */
async function failingLog(away: (from: number) => boolean): Promise<Log> {
  const log = embeddedLog();
  await log.createTopics([{ name: TOPIC }]);
  return logWith(log, {
    read: async (topic, partition, from) => {
      if (away(from)) throw new Error("away");
      return log.read(topic, partition, from, 2);
    },
  });
}

describe("the tail of a topic", () => {
  it("gives every record once, also those that were read before the log went away", async () => {
    let away = false;
    const log = await failingLog((from) => away && from === 2);
    const tail = new TopicTail(log, TOPIC);
    const read = async () => (await tail.read()).map(({ value }) => Buffer.from(value!).toString());
    assert.deepEqual(await read(), []);
    await log.append(TOPIC, [{ value: "a" }, { value: "b" }, { value: "c" }]);
    away = true;
    assert.deepEqual(await read(), ["a", "b"]);
    await assert.rejects(read(), /away/);
    away = false;
    await log.append(TOPIC, [{ value: "d" }]);
    assert.deepEqual(await read(), ["c", "d"]);
    assert.deepEqual(await read(), []);
  });
});
