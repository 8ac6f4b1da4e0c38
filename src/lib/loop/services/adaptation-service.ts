import { messageOf } from "../../core";
import type { TrainedModel } from "../../learn";
import type { StreamRow } from "../../stream";
import type { DriftReading, Outcome, Served, TrainingJob, TrainingResult } from "../adaptation";
import type { LoopEngine, Settled } from "../engine/loop-engine";
import type { Measured } from "../metrics/metric";
import type { ModelRegistry, Pointer } from "../registry";
import type { LoopEvent } from "../run-record";

/** Where the service tells what it saw and did. */
export interface AdaptationSink {
  reading(reading: DriftReading): void;
  event(event: LoopEvent): void;
  metric(measured: Measured): void;
}

export interface AdaptationOptions {
  readonly engine: LoopEngine;
  readonly registry: ModelRegistry;
  readonly train: (job: TrainingJob) => Promise<TrainingResult>;
  readonly sink: AdaptationSink;
  readonly now: () => number;
  /** With a virtual clock rows wait for decisions, and an adoption takes effect where the engine's delay says. */
  readonly virtual: boolean;
  /** Rows may go on: something was decided. */
  readonly moved: () => void;
}

/**
 * Monitor, retrainer and gate around the engine: observes joined rows in order, has jobs trained elsewhere, publishes
 * and adopts. Whatever fails on the way settles the trigger as failed, and the loop goes on.
 */
export class AdaptationService {
  readonly #options: AdaptationOptions;
  #work: Promise<void> | undefined;
  #last = -1;

  constructor(options: AdaptationOptions) {
    this.#options = options;
  }

  /** The last row that was observed. */
  get last(): number {
    return this.#last;
  }

  /** The retraining under way. */
  get work(): Promise<void> | undefined {
    return this.#work;
  }

  observe(row: StreamRow, served: Served): void {
    const { engine, sink } = this.#options;
    this.#last = row.seq;
    const look = engine.observe(row, served);
    if (look === undefined) return;
    const { reading, job } = look;
    sink.reading(reading);
    sink.metric({ component: "monitor", event: "js_tick", kv: { js: finite(reading.score) } });
    if (job === undefined) return;
    const { trigger } = job;
    sink.event({ type: "drift", seq: row.seq, time: this.#options.now(), trigger });
    sink.metric({
      component: "monitor",
      event: "drift",
      kv: { js: finite(reading.score), grid: trigger.tier },
    });
    this.#work = this.#retrain(job).finally(() => {
      this.#work = undefined;
    });
  }

  /** Back to a model that was in service before, from the first row that can still be changed. */
  async rollback(to: string | undefined): Promise<Pointer> {
    const { engine, registry, virtual } = this.#options;
    const from = Math.max(0, virtual ? engine.horizon + 1 : this.#last + 1);
    const pointer = await registry.rollback({ from, ...(to === undefined ? {} : { to }) });
    const begun = performance.now();
    engine.service.point({ ...pointer, version: engine.service.version + 1 });
    this.#swapped(pointer, performance.now() - begun);
    return pointer;
  }

  async #retrain(job: TrainingJob): Promise<void> {
    const { engine, sink, now } = this.#options;
    const { trigger } = job;
    const started = performance.now();
    let settled: Settled;
    let result: TrainingResult | undefined;
    let pointer: Pointer | undefined;
    let pauseMs = 0;
    try {
      result = await this.#options.train(job);
      const from = this.#options.virtual ? undefined : this.#last + 1;
      const stored = await this.#store(job, result, from);
      pointer = stored;
      const begun = performance.now();
      settled = engine.complete(result, from);
      pauseMs = performance.now() - begun;
    } catch (error) {
      settled = engine.fail(trigger, error, this.#options.virtual ? undefined : this.#last + 1);
      this.#failed("retrain", error);
    }
    const { outcome } = settled;
    const wallMs = performance.now() - started;
    const candidates = result?.candidates ?? 0;
    sink.event({ type: "outcome", seq: trigger.seq, time: now(), outcome, candidates, wallMs });
    sink.metric(summaryMetric(outcome, candidates, wallMs));
    const kv = { grid: trigger.tier, wall_s: wallMs / 1000 };
    sink.metric({ component: "monitor", event: "retrain_done_seen", kv });
    if (pointer !== undefined) this.#swapped(pointer, pauseMs);
    this.#options.moved();
  }

  /** The challenger into the registry; and into service, when the gate says so. */
  async #store(
    job: TrainingJob,
    result: TrainingResult,
    from: number | undefined,
  ): Promise<Pointer | undefined> {
    const { engine, registry } = this.#options;
    const { challenger, verdict } = result;
    if (challenger === undefined) return undefined;
    const request = job.trigger.id;
    const { id } = await registry.publish(challenger, { role: "challenger", request, verdict });
    if (!verdict.adopt) return undefined;
    const first = from ?? job.trigger.seq + 1 + engine.delay;
    return registry.adopt(id, { from: first, request, cause: "adoption" });
  }

  #swapped(pointer: Pointer, pauseMs: number): void {
    const { sink, now } = this.#options;
    sink.event({ type: "swap", seq: pointer.from, time: now(), pointer, pauseMs });
  }

  #failed(component: string, error: unknown): void {
    const { sink, now } = this.#options;
    const text = messageOf(error);
    sink.event({ type: "failure", seq: this.#last, time: now(), component, error: text });
  }
}

/** Publishes the first models and puts the current one into service, unless a pointer stands there already. */
export async function publishFirst(
  registry: ModelRegistry,
  baseline: TrainedModel,
  current: TrainedModel,
): Promise<Pointer> {
  const { id } = await registry.publish(baseline, { role: "baseline" });
  const first = current === baseline ? id : (await registry.publish(current, { role: "champion" })).id;
  return (
    (await registry.pointer()) ?? (await registry.adopt(first, { from: 0, cause: "start", request: "start" }))
  );
}

function summaryMetric(outcome: Outcome, candidates: number, wallMs: number): Measured {
  const { trigger } = outcome;
  const kv = { grid: trigger.tier, candidates, retrain_wall_s: wallMs / 1000, outcome: outcome.kind };
  if (outcome.kind === "failed") {
    return { component: "retrain", event: "skipped", kv: { ...kv, reason: outcome.error } };
  }
  const { reason, gain, rows } = outcome.verdict;
  return {
    component: "retrain",
    event: "summary",
    kv: { ...kv, model: outcome.model ?? null, reason, gain: finite(gain), val_rows: rows },
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
