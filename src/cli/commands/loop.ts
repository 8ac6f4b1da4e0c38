import { join } from "node:path";
import type { Command } from "commander";
import type { loop } from "dataplane-lab";
import { BROKER_CONFIG, logOf } from "../broker";
import { numberOf, seedOf } from "../input";
import { printJson } from "../report";
import { openStages } from "../stages";

interface Options {
  stages: string;
  reference?: string;
  data?: string;
  broker: string;
  brokerConfig?: string;
  tps: string;
  adapt: string;
  target: string;
  seed: string;
  replicas: string;
  partitions: string;
  delay?: string;
  form: "typed" | "json";
  run?: string;
  output: string;
  json?: boolean;
}

/** dataplane-lab loop: replay, predict, detect drift, retrain, swap, in one process. */
export function registerLoop(program: Command): void {
  program
    .command("loop")
    .description("Replay stages through a log: predict, watch for drift, retrain, adopt what proves better.")
    .requiredOption(
      "--stages <list>",
      "tables or reference stages with commas between, each with :head:<n> or :tail:<n> behind it if not all",
    )
    .option("--reference <stage>", "rows the first model learns from (default: the rest of the first stage)")
    .option("--data <name>", "reference stages from: testbed or drst (default: drst where it is at hand)")
    .option("--broker <where>", "embedded, or host:port of a Kafka broker", "embedded")
    .option(...BROKER_CONFIG)
    .option("--tps <n>", "rows per second; 0 is as fast as possible, the same every time", "0")
    .option("--adapt <strategy>", "none, original or default", "default")
    .option("--target <column>", "the column to predict", "output_rate")
    .option("--seed <seed>", "the same seed gives the same run", "0")
    .option("--replicas <n>", "prediction services in one group", "1")
    .option("--partitions <n>", "partitions of the rows", "3")
    .option("--delay <rows>", "rows from a trigger to the last row of the old model")
    .option("--form <form>", "messages: typed, or the original's json", "typed")
    .option("--run <id>", "stands in the names of the topics (default: made from the time)")
    .requiredOption("-o, --output <folder>", "the run folder")
    .option("--json", "print the summary as one JSON document")
    .action(async (options: Options) => {
      const { core, loop: room, view } = await import("dataplane-lab");
      const whole = (option: string, text: string, least: number) =>
        numberOf(core.fail, option, text, { whole: true, least });
      const tps = numberOf(core.fail, "--tps", options.tps, { least: 0, of: "rows per second" });
      if (options.form !== "typed" && options.form !== "json") {
        core.fail({ code: "argument", expected: "--form typed or json", found: core.quote(options.form) });
      }
      room.strategy(options.adapt);
      const opened = await openStages(options.stages, options);
      const log = await logOf(options.broker, options.brokerConfig);
      // A broker that is not there is told before a run folder stands where the next attempt would want it.
      await log?.topics().catch(async (error: unknown) => {
        await log.close();
        throw error;
      });
      const abort = new AbortController();
      const stop = () => abort.abort();
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      try {
        const run = await room.runLoop({
          ...opened,
          folder: options.output,
          strategy: options.adapt,
          target: options.target,
          seed: seedOf(options.seed),
          replicas: whole("--replicas", options.replicas, 1),
          partitions: whole("--partitions", options.partitions, 1),
          ...(options.delay === undefined ? {} : { delay: whole("--delay", options.delay, 0) }),
          tps,
          form: options.form,
          signal: abort.signal,
          onWarning: (message) => process.stderr.write(`dataplane-lab: ${message}\n`),
          onProgress: onTerminal(),
          ...(log === undefined ? {} : { log }),
          ...(options.run === undefined ? {} : { run: options.run }),
        });
        await view.loopReport(run, { gains: await room.adoptionGains(run, opened.stages) });
        if (options.json) printJson({ folder: options.output, ...run.summary });
        else process.stdout.write(summary(options.output, run));
      } catch (error) {
        // A run that failed has a report too; what went wrong is told all the same.
        if ((error as { code?: string }).code !== "exists") {
          await room
            .summarise(options.output)
            .then((failed) => view.loopReport(failed))
            .catch(() => undefined);
        }
        throw error;
      } finally {
        process.off("SIGINT", stop);
        process.off("SIGTERM", stop);
        await log?.close();
      }
    });
}

type Finished = Awaited<ReturnType<typeof loop.runLoop>>;

function onTerminal(): loop.LoopOptions["onProgress"] {
  if (!process.stderr.isTTY) return undefined;
  return (done, total) => {
    process.stderr.write(`\r\x1b[K${done}/${total} rows${done === total ? "\r\x1b[K" : ""}`);
  };
}

function summary(folder: string, { summary: run, events }: Finished): string {
  const number = (value: number, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : "-");
  const columns = (name: string, rows: string, cells: readonly string[]) =>
    [name.padEnd(24), rows.padStart(7), ...cells.map((cell) => cell.padStart(9))].join(" ");
  const line = ({ name, rows, baseline, current }: loop.StretchScores) =>
    columns(
      name,
      String(rows),
      [baseline, current].flatMap(({ accuracy, mae }) => [number(accuracy["0.2"]), number(mae)]),
    );
  const drifts = events.filter((event) => event.type === "drift" && event.trigger.signs.length > 0).length;
  const after = run.afterFirstTrigger;
  const dead = Object.entries(run.deadLetters).map(([reason, count]) => `${count} ${reason}`);
  return [
    `run ${run.run}, strategy ${run.strategy}, ${run.broker} log, ${run.state}: ${run.rows} rows`,
    columns("", "", ["frozen", "", "served", ""]),
    columns("", "rows", ["acc@0.2 %", "MAE", "acc@0.2 %", "MAE"]),
    ...run.scores.map(line),
    ...(after === undefined ? [] : [line(after)]),
    `${run.triggers} triggers (${drifts} by drift, ${run.triggers - drifts} to follow up a gain): ${run.adopted} adopted, ${run.refused} refused, ${run.failed} failed`,
    ...run.swaps.map(({ seq, model, cause }) => `  from row ${seq}: ${model} (${cause})`),
    ...(dead.length === 0 ? [] : [`rejected messages: ${dead.join(", ")}`]),
    `${number(run.rowsPerSecond, 0)} rows/s`,
    `${join(folder, "report.html")} has the figures; \`dataplane-lab watch ${folder}\` shows the run, \`dataplane-lab models list ${folder}\` its models`,
    "",
  ].join("\n");
}
