// Prediction services killed by SIGKILL at seeded points, on a broker: `npm run kafka -- run -- npm run bench -- crash [kills]`.
import { core, stream } from "../src/lib/index";
import { effects, ended, killAgain, preparedRun, startChild } from "../test/loop/crash/killed-run";

const KILLS = Number(process.argv[2] ?? 1000);
const ROWS_A_KILL = 120;

async function main(): Promise<void> {
  const brokers = process.env.DATAPLANE_LAB_KAFKA;
  if (brokers === undefined) {
    console.error(
      "expected the address of a broker in DATAPLANE_LAB_KAFKA: npm run kafka -- run -- npm run bench -- crash",
    );
    process.exitCode = 2;
    return;
  }
  const log = stream.kafkaLog({ brokers });
  const run = `bench-${Date.now().toString(36)}`;
  const rows = KILLS * ROWS_A_KILL;
  const { models, registry, control } = await preparedRun(log, run, rows);
  const begun = performance.now();
  const half = async () => {
    await registry.adopt(models[1].id, { from: 0, cause: "adoption", request: `${run}-1` });
  };
  const killed = await killAgain({ kills: KILLS, draw: core.random("bench"), brokers, run, half });
  const last = startChild({ service: "predict", brokers, run, instance: "last" });
  const features = models[0].trained.pipeline.features;
  let seen = await effects(log, run, features);
  while (!seen.finished) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    seen = await effects(log, run, features);
  }
  await control.send({ type: "end", state: "finished" });
  await ended(last);
  const predicted = seen.results.reduce((sum, each) => sum + (each.kind === "rows" ? each.seq.length : 0), 0);
  const inOrder = seen.joined.every(({ row }, i) => row.seq === i) && seen.joined.length === rows;
  console.log(
    `${killed} of ${KILLS} killed at their point in ${((performance.now() - begun) / 1000).toFixed(0)} s; ${rows} rows, ` +
      `${predicted} predictions in the log, effects once and in order: ${inOrder ? "yes" : "NO"}, misfits ${seen.misfits}`,
  );
  if (!inOrder || seen.misfits > 0) process.exitCode = 1;
  await log.close();
}

void main();
