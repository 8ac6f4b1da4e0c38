import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type core, learn, loop, stream } from "../../../src/lib/index";
import { ControlLine } from "../../../src/lib/loop/services/control";
import { inputOf } from "../../../src/lib/loop/services/input";
import { OrderedResults } from "../../../src/lib/loop/services/ordered-results";
import { decodeResult, type Result } from "../../../src/lib/loop/services/result-codec";
import { counters, REFERENCE } from "../run/drifting";

export const PARTITIONS = 3;

export interface Kill {
  readonly topic: string;
  readonly nth: number;
  readonly mode: "before" | "half" | "during" | "after" | "training";
  /** Only appends are counted that have this text in a value or in headers. */
  readonly match?: string;
  readonly delayMs: number;
}

export interface ChildOptions {
  readonly service: "predict" | "retrain" | "monitor" | "produce";
  readonly brokers: string;
  readonly run: string;
  readonly instance: string;
  readonly reference?: string;
  readonly folder?: string;
  readonly stages?: readonly { readonly name: string; readonly file: string }[];
  readonly maxRecords?: number;
  readonly clockMs?: number;
  readonly kill?: Kill;
}

/** A service in a process of its own. */
export function startChild(options: ChildOptions): ChildProcess {
  const script = path.join(__dirname, "service-child.cjs");
  return spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** How it ended: the signal, or the exit code. */
export async function ended(child: ChildProcess): Promise<string | number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.signalCode ?? child.exitCode;
  const [code, signal] = await once(child, "exit");
  return signal ?? code;
}

/** A run on a broker whose rows are all there: topics, plan and first models; predictions are still to be made. */
export async function preparedRun(
  log: stream.Log,
  run: string,
  rows: number,
): Promise<{ models: readonly loop.ServedModel[]; registry: loop.ModelRegistry; control: ControlLine }> {
  const topics = loop.loopTopics(run);
  await log.createTopics(loop.topicSpecs(topics, PARTITIONS));
  const schema = { run, target: "output_rate", features: REFERENCE.names.filter((n) => n !== "output_rate") };
  const stages = [{ name: "moved", rows: counters(rows, "rows", 1) }];
  const control = new ControlLine(log, topics.control, run);
  const head: loop.RunHead = {
    ...{ run, state: "running", started: 0, strategy: "none", broker: "kafka", seed: 0, models: [] },
    ...{ target: schema.target, features: schema.features, segments: [], simulated: true, caption: "" },
    stages: [{ name: "moved", from: 0, to: rows }],
  };
  await control.send({ type: "plan", head });
  const registry = await loop.topicRegistry(log, topics.models);
  const models = [0, 1].map((shift) => {
    const data = learn.dataset(counters(200, `model ${shift}`, shift), { target: schema.target });
    const trained = learn.train(data, { model: { kind: "linear" } }, { evaluations: [] });
    return new loop.ServedModel(trained, schema);
  });
  await registry.publish(models[0].trained, { role: "baseline" });
  await registry.publish(models[1].trained, { role: "challenger" });
  await registry.adopt(models[0].id, { from: 0, cause: "start", request: "start" });
  await stream.replay(log, { schema, stages }, { topic: topics.rows, rowsPerRecord: 3 }).done;
  return { models, registry, control };
}

export interface Killing {
  readonly kills: number;
  readonly draw: core.Random;
  readonly brokers: string;
  readonly run: string;
  /** After how many kills something is done, once. */
  readonly half: () => Promise<void>;
}

/** Lets two replicas serve and kill themselves at seeded points, again and again; then two that live to the end. */
export async function killAgain({ kills, draw, brokers, run, half }: Killing): Promise<number> {
  const modes = ["before", "half", "during", "after"] as const;
  let left = kills;
  let killed = 0;
  const lane = async (name: string) => {
    for (let life = 1; left-- > 0; life++) {
      const kill: Kill = {
        topic: ".results",
        nth: 1 + draw.integer(3),
        mode: modes[draw.integer(modes.length)],
        delayMs: draw.integer(4),
      };
      if (left === Math.floor(kills / 2)) await half();
      const child = startChild({
        ...{ service: "predict", brokers, run, kill, maxRecords: 25, instance: `${name}-${life}` },
      });
      // One that finds nothing left to do would wait for ever.
      const over = await Promise.race([ended(child), sleep(30_000, "idle", { ref: false })]);
      if (over === "SIGKILL") killed++;
      else {
        child.kill("SIGKILL");
        await ended(child);
        if (over !== "idle") throw new Error(`a prediction service ended by itself: ${over}`);
      }
    }
  };
  await Promise.all([lane("a"), lane("b")]);
  return killed;
}

/** All rows and results of a run as they stand in the log, put together as every reader does. */
export async function effects(log: stream.Log, run: string, features: readonly string[]) {
  const topics = loop.loopTopics(run);
  const schema = { run, target: "output_rate", features };
  const rows = new stream.RowReader({ schema, stages: ["moved"], partitions: PARTITIONS });
  const ordered = new OrderedResults(PARTITIONS);
  const results: Result[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const record of await wholePartition(log, topics.rows, partition))
      ordered.input(inputOf(rows, record));
    for (const record of await wholePartition(log, topics.results, partition)) {
      const result = decodeResult(record);
      if (result === undefined) continue;
      results.push(result);
      ordered.result(result);
    }
  }
  const joined = ordered.take();
  return { joined, results, finished: ordered.finished, misfits: ordered.misfits };
}

async function wholePartition(
  log: stream.Log,
  topic: string,
  partition: number,
): Promise<stream.LogRecord[]> {
  const all: stream.LogRecord[] = [];
  for (let next = 0; ; ) {
    const records = await log.read(topic, partition, next, 5000);
    if (records.length === 0) return all;
    all.push(...records);
    next = records[records.length - 1].offset + 1;
  }
}
