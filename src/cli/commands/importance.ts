import type { Command } from "commander";
import type { learn } from "dataplane-lab";
import { inFile, numberOf, readTable, seedOf } from "../input";
import { printJson } from "../report";

interface Options {
  repeats: string;
  seed: string;
  json?: boolean;
}

/** dataplane-lab importance: which counters, and which network function, a model's predictions hang on. */
export function registerImportance(program: Command): void {
  program
    .command("importance")
    .description("Measure how much predictions get worse when a feature, or a whole VNF, is shuffled.")
    .argument("<model>", "a model folder")
    .argument("<table>", "a .csv or .parquet table with the model's features and target")
    .option("--repeats <n>", "shuffle so many times, for the uncertainty", "5")
    .option("--seed <seed>", "the same seed gives the same figures", "0")
    .option("--json", "print all figures as one JSON document")
    .action(async (folder: string, file: string, options: Options) => {
      const { core, learn: room } = await import("dataplane-lab");
      const { pipeline } = await room.loadModel(folder);
      const table = await readTable(file);
      const data = await inFile(file, () =>
        room.dataset(table, { target: pipeline.target, features: pipeline.features }),
      );
      const result = room.importance(pipeline, data, {
        repeats: numberOf(core.fail, "--repeats", options.repeats, { whole: true, least: 1 }),
        seed: seedOf(options.seed),
      });
      if (options.json) printJson({ target: pipeline.target, rows: data.x.rows, ...result });
      else process.stdout.write(summary(pipeline.target, result));
    });
}

const SHOWN = 15;

function summary(target: string, { baseline, features, vnfs }: learn.ImportanceResult): string {
  const line = ({ name, increase, deviation }: learn.Importance) =>
    `  ${name.padEnd(36)} ${increase.toPrecision(3).padStart(10)} ± ${deviation.toPrecision(2)}`;
  return [
    `increase of the mean absolute error of ${target} (${baseline.mae.toPrecision(4)} unshuffled, ${baseline.n} rows)`,
    "network functions, all counters of one together:",
    ...vnfs.map(line),
    `features${features.length > SHOWN ? `, the first ${SHOWN} of ${features.length}` : ""}:`,
    ...features.slice(0, SHOWN).map(line),
    "",
  ].join("\n");
}
