import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../core";
import { type Replay, replay } from "../../stream";
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
 * ready, replays the stages, one end marker a partition. Started again after a kill, and when a broker that was away is
 * back, it goes on behind the rows that the topic has.
 */
export async function serveProduce(options: ProduceOptions): Promise<void> {
  const { log, run, signal, expect = { predict: 1, monitor: 1, retrain: 1 } } = options;
  const settings = loopSettings({ ...options, folder: "" });
  const topics = loopTopics(run);
  await log.createTopics(topicSpecs(topics, settings.partitions));
  const control = new ControlLine(log, topics.control, run);
  // A producer that is started again goes on as the run was told to.
  const told = [...(await plan(control, headOf(options, settings)))];
  const rows = planReader(settings.schema, settings.stages, settings.partitions);
  await rounds(options, async () => {
    const { from, open, ending } = await produced(log, topics.rows, rows);
    if (ending) {
      await sendEnds(log, topics.rows, run, open);
      return true;
    }
    const producer = replay(
      log,
      { schema: settings.schema, stages: options.stages },
      {
        ...{ topic: topics.rows, tps: settings.tps, form: options.form ?? "typed", seed: settings.seed },
        ...{ from, signal, endWhenStopped: false },
        ready: {
          ...{ topic: topics.control, services: expect, timeoutMs: options.waitMs ?? WAIT_MS },
          onWaiting: (missing) =>
            options.onMessage?.(
              missing.length === 0
                ? `producing rows ${from} to ${settings.rows} for ${run}`
                : `waiting for ${missing.join(", ")} of ${run}`,
            ),
        },
      },
    );
    for (const record of told) obey(producer, record);
    await guided(producer, signal, async () => {
      for (const record of await control.read().catch(() => [])) {
        told.push(record);
        obey(producer, record);
      }
    });
    return true;
  });
}

function obey(producer: Replay, record: ControlRecord): void {
  if (record.type !== "command") return;
  const { command, tps } = record.command;
  if (command === "pause") producer.pause();
  if (command === "resume") producer.resume();
  if (command === "speed") producer.speed(tps ?? 0);
  // Its failure is told by `done`.
  if (command === "stop") producer.stop().catch(() => undefined);
}

/** Looks at what is commanded until the producer is done. */
async function guided(
  producer: Replay,
  signal: AbortSignal | undefined,
  look: () => Promise<void>,
): Promise<void> {
  let done = false;
  const finished = producer.done.finally(() => {
    done = true;
  });
  // Its failure is told when it is waited for.
  const over = finished.catch(() => undefined);
  while (!done && !signal?.aborted) {
    await Promise.race([over, sleep(LOOK_MS)]);
    await look();
  }
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
