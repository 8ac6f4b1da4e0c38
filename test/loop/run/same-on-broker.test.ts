import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { loop, stream } from "../../../src/lib/index";
import { KAFKA } from "../../support/kafka";
import { newFolder, REFERENCE, STAGES } from "./drifting";

/** What may differ: where in the log a row stood, and how long its prediction took. */
const OF_THE_LOG: readonly string[] = ["offset", "latency_us"];

describe("the loop on the embedded log and on a broker (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(300_000);
  before(function () {
    if (KAFKA === undefined) this.skip();
  });

  it("gives the same rows byte by byte, the same readings, swaps and scores", async () => {
    const run = `same-${process.pid}-${Date.now().toString(36)}`;
    const log = stream.kafkaLog({ brokers: KAFKA! });
    const folders = [newFolder(), newFolder(), newFolder()];
    const options = { reference: REFERENCE, stages: STAGES, seed: 11, partitions: 3 };
    const embedded = await loop.runLoop({ ...options, run, folder: folders[0] });
    // Two runs at once on one broker: neither sees the other.
    const [broker, shared] = await Promise.all([
      loop.runLoop({ ...options, run, folder: folders[1], log }),
      loop.runLoop({ ...options, run: `${run}-3`, folder: folders[2], log, replicas: 3 }),
    ]);
    await log.close();
    assert.ok(embedded.summary.adopted > 0);
    assert.deepEqual([embedded.head.broker, broker.head.broker], ["embedded", "kafka"]);
    const bytes = (of: loop.Run, name: string) =>
      createHash("sha256")
        .update(new Uint8Array(of.rows.numbers(name).slice().buffer))
        .digest("hex");
    for (const name of loop.ROW_FIELDS) {
      if (OF_THE_LOG.includes(name)) continue;
      assert.equal(bytes(broker, name), bytes(embedded, name), name);
      assert.equal(bytes(shared, name), bytes(embedded, name), `${name}, three replicas, another run id`);
    }
    const text = (folder: string, name: string) => readFileSync(path.join(folder, name), "utf8");
    assert.equal(text(folders[1], "readings.jsonl"), text(folders[0], "readings.jsonl"));
    const swaps = ({ summary }: typeof embedded) => summary.swaps;
    assert.deepEqual(swaps(broker), swaps(embedded));
    assert.deepEqual(broker.summary.scores, embedded.summary.scores);
    assert.deepEqual(broker.head.models, embedded.head.models);
    // The folder has a copy of the registry that travelled on the topic.
    const copy = await loop.folderRegistry(path.join(folders[1], "models")).history();
    assert.deepEqual(
      copy.map(({ model }) => model),
      [embedded.head.models[0], ...swaps(embedded).map(({ model }) => model)],
    );
    for (const folder of folders) rmSync(path.dirname(folder), { recursive: true });
  });
});
