import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { core, stream } from "../../../src/lib/index";
import { KAFKA } from "../../support/kafka";
import { effects, ended, killAgain, preparedRun, startChild } from "./killed-run";

/** A thousand of them are the bench's (`npm run bench -- crash`). */
const KILLS = 50;
const ROWS = 6000;

describe("prediction services that are killed (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(900_000);
  before(function () {
    if (KAFKA === undefined) this.skip();
  });

  it(`leave every row's effect exactly once over ${KILLS} times SIGKILL at seeded points`, async () => {
    const log = stream.kafkaLog({ brokers: KAFKA! });
    const run = `killed-${process.pid}-${Date.now().toString(36)}`;
    const { models, registry, control } = await preparedRun(log, run, ROWS);
    const draw = core.random("kills");
    const half = async () => {
      // The same adoption asked for by three at once is one.
      const about = { from: 0, cause: "adoption", request: `${run}-1` } as const;
      const pointers = await Promise.all([1, 2, 3].map(() => registry.adopt(models[1].id, about)));
      assert.deepEqual(new Set(pointers.map(({ version }) => version)), new Set([2]));
    };
    const killed = await killAgain({ kills: KILLS, draw, brokers: KAFKA!, run, half });
    assert.ok(killed >= KILLS * 0.9, `${killed} of ${KILLS} were killed at their point`);
    const last = ["c", "d"].map((instance) =>
      startChild({ service: "predict", brokers: KAFKA!, run, instance }),
    );
    const features = models[0].trained.pipeline.features;
    let seen = await effects(log, run, features);
    for (let tries = 0; !seen.finished && tries < 120; tries++) {
      await sleep(1000);
      seen = await effects(log, run, features);
    }
    await control.send({ type: "end", state: "finished" });
    assert.deepEqual(await Promise.all(last.map(ended)), [0, 0]);

    const { joined, results, misfits } = seen;
    assert.deepEqual(
      joined.map(({ row }) => row.seq),
      Array.from({ length: ROWS }, (_, i) => i),
    );
    assert.equal(misfits, 0);
    // Delivery was at least once: without duplicates the kills would have tested nothing.
    const predicted = results.reduce((sum, each) => sum + (each.kind === "rows" ? each.seq.length : 0), 0);
    assert.ok(predicted > ROWS, `${predicted} predictions of ${ROWS} rows`);
    const rows = new Map(joined.map(({ row }) => [row.seq, row]));
    const used = new Set<string>();
    for (const result of results) {
      if (result.kind !== "rows") continue;
      used.add(result.model);
      const model = models.find(({ id }) => id === result.model);
      assert.ok(model !== undefined);
      // Every prediction of a record is that of the one model that it names.
      for (let i = 0; i < result.seq.length; i++) {
        const { features: inputs } = rows.get(result.seq[i])!;
        assert.ok(
          Math.abs(result.current[i] - model.predictRow(inputs)) <= 1e-9 * Math.abs(result.current[i]),
        );
        assert.ok(
          Math.abs(result.baseline[i] - models[0].predictRow(inputs)) <= 1e-9 * Math.abs(result.baseline[i]),
        );
      }
    }
    assert.equal(used.size, 2);
    assert.equal((await registry.history()).length, 2);
    await log.close();
  });
});
