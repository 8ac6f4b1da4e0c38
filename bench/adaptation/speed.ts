import { candidateFeatures } from "../../src/lib/learn";
import { LoopEngine, Scoreboard, strategy, streamRows } from "../../src/lib/loop";
import { simulatedStage } from "../../test/loop/support/simulated";

const BATCH = 256;
const ROUNDS = 5;

/** Rows a CPU second in a stationary stretch: two different models, scoreboard, monitor looks, memory of the trainer. */
export async function speed(): Promise<void> {
  const reference = simulatedStage(0, 5).rows;
  const calm = simulatedStage(0, 99, 60).rows;
  const schema = {
    run: "bench",
    features: candidateFeatures(reference, "output_rate"),
    target: "output_rate",
  };
  const ours = strategy("default");
  const watching = strategy("none");
  const engine = new LoopEngine(
    {
      ...ours,
      start: (context) => ({
        baseline: ours.start(context).baseline,
        current: ours.start({ ...context, seed: "other" }).current,
      }),
      monitor: watching.monitor,
    },
    { schema, reference, seed: 1 },
  );
  const board = new Scoreboard();
  const stretch = streamRows([{ name: "calm", rows: calm }], schema);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rows = stretch.map((row) => ({ ...row, seq: row.seq + round * stretch.length }));
    const before = process.cpuUsage();
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH);
      const { baseline, current, models } = engine.service.predict(batch);
      for (let i = 0; i < batch.length; i++) {
        const served = { baseline: baseline[i], current: current[i], model: models[i] };
        board.add(batch[i].label, served);
        engine.observe(batch[i], served);
      }
    }
    const { user, system } = process.cpuUsage(before);
    rates.push((1e6 * rows.length) / (user + system));
  }
  console.log(
    `\nSpeed: ${rates.map((rate) => rate.toFixed(0)).join(", ")} rows a CPU second in rounds of ${stretch.length} rows ` +
      "(two models, scores, monitor; goal 50000)",
  );
}
