import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../core";
import type { RunHead } from "../run-record";
import { ControlLine } from "../services/control";
import { loopTopics, topicSpecs } from "../services/topics";
import { type LoopOptions, loopSettings } from "./options";
import { Producer } from "./producer";
import { LOOK_MS, rounds, type ServeOptions, waitFor } from "./serve";

export interface ProduceOptions
  extends ServeOptions,
    Pick<
      LoopOptions,
      | "reference"
      | "stages"
      | "strategy"
      | "seed"
      | "target"
      | "features"
      | "partitions"
      | "tps"
      | "form"
      | "simulated"
      | "caption"
    > {
  readonly log: ServeOptions["log"];
  readonly run: string;
  /** Services that must be ready before the first row; default predict, monitor and retrain. */
  readonly expect?: readonly string[];
}

/**
 * The producer of a run on a broker, in this process: makes the topics, writes the plan, waits until the others are
 * ready, replays the stages, one end marker a partition. Started again after a kill it goes on behind the rows that
 * the topic has.
 */
export async function serveProduce(options: ProduceOptions): Promise<void> {
  const { log, run, signal, expect = ["predict", "monitor", "retrain"] } = options;
  const settings = loopSettings({ ...options, folder: "" });
  const topics = loopTopics(run);
  await log.createTopics(topicSpecs(topics, settings.partitions));
  const control = new ControlLine(log, topics.control, run);
  const ready = new Set<string>();
  const head = headOf(options, settings);
  const look = async () => {
    for (const record of await control.read()) {
      if (record.type === "ready") ready.add(record.service);
      if (record.type !== "plan") continue;
      if (JSON.stringify(planOf(record.head)) !== JSON.stringify(planOf(head))) {
        fail({
          code: "exists",
          expected: `the plan that the run ${run} has`,
          found: "other stages, features or settings",
          hint: "Give the same options as before, or another --run",
        });
      }
      planned = true;
    }
  };
  let planned = false;
  await look();
  if (!planned) await control.send({ type: "plan", head });
  await waitFor(options, `ready services: ${expect.join(", ")}`, async () => {
    await look();
    return expect.every((name) => ready.has(name)) ? true : undefined;
  });
  const producer = await Producer.open({
    ...{ log, topics, run, signal },
    schema: settings.schema,
    stages: options.stages,
    tps: settings.tps,
    partitions: settings.partitions,
    form: options.form ?? "typed",
  });
  options.onMessage?.(`producing ${settings.rows} rows for ${run}`);
  let done = false;
  const finished = producer.done.finally(() => {
    done = true;
  });
  try {
    await rounds(signal, async () => {
      await Promise.race([finished, sleep(LOOK_MS)]);
      for (const record of await control.read().catch(() => [])) {
        if (record.type !== "command") continue;
        const { command, tps } = record.command;
        if (command === "pause") producer.pause();
        if (command === "resume") producer.resume();
        if (command === "speed") producer.speed(tps ?? 0);
        if (command === "stop") done = true;
      }
      return done;
    });
  } finally {
    await producer.close();
  }
  await finished.catch((error) => {
    if (!signal?.aborted) throw error;
  });
}

function headOf(options: ProduceOptions, settings: ReturnType<typeof loopSettings>): RunHead {
  const { run, strategy, schema, seed, stages, segments } = settings;
  return {
    ...{
      run,
      state: "running",
      started: Date.now(),
      strategy: strategy.name,
      broker: options.log.kind,
      seed,
    },
    ...{ target: schema.target, features: schema.features, stages, segments, models: [] },
    ...{ simulated: options.simulated ?? false, caption: options.caption ?? "" },
  };
}

/** What must be the same when a producer is started again. */
function planOf({ strategy, seed, target, features, stages }: RunHead): unknown {
  return { strategy, seed, target, features, stages };
}
