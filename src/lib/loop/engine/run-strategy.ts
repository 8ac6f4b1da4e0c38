import { candidateFeatures, type Scores, scores } from "../../learn";
import type { RowSchema, StreamRow } from "../../stream";
import type { Table } from "../../table";
import type { AdaptationContext, DriftReading, Outcome, Strategy } from "../adaptation";
import { DEFAULT_DELAY, LoopEngine } from "./loop-engine";
import { type StageRows, streamRows } from "./stream-rows";

export interface RunStrategyOptions {
  /** Default 0. */
  readonly seed?: number | string;
  /** Rows between a trigger and the last row of the old model; default 10. */
  readonly delay?: number;
  /** Default `output_rate`. */
  readonly target?: string;
  /** Default: every candidate of the reference (see `learn.candidateFeatures`). */
  readonly features?: readonly string[];
  /** Default "offline". */
  readonly run?: string;
}

/** What a replay brought, row by row and look by look. */
export interface StrategyRun {
  readonly strategy: string;
  readonly truth: Float64Array;
  readonly baseline: Float64Array;
  readonly current: Float64Array;
  /** The model that served each row: a place in `models`. */
  readonly served: Int32Array;
  readonly models: readonly string[];
  readonly readings: readonly DriftReading[];
  /** How each trigger ended, in order. */
  readonly outcomes: readonly Outcome[];
  /** The row of the first trigger; undefined when there was none. */
  readonly firstTrigger: number | undefined;
  /** Over all rows. */
  readonly scores: { readonly baseline: Scores; readonly current: Scores };
  /** CPU time spent in training, ms. */
  readonly trainMs: number;
}

/** Most rows in one batch of predictions. */
const BATCH = 256;

/**
 * Replays stages in memory, without any log: each row is predicted by the model in service before its truth is used
 * (prequential), then observed; triggers are trained on the spot and take effect after the delay. The services on a
 * log decide the same for the same rows, seed and delay.
 *
 * @example
 * const n = Array.from({ length: 400 }, (_, i) => i % 40);
 * const calm = table.Table.of({ load: n, output_rate: n.map((i) => 3 * i + 1) });
 * const run = loop.runStrategy(loop.strategy("none"), calm, [{ name: "calm", rows: calm.slice(0, 100) }]);
 * [run.current.length, run.outcomes.length, run.scores.current.mae < 2] //=> [100, 0, true]
 */
export function runStrategy(
  strategy: Strategy,
  reference: Table,
  stages: readonly StageRows[],
  options: RunStrategyOptions = {},
): StrategyRun {
  const { seed = 0, delay = DEFAULT_DELAY, target = "output_rate", run = "offline" } = options;
  const schema: RowSchema = {
    run,
    features: options.features ?? candidateFeatures(reference, target),
    target,
  };
  return replay(strategy, { schema, reference, seed }, streamRows(stages, schema), delay);
}

/** The same over rows that are at hand. */
export function replay(
  strategy: Strategy,
  context: AdaptationContext,
  rows: readonly StreamRow[],
  delay: number,
): StrategyRun {
  const engine = new LoopEngine(strategy, context, { delay });
  const baseline = new Float64Array(rows.length);
  const current = new Float64Array(rows.length);
  const served = new Int32Array(rows.length);
  const models = new Map<string, number>();
  const readings: DriftReading[] = [];
  const outcomes: Outcome[] = [];
  let trainMs = 0;
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    while (to < rows.length && to - from < BATCH && rows[to].seq <= engine.horizon) to++;
    const batch = rows.slice(from, to);
    const predicted = engine.service.predict(batch);
    for (let i = 0; i < batch.length; i++) {
      const model = predicted.models[i];
      if (!models.has(model)) models.set(model, models.size);
      baseline[from + i] = predicted.baseline[i];
      current[from + i] = predicted.current[i];
      served[from + i] = models.get(model) ?? 0;
      const look = engine.observe(batch[i], {
        baseline: predicted.baseline[i],
        current: predicted.current[i],
        model,
      });
      if (look === undefined) continue;
      readings.push(look.reading);
      if (look.job === undefined) continue;
      const before = process.cpuUsage();
      outcomes.push(engine.train(look.job).settled.outcome);
      const spent = process.cpuUsage(before);
      trainMs += (spent.user + spent.system) / 1000;
    }
    from = to;
  }
  const truth = Float64Array.from(rows, (row) => row.label);
  return {
    strategy: strategy.name,
    truth,
    baseline,
    current,
    served,
    models: [...models.keys()],
    readings,
    outcomes,
    firstTrigger: outcomes[0]?.trigger.seq,
    scores: { baseline: scores(truth, baseline), current: scores(truth, current) },
    trainMs,
  };
}
