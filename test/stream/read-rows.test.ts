import assert from "node:assert/strict";
import { embeddedLog, endMarker, readRows, replay, rowWriter, type StreamRow } from "../../src/lib/stream";
import { rowOf } from "./codec/helpers";
import { SCHEMA, tableOf } from "./replay/helpers";

const plan = (rows: number) => ({ schema: SCHEMA, stages: [{ name: "s", rows: tableOf(rows) }] });

describe("readRows", () => {
  for (const partitioning of ["rr", "hash", "random"] as const) {
    it(`gives a replay back in order while it runs, sent with ${partitioning}`, async () => {
      const log = embeddedLog();
      await log.createTopics([{ name: "rows", partitions: 4 }]);
      const key = (seq: number): string => `k${seq % 7}`;
      const running = replay(log, plan(3000), {
        topic: "rows",
        form: "json",
        partitioning,
        key,
        tps: 30_000,
      });
      const seqs: number[] = [];
      for await (const rows of readRows(log, { topic: "rows", schema: SCHEMA, ahead: 50 }))
        seqs.push(...rows.map(({ seq }) => seq));
      await running.done;
      assert.deepEqual(
        seqs,
        Array.from({ length: 3000 }, (_, i) => i),
      );
    });
  }

  it("gives rows as they come, and tells what was rejected", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "rows", partitions: 2 }]);
    const { write } = rowWriter(SCHEMA, "json");
    const row = (seq: number): StreamRow => rowOf({ seq, features: Float64Array.of(1, 2) });
    await log.append("rows", [
      { ...write([row(4)]), partition: 1 },
      { value: "not JSON", partition: 1 },
      { ...write([row(3)]), partition: 0 },
      endMarker("r1", 0),
      endMarker("r1", 1),
      endMarker("r1", 1),
    ]);
    for (const order of ["arrival", "seq"] as const) {
      const seqs: number[] = [];
      const reasons: string[] = [];
      const onRejected = (
        { partition, offset }: { partition: number; offset: number },
        why: { reason: string },
      ) => reasons.push(`${partition}/${offset} ${why.reason}`);
      for await (const rows of readRows(log, { topic: "rows", schema: SCHEMA, order, onRejected }))
        seqs.push(...rows.map(({ seq }) => seq));
      assert.deepEqual(seqs, [3, 4]);
      assert.deepEqual(reasons, ["1/1 not-json", "1/3 replayed-end"]);
    }
  });

  it("ends when it is told, though no end marker came", async () => {
    const log = embeddedLog();
    await log.createTopics([{ name: "rows" }]);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    for await (const _ of readRows(log, { topic: "rows", schema: SCHEMA, signal: abort.signal, pollMs: 5 }))
      assert.fail();
    await assert.rejects(readRows(log, { topic: "nowhere", schema: SCHEMA }).next(), { code: "not-found" });
  });
});
