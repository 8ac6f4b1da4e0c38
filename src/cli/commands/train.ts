import { type Command, Option } from "commander";
import type { core, learn } from "dataplane-lab";
import { inFile, numberOf, readTable, seedOf } from "../input";
import { printJson } from "../report";

interface Options {
  target: string;
  features: string;
  model: string;
  set: string[];
  split?: learn.SplitName;
  folds?: string;
  seed: string;
  seeds: string;
  segments?: string;
  output?: string;
  json?: boolean;
}

/** dataplane-lab train: a table to a model, and to scores on rows it did not learn from. */
export function registerTrain(program: Command): void {
  program
    .command("train")
    .description("Learn to predict a column; score it on held-out rows beside the trivial baselines.")
    .argument("<table>", "a .csv or .parquet table")
    .requiredOption("--target <column>", "the column to predict")
    .option("--features <which>", "all, top:<k> by correlation, or names with commas between", "all")
    .option("--model <kind>", "ridge, linear, knn, mlp, lstm, tree, forest, boosting or constant", "ridge")
    .option(
      "--set <name=value>",
      "an option of the model (alpha=10, hidden=[32,16]); may be repeated",
      collect,
      [],
    )
    .addOption(
      new Option(
        "--split <how>",
        "held-out rows (default: shuffled, and segments where the table tells them)",
      ).choices(["shuffled", "segments", "chronological"]),
    )
    .option(
      "--folds <n>",
      "folds, or groups of segments (default: 5 shuffled; each segment, at most 10 groups)",
    )
    .option("--seed <seed>", "the same seed gives the same model", "0")
    .option("--seeds <n>", "score shuffled splits with so many seeds, for their uncertainty", "3")
    .option("--segments <column>", "the column that names the experiments (default: experiment)")
    .option("-o, --output <folder>", "write the model there, fitted to all rows")
    .option("--json", "print metrics and baselines as one JSON document")
    .action(async (file: string, options: Options) => {
      const { core: base, learn: room } = await import("dataplane-lab");
      const recipe: learn.Recipe = {
        model: { kind: options.model, ...modelOptions(options.set, base.fail) },
        features: featuresOf(options.features, base.fail),
      };
      const { kind, ...given } = recipe.model;
      const { engine } = room.modelKind(kind).options(given) as { readonly engine?: learn.EngineName };
      if (engine !== undefined) await room.loadEngine(engine);
      const seed = seedOf(options.seed);
      const table = await readTable(file);
      const data = await inFile(file, () =>
        room.dataset(table, {
          target: options.target,
          ...(options.segments === undefined ? {} : { segments: options.segments }),
        }),
      );
      const evaluations = evaluationsOf(data, options, seed, base.fail);
      const trained = room.train(data, recipe, { seed, evaluations, progress: onTerminal() });
      const output = options.output === undefined ? null : await room.saveModel(options.output, trained);
      const { pipeline, card } = trained;
      if (options.json) {
        const { target, features, trained: rows, watched, dropped } = pipeline;
        printJson({
          target,
          features,
          recipe,
          seed,
          data: card.data,
          rows: { learnt: rows, watched, missingFeatures: dropped, missingTarget: data.dropped },
          segmentsFrom: data.segments?.source ?? null,
          evaluations: card.metrics,
          output,
        });
      } else process.stdout.write(summary(trained, output));
    });
}

type Fail = typeof core.fail;

function featuresOf(text: string, fail: Fail): learn.Recipe["features"] {
  if (text === "all") return "all";
  if (!text.startsWith("top:")) return text.split(",").map((name) => name.trim());
  const top = Number(text.slice(4));
  if (Number.isSafeInteger(top) && top > 0) return { top };
  return fail({
    code: "argument",
    expected: "--features all, top:<k> or names",
    found: JSON.stringify(text),
  });
}

function modelOptions(assignments: readonly string[], fail: Fail): Record<string, unknown> {
  return Object.fromEntries(
    assignments.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) fail({ code: "argument", expected: "--set name=value", found: JSON.stringify(text) });
      return [text.slice(0, at), parsedValue(text.slice(at + 1))];
    }),
  );
}

/** Numbers, lists and booleans as in JSON; anything else is a text. */
function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const MOST_GROUPS = 10;

function evaluationsOf(
  data: learn.Dataset,
  options: Options,
  seed: number | string,
  fail: Fail,
): learn.EvaluateOptions[] {
  const whole = (option: string, text: string, least: number) =>
    numberOf(fail, option, text, { whole: true, least });
  const folds = options.folds === undefined ? undefined : whole("--folds", options.folds, 2);
  const count = whole("--seeds", options.seeds, 1);
  const seeds = Array.from({ length: count }, (_, k) =>
    typeof seed === "number" ? seed + k : k === 0 ? seed : `${seed}/${k}`,
  );
  const segments = new Set(data.segments?.ids).size;
  const groups = folds ?? (segments > MOST_GROUPS ? MOST_GROUPS : undefined);
  const all: Record<learn.SplitName, learn.EvaluateOptions> = {
    shuffled: { split: "shuffled", seeds, folds },
    segments: { split: "segments", seeds: [seed], folds: groups },
    chronological: { split: "chronological", seeds: [seed], folds },
  };
  if (options.split !== undefined) return [all[options.split]];
  return segments > 1 ? [all.shuffled, all.segments] : [all.shuffled];
}

function onTerminal(): learn.TrainOptions["progress"] {
  if (!process.stderr.isTTY) return undefined;
  return (done, total, note) => {
    process.stderr.write(`\r\x1b[K${note ?? ""} ${done}/${total}${done === total ? "\r\x1b[K" : ""}`);
  };
}

const TAU = "0.2";

function summary({ pipeline, card }: learn.TrainedModel, output: string | null): string {
  const number = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "-");
  const interval = ({ low, high }: learn.Estimate) =>
    Number.isFinite(low) ? ` (95 % over segments ${number(low)} to ${number(high)})` : "";
  const lines = [
    `${pipeline.target} from ${pipeline.features.length} features: ${card.recipe.model.kind}, ${pipeline.trained} rows` +
      (pipeline.dropped > 0 ? ` (${pipeline.dropped} left out: missing features)` : ""),
  ];
  for (const { split, estimates, baselines } of card.metrics) {
    const accuracy = estimates.accuracy[TAU];
    lines.push(
      `${split}:`,
      `  model        R² ${number(estimates.r2.value)}${interval(estimates.r2)}`,
      `               MAE ${number(estimates.mae.value)}${interval(estimates.mae)}`,
      `               accuracy@${TAU} ${number(accuracy.value)} %${interval(accuracy)}`,
    );
    for (const [name, scores] of Object.entries(baselines)) {
      lines.push(
        `  ${name.padEnd(12)} R² ${number(scores.r2)}, MAE ${number(scores.mae)}, accuracy@${TAU} ${number(scores.accuracy[TAU])} %`,
      );
    }
  }
  if (output !== null) lines.push(`model: ${output}`);
  return `${lines.join("\n")}\n`;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
