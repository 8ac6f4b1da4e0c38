import { fail, quote } from "../../core";
import { candidateFeatures } from "../../learn";
import { type Log, type RowSchema, replayRows } from "../../stream";
import type { Table } from "../../table";
import type { Strategy } from "../adaptation";
import { DEFAULT_DELAY } from "../engine/loop-engine";
import type { StageRows } from "../engine/stream-rows";
import type { StageSpan } from "../run-record";
import { checkRunId } from "../services/topics";
import { STRATEGIES, strategy } from "../strategies/registry";

export interface LoopOptions {
  /** The run folder, made when it is missing. One that holds a run is refused. */
  readonly folder: string;
  /** Rows of the reference stage before the replay: the first model learns from them, and they are what is normal. */
  readonly reference: Table;
  /** What is replayed, in order. */
  readonly stages: readonly StageRows[];
  /** Default: an embedded log that ends with the run. A given one stays open. */
  readonly log?: Log;
  /** Default `default`. One whose name is not among the registered ones trains in this thread, and rows wait for it. */
  readonly strategy?: string | Strategy;
  /** Default 0. */
  readonly seed?: number | string;
  /** Default `run-<time>`; stands in the names of the topics. */
  readonly run?: string;
  /** Default `output_rate`. */
  readonly target?: string;
  /** Default: every candidate of the reference that all stages have. */
  readonly features?: readonly string[];
  /** Prediction services in one group; default 1. */
  readonly replicas?: number;
  /** Default 3. */
  readonly partitions?: number;
  /** Rows per second by the wall clock. Default 0: a virtual clock, as fast as possible, the same every time. */
  readonly tps?: number;
  /** Rows between a trigger and the last row of the old model (virtual clock); default 10. */
  readonly delay?: number;
  /** The form of the messages: `typed` (default), or the original's JSON. */
  readonly form?: "typed" | "json";
  /** Rows from the simulated testbed say so in every figure. */
  readonly simulated?: boolean;
  readonly caption?: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly onWarning?: (message: string) => void;
  /** Aborting ends the run as `stopped`. */
  readonly signal?: AbortSignal;
}

/** The options checked, with their defaults. */
export interface LoopSettings {
  readonly run: string;
  readonly strategy: Strategy;
  /** Whether the strategy's name brings it back in a worker; its options are in its jobs. */
  readonly registered: boolean;
  readonly schema: RowSchema;
  readonly seed: number | string;
  readonly replicas: number;
  readonly partitions: number;
  readonly tps: number;
  readonly delay: number;
  readonly stages: readonly StageSpan[];
  readonly segments: readonly StageSpan[];
  readonly rows: number;
}

export function loopSettings(options: LoopOptions): LoopSettings {
  const { reference, stages, target = "output_rate", seed = 0 } = options;
  if (stages.length === 0) {
    fail({ code: "argument", expected: "at least one stage to replay", found: "none" });
  }
  const run = checkRunId(options.run ?? `run-${Date.now().toString(36)}`);
  // A misspelt target is told of here, with the names that are near.
  reference.numbers(target);
  const given = options.strategy ?? "default";
  const chosen = typeof given === "string" ? strategy(given) : given;
  const features =
    options.features ??
    candidateFeatures(reference, target).filter((name) => stages.every(({ rows }) => rows.has(name)));
  const whole = (name: string, value: number, least: number) => {
    if (Number.isSafeInteger(value) && value >= least) return value;
    return fail({
      code: "argument",
      expected: `${name} as a whole number from ${least}`,
      found: quote(value),
    });
  };
  const { tps = 0 } = options;
  if (!(Number.isFinite(tps) && tps >= 0)) {
    fail({ code: "argument", expected: "rows per second as a number from 0", found: quote(tps) });
  }
  const schema = { run, features, target };
  const replayed = replayRows({ schema, stages });
  return {
    run,
    strategy: chosen,
    registered: STRATEGIES.includes(chosen.name),
    schema,
    seed,
    replicas: whole("replicas", options.replicas ?? 1, 1),
    partitions: whole("partitions", options.partitions ?? 3, 1),
    tps,
    delay: whole("delay", options.delay ?? DEFAULT_DELAY, 0),
    stages: replayed.stages,
    segments: replayed.segments,
    rows: replayed.length,
  };
}
