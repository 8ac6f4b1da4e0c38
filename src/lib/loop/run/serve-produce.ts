import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../core";
import { replay } from "../../stream";
import type { RunHead } from "../run-record";
import { ControlLine, type ControlRecord } from "../services/control";
import { planReader } from "../services/plan-reader";
import { loopTopics, topicSpecs } from "../services/topics";
import { type LoopOptions, loopSettings } from "./options";
import { produced, sendEnds } from "./produced";
import { LOOK_MS, rounds, type ServeOptions, WAIT_MS } from "./serve";

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
  /** Services that must be ready before the first row, and how many; default one of predict, monitor and retrain. */
  readonly expect?: Readonly<Record<string, number>>;
}

/**
 * The producer of a run on a broker, in this process: makes the topics, writes the plan, waits until the others are
 * ready, replays the stages, one end marker a partition. Started again after a kill it goes on behind the rows that
 * the topic has.
 */
export async function serveProduce(options: ProduceOptions): Promise<void> {
  const { log, run, signal, expect = { predict: 1, monitor: 1, retrain: 1 } } = options;
  const settings = loopSettings({ ...options, folder: "" });
  const topics = loopTopics(run);
  await log.createTopics(topicSpecs(topics, settings.partitions));
  const control = new ControlLine(log, topics.control, run);
  const before = await plan(control, headOf(options, settings));
  const rows = planReader(settings.schema, settings.stages, settings.partitions);
  const { from, open, ending } = await produced(log, topics.rows, rows);
  if (ending) return sendEnds(log, topics.rows, run, open);
  const producer = replay(
    log,
    { schema: settings.schema, stages: options.stages },
    {
      ...{ topic: topics.rows, tps: settings.tps, form: options.form ?? "typed", seed: settings.seed },
      ...{ from, signal, endWhenStopped: false },
      ready: { topic: topics.control, services: expect, timeoutMs: options.waitMs ?? WAIT_MS },
    },
  );
  options.onMessage?.(`producing rows ${from} to ${settings.rows} for ${run}`);
  let done = false;
  const finished = producer.done.finally(() => {
    done = true;
  });
  // Its failure is told when it is waited for.
  finished.catch(() => undefined);
  const take = (record: ControlRecord) => {
    if (record.type !== "command") return;
    const { command, tps } = record.command;
    if (command === "pause") producer.pause();
    if (command === "resume") producer.resume();
    if (command === "speed") producer.speed(tps ?? 0);
    if (command === "stop") void producer.stop();
  };
  // One that is started again goes on as the run was told to.
  before.forEach(take);
  await rounds(signal, async () => {
    await Promise.race([finished, sleep(LOOK_MS)]);
    (await control.read().catch(() => [])).forEach(take);
    return done;
  });
  if (!done) await producer.stop();
  await finished;
}

/** Writes the plan of the run, or holds it to the one that is there. Gives what stood on the control topic. */
async function plan(control: ControlLine, head: RunHead): Promise<readonly ControlRecord[]> {
  const before = await control.read();
  const known = before.flatMap((record) => (record.type === "plan" ? [record.head] : []))[0];
  if (known === undefined) await control.send({ type: "plan", head });
  else if (JSON.stringify(planOf(known)) !== JSON.stringify(planOf(head)))
    fail({
      code: "exists",
      expected: `the plan that the run ${head.run} has`,
      found: "other stages, features or settings",
      hint: "Give the same options as before, or another --run",
    });
  return before;
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
