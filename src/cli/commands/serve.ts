import type { Command } from "commander";
import type { loop, stream } from "dataplane-lab";
import { BROKER_CONFIG, logOf } from "../broker";
import { numberOf, seedOf } from "../input";
import { openStages } from "../stages";

interface Common {
  broker: string;
  brokerConfig?: string;
  run: string;
  instance?: string;
  wait: string;
}

interface Sources {
  stages: string;
  reference?: string;
  data?: string;
}

interface Produce extends Common, Sources {
  tps: string;
  adapt: string;
  target: string;
  seed: string;
  partitions: string;
  form: "typed" | "json";
  expect: string;
}

/** dataplane-lab serve: the parts of a loop as processes of their own, on a broker. */
export function registerServe(program: Command): void {
  const serve = program
    .command("serve")
    .description("One part of a loop in a process of its own; each may be killed and started again.");
  const command = (name: string, about: string) =>
    serve
      .command(name)
      .description(about)
      .requiredOption("--broker <host:port>", "the Kafka broker that the parts meet on")
      .option(...BROKER_CONFIG)
      .requiredOption("--run <id>", "the run: its id stands in the names of all topics")
      .option("--instance <name>", "name of this process among those of the run")
      .option("--wait <seconds>", "how long the rest of the run is waited for", "120");
  const sources = (part: Command) =>
    part
      .requiredOption("--stages <list>", "the stages of the run, as in `loop`")
      .option("--reference <stage>", "rows the first model learns from (default: rest of the first stage)")
      .option("--data <name>", "reference stages from: testbed or drst");

  command(
    "predict",
    "Predict rows with the baseline and the model in service; run several to share them.",
  ).action((options: Common) => inService(options, ({ room, common }) => room.servePredict(common)));
  sources(command("monitor", "Watch for drift, ask for retrainings, write the run folder; ends the run."))
    .option("-o, --output <folder>", "the run folder")
    .action((options: Common & Sources & { output?: string }) =>
      inService(options, async ({ room, common }) => {
        const { reference } = await openStages(options.stages, options);
        await room.serveMonitor({
          ...common,
          reference,
          ...(options.output === undefined ? {} : { folder: options.output }),
        });
      }),
    );
  sources(
    command("retrain", "Publish the first models, then answer each trigger: train, judge, adopt."),
  ).action((options: Common & Sources) =>
    inService(options, async ({ room, common }) => {
      const { reference } = await openStages(options.stages, options);
      await room.serveRetrain({ ...common, reference });
    }),
  );
  sources(
    command("produce", "Make the run's topics, write its plan, wait for the others, replay the stages."),
  )
    .option("--tps <n>", "rows per second; 0 is as fast as possible", "0")
    .option("--adapt <strategy>", "none, original or default", "default")
    .option("--target <column>", "the column to predict", "output_rate")
    .option("--seed <seed>", "of everything drawn at random", "0")
    .option("--partitions <n>", "partitions of the rows", "3")
    .option("--form <form>", "messages: typed, or the original's json", "typed")
    .option(
      "--expect <services>",
      "who must be ready before the first row, with :<n> for several",
      "predict,monitor,retrain",
    )
    .action((options: Produce) =>
      inService(options, async ({ room, common, number, fail }) => {
        const opened = await openStages(options.stages, options);
        const { form } = options;
        if (form !== "typed" && form !== "json") {
          fail({ code: "argument", expected: "--form typed or json", found: JSON.stringify(form) });
        }
        await room.serveProduce({
          ...common,
          ...opened,
          form,
          strategy: options.adapt,
          target: options.target,
          seed: seedOf(options.seed),
          tps: number("--tps", options.tps, { least: 0, of: "rows per second" }),
          partitions: number("--partitions", options.partitions, { whole: true, least: 1 }),
          expect: Object.fromEntries(
            options.expect
              .split(",")
              .filter((text) => text !== "")
              .map((text) => {
                const [name, count = "1"] = text.split(":");
                return [name, number("--expect", count, { whole: true, least: 1, of: name })];
              }),
          ),
        });
      }),
    );
}

interface Tools {
  readonly room: typeof loop;
  readonly common: loop.ServeOptions;
  readonly number: (option: string, text: string, rule: Parameters<typeof numberOf>[3]) => number;
  readonly fail: Parameters<typeof numberOf>[0];
}

/** Runs a service until it ends by itself, or a signal ends it. */
async function inService(options: Common, serve: (tools: Tools) => Promise<void>): Promise<void> {
  const { core, loop: room } = await import("dataplane-lab");
  const number: Tools["number"] = (option, text, rule) => numberOf(core.fail, option, text, rule);
  const waitMs = 1000 * number("--wait", options.wait, { least: 0, of: "seconds" });
  const log: stream.Log =
    (await logOf(options.broker, options.brokerConfig)) ??
    core.fail({
      code: "argument",
      expected: "--broker host:port",
      found: JSON.stringify(options.broker),
      hint: "An embedded log ends with its process; `dataplane-lab loop` runs all parts in one",
    });
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const common: loop.ServeOptions = {
      ...{ log, run: options.run, waitMs, signal: abort.signal },
      ...(options.instance === undefined ? {} : { instance: options.instance }),
      onMessage: (text) => process.stderr.write(`${text}\n`),
    };
    await serve({ room, common, number, fail: core.fail });
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    await log.close();
  }
}
