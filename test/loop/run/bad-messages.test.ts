import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { loop, stream } from "../../../src/lib/index";
import { KAFKA } from "../../support/kafka";
import { logWith } from "../support/log-with";
import { linearStrategy, newFolder, REFERENCE, STAGES } from "./drifting";

/** Rows that are good in themselves, with a place that the plan does not have, or none. */
function misplacedRows(run: string): readonly [stream.Rejection, stream.NewRecord][] {
  const features = REFERENCE.names.slice(0, 4);
  const cells = Object.fromEntries(features.map((name) => [name, 1]));
  const json = (seq?: number) => JSON.stringify({ features: cells, label: 1, stage: "calm", seq });
  const writer = stream.rowWriter({ run, features, target: "output_rate" }, "typed");
  const row = (seq: number): stream.StreamRow => ({
    ...{ seq, stage: "moved", segment: null, time: 0, label: 1 },
    features: new Float64Array(features.length),
  });
  return [
    ["beyond-plan", { value: json(800) }],
    ["beyond-plan", { value: json(Number.MAX_SAFE_INTEGER) }],
    ["not-a-row", { value: json() }],
    ["beyond-plan", writer.write([row(1_000_000)])],
    ["beyond-plan", writer.write([row(799), row(800)])],
  ];
}

const LOGS: readonly [string, (() => stream.Log) | undefined][] = [
  ["the embedded log", () => stream.embeddedLog()],
  [
    "a broker (set DATAPLANE_LAB_KAFKA)",
    KAFKA === undefined ? undefined : () => stream.kafkaLog({ brokers: KAFKA! }),
  ],
];

/** Messages that nobody should send, with the reason each is counted under. */
function badMessages(run: string): readonly [stream.Rejection, stream.NewRecord][] {
  const features = Object.fromEntries(REFERENCE.names.slice(0, 4).map((name) => [name, 1]));
  const message = (change: object) =>
    JSON.stringify({ features, label: 1, stage: "calm", seq: 900, ...change });
  const [first, ...others] = Object.keys(features);
  const without = Object.fromEntries(others.map((name) => [name, 1]));
  return [
    ["not-json", { value: "{" }],
    ["not-json", { value: new Uint8Array([0xff, 0xfe, 0]) }],
    ["not-a-row", { value: "[]" }],
    ["not-a-row", { value: null }],
    ["missing-features", { value: message({ features: without }) }],
    ["not-a-number", { value: message({ features: { ...features, [first]: "high" } }) }],
    ["not-a-number", { value: '{"features":{"a":NaN},"label":1}' }],
    ["unknown-stage", { value: message({ stage: "<img onerror=x>" }) }],
    ["too-large", { value: Buffer.alloc(10e6, 0x20) }],
    ["foreign-run", { value: message({}), headers: { run_id: `${run}-not` } }],
    ["foreign-run", { value: "__DRST_EOF__", headers: { "drst-sentinel": "1", "drst-run-id": "other" } }],
    ["bad-frame", { value: "DLR", headers: { form: "typed" } }],
  ];
}

for (const [where, open] of LOGS) {
  describe(`bad messages on ${where}`, function () {
    this.timeout(120_000);
    before(function () {
      if (open === undefined) this.skip();
    });

    it("go to the dead-letter topic with a reason, and the loop goes on", async () => {
      const log = open!();
      const folder = newFolder();
      const run = `bad-${process.pid}-${Date.now().toString(36)}`;
      const { rows, dead } = loop.loopTopics(run);
      const bad = badMessages(run);
      let sent = false;
      const done = await loop.runLoop({
        ...{ reference: REFERENCE, stages: STAGES, strategy: linearStrategy(), folder, log, run, tps: 600 },
        // They come in the middle of the rows, on every partition.
        onProgress(count) {
          if (sent || count < 50) return;
          sent = true;
          void log.append(
            rows,
            bad.map(([, record], i) => ({ ...record, partition: i % 3 })),
          );
        },
      });
      assert.deepEqual([done.head.state, done.rows.length], ["finished", 800]);
      const expected = bad.map(([reason]) => reason).sort();
      assert.deepEqual(done.deadLetters.map(({ reason }) => reason).sort(), expected);
      const count = Object.values(done.summary.deadLetters).reduce((sum, n) => sum + n, 0);
      assert.equal(count, bad.length);
      const [{ latest }] = await log.ranges(dead);
      assert.equal(latest, bad.length);
      const large = done.deadLetters.find(({ reason }) => reason === "too-large");
      assert.ok(large?.bytes === 10e6 && large.excerpt.length <= 800);
      assert.ok(done.deadLetters.every(({ excerpt }) => /^[\x20-\x7e]*$/.test(excerpt)));
      await log.close();
      rmSync(path.dirname(folder), { recursive: true });
    });

    it("rows beyond the plan are dead letters, and hold up neither those behind them nor the end", async () => {
      const inner = open!();
      const run = `beyond-${process.pid}-${Date.now().toString(36)}`;
      const { rows } = loop.loopTopics(run);
      const bad = [0, 1, 2].flatMap((partition) =>
        misplacedRows(run).map(([reason, record]) => ({ reason, record: { ...record, partition } })),
      );
      let first = true;
      // They stand before the first row of each partition, and the clock is the virtual one: rows wait for those before.
      const append: stream.Log["append"] = async (topic, records) => {
        if (topic === rows && first) {
          first = false;
          await inner.append(
            rows,
            bad.map(({ record }) => record),
          );
        }
        return inner.append(topic, records);
      };
      const log = logWith(inner, { append });
      const runOn = async (on: { readonly log?: stream.Log }) => {
        const folder = newFolder();
        const options = { reference: REFERENCE, stages: STAGES, strategy: linearStrategy(), folder, run };
        const done = await loop.runLoop({ ...options, ...on });
        rmSync(path.dirname(folder), { recursive: true });
        return done;
      };
      const done = await runOn({ log });
      const calm = await runOn({});
      assert.deepEqual([done.head.state, done.rows.length], ["finished", 800]);
      assert.deepEqual([...done.rows.numbers("current")], [...calm.rows.numbers("current")]);
      assert.deepEqual(done.summary.swaps, calm.summary.swaps);
      assert.deepEqual(
        done.deadLetters.map(({ reason }) => reason).sort(),
        bad.map(({ reason }) => reason).sort(),
      );
      await log.close();
    });

    it("a row without a label is predicted and never scored (B17); a second end marker is none", async () => {
      const log = open!();
      const folder = newFolder();
      const run = `unlabelled-${process.pid}-${Date.now().toString(36)}`;
      const labels = STAGES[0].rows
        .numbers("output_rate")
        .map((value, i) => (i % 10 === 0 ? Number.NaN : value));
      const stages = [{ name: "calm", rows: STAGES[0].rows.with("output_rate", labels) }];
      const { rows } = loop.loopTopics(run);
      const options = { reference: REFERENCE, strategy: linearStrategy(), log, run };
      const running = loop.runLoop({ ...options, stages, folder, form: "json" });
      const done = await running;
      assert.deepEqual([done.rows.length, done.summary.scores[0].current.n], [300, 270]);
      assert.ok(done.rows.numbers("current").every((value) => Number.isFinite(value)));
      // Who comes later and reads it all again passes over what stands behind the end.
      await log.append(rows, [stream.endMarker(run, 0), { ...stream.endMarker(run, 0) }]);
      const reader = new stream.RowReader({
        schema: { run, target: done.head.target, features: done.head.features },
        partitions: 3,
      });
      const [{ latest }] = await log.ranges(rows);
      const kinds: string[] = [];
      for (let next = 0; next < latest; ) {
        const records = await log.read(rows, 0, next);
        for (const record of records) {
          const decoded = reader.decode(record);
          if (decoded.kind !== "rows") kinds.push(decoded.kind === "end" ? "end" : decoded.reason);
        }
        next = records[records.length - 1].offset + 1;
      }
      assert.deepEqual(kinds, ["end", "replayed-end", "replayed-end"]);
      await log.close();
      rmSync(path.dirname(folder), { recursive: true });
    });
  });
}
