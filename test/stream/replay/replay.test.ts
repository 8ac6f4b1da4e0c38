import assert from "node:assert/strict";
import { virtualClock } from "../../../src/lib/core";
import { embeddedLog, type Log, originalPlan, type ReplayOptions, replay } from "../../../src/lib/stream";
import { recordsIn, rowsIn, SCHEMA, sent, tableOf, until } from "./helpers";

async function logWith(partitions = 3): Promise<Log> {
  const log = embeddedLog({ clock: virtualClock() });
  await log.createTopics([{ name: "rows", partitions }, { name: "control" }]);
  return log;
}

const plan = (rows = 200) => ({ schema: SCHEMA, stages: [{ name: "s", rows: tableOf(rows) }] });

describe("replay", () => {
  it("sends the original's plan: 500 and 1000 for each further stage, and one end marker a partition", async () => {
    const tables = [1790, 2000, 2284, 1500].map((length, i) => ({
      name: `stage${i}`,
      rows: tableOf(length),
    }));
    const log = await logWith();
    const running = replay(log, originalPlan(SCHEMA, tables), { topic: "rows", form: "json" });
    const counts = await running.done;
    assert.deepEqual(counts, {
      ...{ rows: 3500, records: 3500, unlabelled: 0, dropped: 0, stopped: false },
      perPartition: [1167, 1167, 1166],
    });
    assert.deepEqual(running.rows.stages, [
      { name: "stage0", from: 0, to: 500 },
      { name: "stage1", from: 500, to: 1500 },
      { name: "stage2", from: 1500, to: 2500 },
      { name: "stage3", from: 2500, to: 3500 },
    ]);
    const records = await recordsIn(log, "rows");
    assert.equal(records.length, 3503);
    const { rows, ends } = await rowsIn(log, "rows");
    assert.deepEqual(ends, [0, 1, 2]);
    assert.equal(rows.length, 3500);
    assert.ok(rows.every(({ seq }, i) => seq === i));
    assert.equal(rows[0].features[0], 1290, "the tail of the first table");
    assert.deepEqual([rows[500].stage, rows[500].features[0]], ["stage1", 0]);
    const last = records.filter(({ partition }) => partition === 1).at(-1);
    assert.deepEqual(Buffer.from(last?.value ?? []).toString(), "__DRST_EOF__");
    assert.deepEqual({ ...last?.headers }, { "drst-sentinel": "1", "drst-run-id": "r1" });
  });

  it("sends the same records for the same seed, byte for byte, in either form", async () => {
    for (const form of ["json", "typed"] as const) {
      const options = { topic: "rows", form, partitioning: "random", jitterMs: 300, seed: 5 } as const;
      const bytes: string[][] = [];
      for (let k = 0; k < 2; k++) {
        const log = await logWith();
        await replay(log, plan(), options).done;
        const records = await recordsIn(log, "rows");
        bytes.push(
          records.map(({ partition, value }) => `${partition} ${Buffer.from(value ?? []).toString("hex")}`),
        );
      }
      assert.deepEqual(bytes[0], bytes[1]);
    }
  });

  it("gives both forms the same rows, times and places", async () => {
    const found = [];
    for (const form of ["json", "typed"] as const) {
      const log = await logWith();
      await replay(log, plan(), { topic: "rows", form, jitterMs: 300 }).done;
      found.push((await rowsIn(log, "rows")).rows);
    }
    assert.deepEqual(found[0], found[1]);
  });

  it("puts rows of one stage and segment into a record, up to rowsPerRecord, in order", async () => {
    const rows = tableOf(100, { experiment: (i) => `e${Math.floor(i / 30)}` });
    const log = await logWith();
    const stages = [
      { name: "s", rows },
      { name: "t", rows, part: "head" as const, count: 10 },
    ];
    const counts = await replay(log, { schema: SCHEMA, stages }, { topic: "rows", rowsPerRecord: 16 }).done;
    const back = await rowsIn(log, "rows");
    assert.equal(back.rows.length, 110);
    assert.deepEqual(
      [back.rows[59].segment, back.rows[60].segment, back.rows[100].segment],
      ["e1", "e2", "e0"],
    );
    // Of seven blocks of rows four are cut by an end of a segment or of the stage.
    assert.equal(counts.records, 11);
    assert.deepEqual(
      [0, 16, 32, 48].map((seq) => back.partitionOf.get(seq)),
      [0, 1, 2, 0],
    );
  });

  it("chooses partitions by key: each segment stays in one", async () => {
    const rows = tableOf(300, { experiment: (i) => `e${Math.floor(i / 20)}` });
    const log = await logWith();
    const stages = [{ name: "s", rows }];
    await replay(log, { schema: SCHEMA, stages }, { topic: "rows", partitioning: "hash" }).done;
    const { rows: back, partitionOf } = await rowsIn(log, "rows");
    const places = new Map<string, Set<number>>();
    for (const { seq, segment } of back) {
      const known = places.get(segment ?? "") ?? new Set<number>();
      places.set(segment ?? "", known.add(partitionOf.get(seq) ?? -1));
    }
    assert.equal(places.size, 15);
    assert.ok([...places.values()].every((set) => set.size === 1));
    assert.equal(new Set([...places.values()].flatMap((set) => [...set])).size, 3);
    const keys = (await recordsIn(log, "rows")).flatMap(({ key }) =>
      key === null ? [] : [Buffer.from(key).toString()],
    );
    assert.ok(keys.includes("e7"));
  });

  it("chooses partitions by a key of one's own, and at random by the seed", async () => {
    const log = await logWith();
    await replay(log, plan(60), { topic: "rows", partitioning: "hash", key: (seq) => `k${seq % 2}` }).done;
    const { partitionOf } = await rowsIn(log, "rows");
    assert.equal(new Set([0, 2, 4, 58].map((seq) => partitionOf.get(seq))).size, 1);
    const random = await logWith();
    const counts = await replay(random, plan(3000), { topic: "rows", form: "json", partitioning: "random" })
      .done;
    assert.ok(
      counts.perPartition.every((rows) => rows > 900 && rows < 1100),
      String(counts.perPartition),
    );
  });

  it("sends rows without label, or drops and does not number them", async () => {
    const rows = tableOf(100, { y: (i) => (i % 10 === 3 ? Number.NaN : i) });
    for (const [unlabelled, sentRows, without, dropped] of [
      ["send", 100, 10, 0],
      ["drop", 90, 0, 10],
    ] as const) {
      const log = await logWith();
      const counts = await replay(
        log,
        { schema: SCHEMA, stages: [{ name: "s", rows }], unlabelled },
        { topic: "rows" },
      ).done;
      assert.deepEqual([counts.rows, counts.unlabelled, counts.dropped], [sentRows, without, dropped]);
      const back = (await rowsIn(log, "rows")).rows;
      assert.ok(back.every(({ seq }, i) => seq === i));
      assert.equal(back.filter(({ label }) => Number.isNaN(label)).length, without);
    }
  });

  it("gives rows event times of its own, whatever the wall clock does", async () => {
    const times = async (options: Partial<ReplayOptions>) => {
      const log = await logWith();
      await replay(log, plan(5), { topic: "rows", ...options }).done;
      return (await rowsIn(log, "rows")).rows.map(({ time }) => time);
    };
    assert.deepEqual(await times({}), [0, 1000, 2000, 3000, 4000]);
    assert.deepEqual(await times({ intervalMs: 100, start: 7 }), [7, 107, 207, 307, 407]);
    const jittered = await times({ jitterMs: 400, seed: 1 });
    const gaps = jittered.slice(1).map((time, i) => time - jittered[i]);
    assert.ok(gaps.every((gap) => gap >= 599 && gap <= 1401) && new Set(gaps).size > 1, String(gaps));
    assert.notDeepEqual(await times({ jitterMs: 400, seed: 2 }), jittered);
  });

  it("sends tps rows a second by the wall clock", async () => {
    const clock = virtualClock(10_000);
    const log = embeddedLog({ clock });
    await log.createTopics([{ name: "rows", partitions: 3 }]);
    const sleep = async (ms: number): Promise<void> => clock.advance(ms);
    await replay(log, plan(50), { topic: "rows", tps: 20, clock, sleep, form: "json" }).done;
    const back = await recordsIn(log, "rows");
    const bySeq = new Map(back.map((record) => [Number(record.headers.seq), record.time]));
    for (let seq = 0; seq < 50; seq++)
      assert.ok(Math.abs((bySeq.get(seq) ?? 0) - 10_000 - 50 * seq) <= 2, `row ${seq}`);
    const { rows } = await rowsIn(log, "rows");
    assert.deepEqual([rows[0].time, rows[49].time], [10_000, 12_450]);
  });

  it("can run a thousand times as fast as the rows happened", async () => {
    const clock = virtualClock();
    const log = await logWith();
    const sleep = async (ms: number): Promise<void> => clock.advance(ms);
    await replay(log, plan(1001), { topic: "rows", tps: 1000, intervalMs: 1000, clock, sleep }).done;
    assert.ok(clock.now() >= 1000 && clock.now() < 1010, String(clock.now()));
    const { rows } = await rowsIn(log, "rows");
    assert.equal(rows[1000].time - rows[0].time, 1_000_000);
  });

  it("pauses, seeks, changes its speed, resumes", async () => {
    const log = await logWith();
    const running = replay(log, plan(400), { topic: "rows", tps: 1000, form: "json" });
    await sent(running, 20);
    running.pause();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const held = running.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(running.next(), held);
    assert.ok(held < 400);
    running.seek(5);
    assert.equal(running.next(), 5);
    running.speed(0);
    running.resume();
    const counts = await running.done;
    assert.equal(counts.rows, 400 + held - 5);
    assert.equal(new Set((await rowsIn(log, "rows")).rows.map(({ seq }) => seq)).size, 400);
    assert.throws(() => running.seek(401), { code: "argument" });
    assert.throws(() => running.speed(-1), { code: "argument" });
  });

  it("begins and goes on where it is told, skipping rows", async () => {
    const log = await logWith();
    const running = replay(log, plan(), { topic: "rows", from: 150 });
    assert.equal((await running.done).rows, 50);
    assert.equal((await rowsIn(log, "rows")).rows[0].seq, 150);
  });

  it("stops when told or signalled, with end markers or without", async () => {
    for (const endWhenStopped of [true, false]) {
      const log = await logWith();
      const abort = new AbortController();
      const running = replay(log, plan(), { topic: "rows", tps: 500, signal: abort.signal, endWhenStopped });
      await sent(running, 10);
      abort.abort();
      const counts = await running.done;
      assert.ok(counts.stopped && counts.rows >= 10 && counts.rows < 200);
      assert.deepEqual((await rowsIn(log, "rows")).ends, endWhenStopped ? [0, 1, 2] : []);
    }
    const log = await logWith();
    const paused = replay(log, plan(), { topic: "rows", tps: 100 });
    paused.pause();
    assert.equal((await paused.stop()).stopped, true);
    const aborted = await replay(log, plan(), { topic: "rows", signal: AbortSignal.abort() }).done;
    assert.deepEqual([aborted.rows, aborted.stopped], [0, true]);
  });

  it("tells its progress, and lets timers run", async () => {
    const log = await logWith();
    const told: number[] = [];
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    const running = replay(log, plan(60_000), { topic: "rows", onProgress: ({ done }) => told.push(done) });
    await until(() => fired);
    assert.ok(running.next() < 60_000, "the timer fired while rows were being sent");
    await running.done;
    assert.equal(told.at(-1), 60_000);
  });

  it("refuses what cannot be replayed, before anything is sent", async () => {
    const log = await logWith();
    const options = { topic: "rows" };
    const stages = [{ name: "s", rows: tableOf(5) }];
    const bad: readonly (readonly [Parameters<typeof replay>[1], ReplayOptions, object])[] = [
      [{ schema: SCHEMA, stages: [] }, options, { code: "argument" }],
      [
        { schema: SCHEMA, stages: [...stages, ...stages] },
        options,
        { code: "argument", message: /differ, found "s"/ },
      ],
      [
        { schema: { ...SCHEMA, target: "z" }, stages },
        options,
        { code: "not-found", message: /"z" in stage "s"/ },
      ],
      [{ schema: SCHEMA, stages }, { ...options, rowsPerRecord: 0 }, { code: "argument" }],
      [{ schema: SCHEMA, stages }, { ...options, tps: Number.NaN }, { code: "argument" }],
      [{ schema: SCHEMA, stages }, { ...options, from: 6 }, { code: "argument" }],
    ];
    for (const [what, how, error] of bad) assert.throws(() => replay(log, what, how), error);
    const infinite = [{ name: "s", rows: tableOf(5, { b: (i) => 1 / (i - 2) }) }];
    assert.throws(() => replay(log, { schema: SCHEMA, stages: infinite }, options), {
      message:
        /column "b": expected numbers, or NaN where a cell is missing, found Infinity in row 2 of stage "s"/,
    });
    await assert.rejects(replay(log, plan(), { topic: "nowhere" }).done, { code: "not-found" });
    const unknown = replay(log, plan(), { topic: "rows", partitioning: "sideways" as "rr" });
    await assert.rejects(unknown.done, { code: "argument" });
    assert.equal((await recordsIn(log, "rows")).length, 0);
  });
});
