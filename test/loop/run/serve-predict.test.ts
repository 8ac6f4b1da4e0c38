import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { core, loop, stream } from "../../../src/lib/index";
import { ControlLine } from "../../../src/lib/loop/services/control";
import { KAFKA } from "../../support/kafka";
import { effects, preparedRun } from "../crash/killed-run";
import { logWith } from "../support/log-with";

const ROWS = 300;

const LOGS: readonly [string, (() => stream.Log) | undefined][] = [
  ["the embedded log", () => stream.embeddedLog()],
  [
    "a broker (set DATAPLANE_LAB_KAFKA)",
    KAFKA === undefined ? undefined : () => stream.kafkaLog({ brokers: KAFKA! }),
  ],
];

/** Waits until something is so; the test's own time limit ends it. */
async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await sleep(20);
}

for (const [where, open] of LOGS)
  describe(`servePredict on ${where}`, function () {
    this.timeout(90_000);
    let log: stream.Log;
    before(function () {
      if (open === undefined) return this.skip();
      log = open();
    });
    after(() => log?.close());

    const records = async (topic: string) =>
      (await log.ranges(topic)).reduce((sum, { earliest, latest }) => sum + latest - earliest, 0);

    it("pauses and goes on by commands on the control topic, also when it is started again meanwhile", async () => {
      const run = `paused-${process.pid}-${Date.now().toString(36)}`;
      const topics = loop.loopTopics(run);
      const { control } = await preparedRun(log, run, ROWS);
      await control.send({ type: "command", command: { command: "pause", by: "test", time: 0 } });
      // It looks at the control topic again only after it did what it read there.
      let looks = 0;
      const watched = logWith(log, {
        read: (topic, ...rest) => {
          if (topic === topics.control) looks++;
          return log.read(topic, ...rest);
        },
      });
      const told: string[] = [];
      const life = async (during: () => Promise<void>) => {
        const abort = new AbortController();
        const options = { log: watched, run, instance: "one", signal: abort.signal, maxRecords: 5 };
        const served = loop.servePredict({ ...options, onMessage: (text) => told.push(text) });
        const lived = told.length + 1;
        await until(() => told.length === lived);
        await during();
        abort.abort();
        await served;
      };
      const seen = async (count: number) => {
        const from = looks;
        await until(() => looks >= from + count);
      };
      // Started while the run is paused: at most the records that it had at hand before it read so.
      let before = 0;
      await life(async () => {
        await seen(4);
        before = await records(topics.results);
        assert.ok(before < ROWS / 3, `${before} records were answered`);
        await seen(5);
        assert.equal(await records(topics.results), before, "nothing is answered meanwhile");
      });
      await life(async () => {
        await seen(4);
        const again = await records(topics.results);
        assert.ok(again < ROWS / 3, `${again} records were answered`);
        await control.send({ type: "command", command: { command: "resume", by: "test", time: 0 } });
        await until(async () => (await effects(log, run, await features(log, run))).joined.length === ROWS);
      });
      const { joined, misfits } = await effects(log, run, await features(log, run));
      assert.deepEqual(
        joined.map(({ row }) => row.seq),
        Array.from({ length: ROWS }, (_, i) => i),
      );
      assert.equal(misfits, 0);
    });

    it("ends with the answer of a log that will never take it again, and leaves the rest to others", async () => {
      const run = `refused-${process.pid}-${Date.now().toString(36)}`;
      const { control } = await preparedRun(log, run, ROWS);
      let polls = 0;
      const refusal = { code: "refused", expected: "a member", found: "GROUP_AUTHORIZATION_FAILED" };
      const refusing = logWith(log, {
        consumer: async (options) => {
          const consumer = await log.consumer(options);
          const poll = consumer.poll.bind(consumer);
          // Away for a moment first, which it survives.
          consumer.poll = async (waitMs) => {
            if (polls++ === 1) core.fail({ ...refusal, code: "unavailable" });
            return polls < 20 ? poll(waitMs) : core.fail(refusal);
          };
          return consumer;
        },
      });
      const options = { log: refusing, run, instance: "one", maxRecords: 5 };
      await assert.rejects(loop.servePredict(options), refusal);
      assert.equal(polls, 20, "it asks no more");
      const told = (await control.read()).flatMap((record) =>
        record.type === "failure" ? [record.error.split(", ")[0]] : [],
      );
      assert.deepEqual(told, ["expected a member", "expected a member"]);
      const answered = await records(loop.loopTopics(run).results);
      assert.ok(answered > 0 && answered < ROWS / 3, `${answered} records were answered`);
      const served = loop.servePredict({ log, run, instance: "two" });
      await until(async () => (await effects(log, run, await features(log, run))).joined.length === ROWS);
      await control.send({ type: "end", state: "finished" });
      await served;
      assert.equal((await effects(log, run, await features(log, run))).misfits, 0);
    });

    it("says that the log is away, once, and goes on when it is back", async () => {
      const run = `away-${process.pid}-${Date.now().toString(36)}`;
      const topics = loop.loopTopics(run);
      const { control } = await preparedRun(log, run, ROWS);
      let away = 0;
      const leaving = logWith(log, {
        read: async (topic, ...rest) => {
          if (topic === topics.control && away-- > 0)
            core.fail({ code: "unavailable", expected: "a broker", found: "none" });
          return log.read(topic, ...rest);
        },
      });
      const told: string[] = [];
      const options = { log: leaving, run, instance: "one", onMessage: (text: string) => told.push(text) };
      const served = loop.servePredict(options);
      await until(() => told.length === 1);
      for (let outage = 0; outage < 2; outage++) {
        away = 3;
        // The second read that goes right again follows a whole round.
        await until(() => away < -1);
      }
      await control.send({ type: "end", state: "finished" });
      await served;
      const outage = "expected a broker, found none. Trying on";
      assert.deepEqual(told, [`one serves ${run}`, outage, outage, `${run}: all is done here`]);
    });

    it("passes over commands that are none, and of other runs", async () => {
      const run = `unpaused-${process.pid}-${Date.now().toString(36)}`;
      const topics = loop.loopTopics(run);
      await preparedRun(log, run, ROWS);
      const pause = { type: "command", command: { command: "pause" } };
      await log.append(topics.control, [
        { value: JSON.stringify(pause), headers: { run_id: "another" } },
        { value: JSON.stringify({ ...pause, command: { command: "explode" } }), headers: { run_id: run } },
        { value: JSON.stringify({ type: "command" }), headers: { run_id: run } },
        { value: "pause", headers: { run_id: run } },
        { value: null, headers: { run_id: run } },
      ]);
      const served = loop.servePredict({ log, run, instance: "one" });
      await until(async () => (await effects(log, run, await features(log, run))).joined.length === ROWS);
      await new ControlLine(log, topics.control, run).send({ type: "end", state: "finished" });
      await served;
    });
  });

/** The features of a run, from its plan. */
async function features(log: stream.Log, run: string): Promise<readonly string[]> {
  const control = new ControlLine(log, loop.loopTopics(run).control, run);
  const plan = (await control.read()).find(({ type }) => type === "plan");
  return plan?.type === "plan" ? plan.head.features : [];
}
