import { scores } from "../../src/lib/learn";
import { runStrategy, strategy } from "../../src/lib/loop";
import * as perf from "../../src/lib/perf";
import type { Table } from "../../src/lib/table";
import { simulatedStage } from "../../test/loop/support/simulated";

/** Stage 0 but its last 300 rows is known; the rest and stages 1 to 3 are replayed, with the same settings. */
export async function simulated(seeds: readonly number[]): Promise<void> {
  const bundle = perf.openReference("testbed");
  const sets: [string, Table[]][] = [
    ["testbed", await Promise.all([0, 1, 2, 3].map((stage) => bundle.table(stage)))],
    ...[777, 778, 779].map((seed): [string, Table[]] => [
      `seed ${seed}`,
      ([0, 1, 2, 3] as const).map((stage) => simulatedStage(stage, seed).rows),
    ]),
  ];
  console.log(
    `\nSimulated stages, mean of ${seeds.length} seeds: accuracy@0.2 / MAE without and with adaptation`,
  );
  for (const [name, [known, ...rest]] of sets) {
    const stages = [known.slice(-300), ...rest].map((rows, k) => ({ name: `stage ${k}`, rows }));
    const runs = seeds.map((seed) =>
      runStrategy(strategy("default"), known.slice(0, -300), stages, { seed }),
    );
    let at = 0;
    for (const { name: stage, rows } of stages) {
      const [from, to] = [at, at + rows.length];
      at = to;
      const mean = (key: "baseline" | "current", of: (s: ReturnType<typeof scores>) => number) =>
        runs.reduce((sum, run) => sum + of(scores(run.truth.slice(from, to), run[key].slice(from, to))), 0) /
        runs.length;
      const text = (key: "baseline" | "current") =>
        `${mean(key, (s) => s.accuracy["0.2"]).toFixed(1)} / ${mean(key, (s) => s.mae).toFixed(0)}`;
      console.log(
        `${name.padEnd(10)} ${stage} (${rows.length} rows): ${text("baseline")} → ${text("current")}`,
      );
    }
  }
}
