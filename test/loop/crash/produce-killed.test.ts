import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core, loop, stream, table } from "../../../src/lib/index";
import { KAFKA } from "../../support/kafka";
import { counters, REFERENCE } from "../run/drifting";
import { type ChildOptions, ended, type Kill, startChild } from "./killed-run";

// The producer appends 512 rows at once: 4 times, and then the end markers.
const STAGES = [
  { name: "calm", rows: counters(700, "calm") },
  { name: "moved", rows: counters(1100, "moved", 1) },
];
const ROWS = 1800;

describe("a producer that is killed (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(300_000);
  let folder: string;
  const file = (name: string) => path.join(folder, `${name}.csv`);
  before(async function () {
    if (KAFKA === undefined) return this.skip();
    folder = mkdtempSync(path.join(tmpdir(), "loop-produce-"));
    for (const { name, rows } of [...STAGES, { name: "reference", rows: REFERENCE }])
      await table.writeCsv(rows, file(name));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  it("started again goes on: every row once in order, with its cells, and one end marker a partition", async () => {
    const run = `produce-${process.pid}-${Date.now().toString(36)}`;
    const { rows: topic } = loop.loopTopics(run);
    const stages = STAGES.map(({ name }) => ({ name, file: file(name) }));
    const common = { service: "produce", brokers: KAFKA!, run, instance: "produce", stages } as const;
    const options: ChildOptions = { ...common, reference: file("reference") };
    const draw = core.random(11).fork("kills");
    const kill = (mode: Kill["mode"], nth = 1): Kill => {
      return { topic: ".rows", nth, mode, delayMs: draw.integer(5) };
    };
    // Before, in, and after an append of rows, and of the end markers.
    const deaths = [
      kill("before"),
      kill("half"),
      kill("during"),
      kill("after"),
      ...[kill("before", 2), kill("half", 2), kill("during")],
      ...(["before", "half", "after"] as const).map((mode) => ({ ...kill(mode), match: "__DRST_EOF__" })),
    ];
    let killed = 0;
    for (const death of deaths) {
      const how = await ended(startChild({ ...options, kill: death }));
      assert.ok(how === "SIGKILL" || how === 0, `ended with ${how}`);
      if (how === "SIGKILL") killed++;
    }
    assert.ok(killed >= 6, `${killed} were killed`);
    assert.equal(await ended(startChild(options)), 0);
    // And once more, when nothing is left to do.
    assert.equal(await ended(startChild(options)), 0);

    const log = stream.kafkaLog({ brokers: KAFKA! });
    const schema = { run, target: "output_rate", features: REFERENCE.names.slice(0, 4) };
    const seqs: number[] = [];
    const rejected: string[] = [];
    const reading = stream.readRows(log, {
      ...{ topic, schema, untold: "reject", rows: ROWS },
      onRejected: (_, { reason }) => rejected.push(reason),
    });
    for await (const some of reading) {
      for (const { seq, stage, features, label } of some) {
        seqs.push(seq);
        const [{ rows }, at] = seq < 700 ? [STAGES[0], seq] : [STAGES[1], seq - 700];
        assert.equal(stage, seq < 700 ? "calm" : "moved");
        assert.deepEqual(
          [...features, label],
          [...schema.features, schema.target].map((name) => rows.numbers(name)[at]),
        );
      }
    }
    assert.deepEqual(
      seqs,
      Array.from({ length: ROWS }, (_, i) => i),
    );
    assert.deepEqual(rejected, []);
    for (const { partition, latest } of await log.ranges(topic)) {
      const records = await log.read(topic, partition, Math.max(0, latest - 50), 50);
      const ends = records.filter(({ headers }) => headers["drst-sentinel"] !== undefined);
      assert.deepEqual(
        ends.map(({ offset }) => offset),
        [latest - 1],
      );
    }
    await log.close();
  });
});
