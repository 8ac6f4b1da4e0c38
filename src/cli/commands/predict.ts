import type { Command } from "commander";
import type { learn, table } from "dataplane-lab";
import { checkOutput, inFile, readTable, writeTable } from "../input";
import { printJson } from "../report";

interface Options {
  output: string;
  json?: boolean;
}

/** dataplane-lab predict: a model's predictions for the rows of a table. */
export function registerPredict(program: Command): void {
  program
    .command("predict")
    .description("Predict the rows of a table with a model that train wrote.")
    .argument("<model>", "a model folder")
    .argument("<table>", "a .csv or .parquet table with the model's features")
    .requiredOption(
      "-o, --output <file>",
      "a .csv, .csv.gz or .parquet file: row origin, target if there, prediction",
    )
    .option("--json", "print what was predicted, and scores if the target is there, as one JSON document")
    .action(async (folder: string, file: string, options: Options) => {
      await checkOutput(options.output);
      const { learn: room, table: tables } = await import("dataplane-lab");
      const { pipeline } = await room.loadModel(folder);
      const rows = await readTable(file);
      const predictions = await inFile(file, () => pipeline.predict(rows));
      const columns = new Map<string, table.Column>();
      // What tells the rows apart travels along, so that predictions can be joined back.
      for (const name of [...room.INDEX_COLUMNS, ...tables.PROVENANCE_COLUMNS, "time", pipeline.target]) {
        if (rows.has(name)) columns.set(name, rows.column(name));
      }
      columns.set(`predicted_${pipeline.target}`, predictions);
      await writeTable(tables.Table.of(columns), options.output);
      const missing = predictions.filter((p) => Number.isNaN(p)).length;
      const known = rows.has(pipeline.target) && rows.isNumeric(pipeline.target);
      const scores = known ? room.scores(rows.numbers(pipeline.target), predictions) : null;
      if (options.json) {
        printJson({ output: options.output, target: pipeline.target, rows: rows.length, missing, scores });
      } else process.stdout.write(summary(options.output, rows.length, missing, scores));
    });
}

function summary(output: string, rows: number, missing: number, scores: learn.Scores | null): string {
  const lines = [`${output}: ${rows} rows`];
  if (missing > 0) lines.push(`without a prediction, for a missing feature: ${missing} rows`);
  if (scores !== null) {
    const number = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "-");
    lines.push(
      `against the target: R² ${number(scores.r2)}, MAE ${number(scores.mae)}, accuracy@0.2 ${number(scores.accuracy["0.2"])} %`,
    );
  }
  return `${lines.join("\n")}\n`;
}
