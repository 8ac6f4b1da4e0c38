import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { KAFKA } from "../../support/kafka";

/** Uses a broker, and tells what Node warned of. */
const SCRIPT = `
  require("ts-node/register");
  const { stream } = require(${JSON.stringify(path.resolve(__dirname, "../../../src/lib/index"))});
  const warnings = [];
  process.on("warning", ({ name, message }) => warnings.push(name + ": " + message));
  // Older versions of Node take a negative time for none without a word.
  const timer = globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...rest) => {
    if (ms < 0) warnings.push("a timer of " + ms + " ms");
    return timer(work, ms, ...rest);
  };
  (async () => {
    const log = stream.kafkaLog({ brokers: process.env.DATAPLANE_LAB_KAFKA });
    const name = "timers-" + process.pid;
    await log.createTopics([{ name }]);
    await log.append(name, [{ value: "1" }]);
    const consumer = await log.consumer({ group: name, topics: [name] });
    const batch = await consumer.poll(10000);
    await log.close();
    console.log(JSON.stringify({ records: batch?.records.length, warnings }));
  })();
`;

describe("kafkajs (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(90_000);
  before(function () {
    if (KAFKA === undefined) this.skip();
  });

  it("sets no timer of less than nothing, of which Node would warn, and lets the program end", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", SCRIPT], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { records: 1, warnings: [] }, stderr);
  });
});
