import assert from "node:assert/strict";
import { embeddedLog, type Log, replay, waitUntilReady } from "../../../src/lib/stream";
import { recordsIn, SCHEMA, tableOf } from "./helpers";

async function logWith(): Promise<Log> {
  const log = embeddedLog();
  await log.createTopics([{ name: "rows", partitions: 3 }, { name: "control" }]);
  return log;
}

const plan = () => ({ schema: SCHEMA, stages: [{ name: "s", rows: tableOf(200) }] });

describe("waitUntilReady", () => {
  it("sends nothing before the expected services are ready", async () => {
    const log = await logWith();
    const missing: string[] = [];
    const ready = {
      ...{ topic: "control", services: { predict: 2, monitor: 1 }, pollMs: 2 },
      onWaiting: (names: readonly string[]) => missing.push(names.join(" ")),
    };
    const running = replay(log, plan(), { topic: "rows", ready });
    const say = (service: string, instance: string, run = "r1") =>
      log.append("control", [
        { value: JSON.stringify({ type: "ready", service, instance }), headers: { run_id: run } },
        { value: "not JSON" },
        { value: "null" },
      ]);
    await say("predict", "infer1");
    await say("predict", "infer1");
    await say("predict", "infer2", "another run");
    await say("monitor", "m");
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await recordsIn(log, "rows")).length, 0);
    await say("predict", "infer2");
    assert.equal((await running.done).rows, 200);
    assert.deepEqual([missing[0], missing.at(-2), missing.at(-1)], ["predict monitor", "predict", ""]);
  });

  it("names who is missing when the time is up", async () => {
    const log = await logWith();
    await log.append("control", [{ value: '{"type":"ready","service":"predict","instance":"infer1"}' }]);
    const ready = {
      ...{ topic: "control", timeoutMs: 60, pollMs: 5 },
      services: { predict: 3, ["__proto__"]: 1, monitor: 0 },
    };
    const running = replay(log, plan(), { topic: "rows", ready });
    await assert.rejects(running.done, {
      code: "timeout",
      message: /missing: 2 of 3 predict \(there: "infer1"\), 1 of 1 __proto__\./,
    });
    assert.equal((await recordsIn(log, "rows")).length, 0);
    const late = replay(log, plan(), { topic: "rows", ready: { ...ready, timeoutMs: 60_000 } });
    assert.equal((await late.stop()).stopped, true);
  });

  it("waits for the topic itself, and ends when it is told", async () => {
    const log = embeddedLog();
    const options = { topic: "late", run: "r1", services: { predict: 1 }, pollMs: 2 };
    const waiting = waitUntilReady(log, options);
    await log.createTopics([{ name: "late" }]);
    await log.append("late", [{ value: '{"type":"ready","service":"predict","instance":"a"}' }]);
    await waiting;
    const abort = new AbortController();
    const never = waitUntilReady(log, { ...options, services: { monitor: 1 }, signal: abort.signal });
    abort.abort();
    await never;
    await log.close();
    await assert.rejects(waitUntilReady(log, options), { code: "closed" });
  });
});
