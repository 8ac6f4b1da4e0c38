import { fail, LabError, messageOf } from "../../core";
import type { StreamRow } from "../../stream";
import type {
  AdaptationContext,
  DriftReading,
  Monitor,
  Outcome,
  Served,
  Strategy,
  Trainer,
  TrainingJob,
  TrainingResult,
  Trigger,
} from "../adaptation";
import type { Pointer } from "../registry";
import { ModelService } from "./model-service";
import { ServedModel } from "./served-model";

/** What one observed row brought: nothing between looks. */
export interface Look {
  readonly reading: DriftReading;
  /** The retraining that the look asked for, frozen. Run it with {@link Strategy.train}, then tell the engine. */
  readonly job?: TrainingJob;
}

/** How a trigger ended, and the pointer that an adoption sets. */
export interface Settled {
  readonly outcome: Outcome;
  readonly pointer?: Omit<Pointer, "time">;
  readonly model?: ServedModel;
}

export interface EngineOptions {
  /**
   * Rows from the row of a trigger to the last that the old model still serves: an adoption takes effect at
   * `trigger.seq + 1 + delay`. Default 10.
   */
  readonly delay?: number;
}

/** The delay unless an option says otherwise. */
export const DEFAULT_DELAY = 10;

/**
 * The order of operations of the closed loop, over rows and without any log, file or clock: predict → observe (look,
 * perhaps freeze a job) → train elsewhere → settle → serve. The offline replay and the services on the log both stand
 * on it, so both decide alike.
 *
 * Rows are predicted and observed in order of seq. Deciding is deterministic when no row above {@link horizon} is
 * predicted or observed: a result that comes early waits for its row.
 */
export class LoopEngine {
  readonly strategy: Strategy;
  readonly context: AdaptationContext;
  readonly delay: number;
  readonly service: ModelService;
  readonly #monitor: Monitor;
  readonly #trainer: Trainer;
  #observed = -1;
  #pending: Trigger | undefined;
  /** Known, but not told to monitor and trainer before its row. */
  #waiting: { readonly outcome: Outcome; readonly from: number } | undefined;

  constructor(strategy: Strategy, context: AdaptationContext, options: EngineOptions = {}) {
    this.strategy = strategy;
    this.context = context;
    this.delay = options.delay ?? DEFAULT_DELAY;
    if (!(Number.isSafeInteger(this.delay) && this.delay >= 0)) {
      fail({ code: "argument", expected: "a delay of 0 or more whole rows", found: String(this.delay) });
    }
    const { baseline, current } = strategy.start(context);
    const frozen = new ServedModel(baseline, context.schema);
    this.service = new ModelService(
      frozen,
      current === baseline ? frozen : new ServedModel(current, context.schema),
    );
    this.#monitor = strategy.monitor(context);
    this.#trainer = strategy.trainer(context);
  }

  /** The trigger that waits for its outcome. */
  get pending(): Trigger | undefined {
    return this.#pending;
  }

  /** The last row that may be predicted or observed before something must be decided. */
  get horizon(): number {
    const decided = this.#pending === undefined || this.#waiting !== undefined;
    if (this.#pending !== undefined && !decided) return this.#pending.seq + this.delay;
    return this.#observed + this.#monitor.due + this.delay;
  }

  /** Takes a predicted row. Its arrays may be reused afterwards. */
  observe(row: StreamRow, served: Served): Look | undefined {
    if (!(row.seq > this.#observed)) {
      fail({ code: "order", expected: `a row above ${this.#observed}`, found: String(row.seq) });
    }
    this.#tell(row.seq);
    this.#observed = row.seq;
    this.#trainer.observe(row, served);
    const step = this.#monitor.observe(row, served);
    if (step?.trigger === undefined || this.#pending !== undefined) return step && { reading: step.reading };
    this.#pending = step.trigger;
    const champion = this.service.newest;
    const { id, text } = champion;
    const job = this.#trainer.job(step.trigger, { id, text }, this.service.baseline.text);
    return { reading: step.reading, job };
  }

  /**
   * What the training brought. `from` is given where rows do not wait for decisions (a wall clock); the default is the
   * row that the delay says.
   */
  complete(result: TrainingResult, from?: number): Settled {
    const trigger = this.#expect(result.trigger);
    const { challenger, verdict } = result;
    const model = challenger && new ServedModel(challenger, this.context.schema);
    if (model === undefined || !verdict.adopt) {
      const about = { trigger, verdict, ...(model && { model: model.id }) };
      return this.#settle({ outcome: { kind: "refused", ...about }, ...(model && { model }) }, from);
    }
    const first = from ?? trigger.seq + 1 + this.delay;
    const pointer = {
      version: this.service.version + 1,
      model: model.id,
      previous: this.service.newest.id,
      from: first,
      cause: "adoption" as const,
      request: trigger.id,
    };
    this.service.add(model);
    this.service.point(pointer);
    const outcome = { kind: "adopted" as const, trigger, model: model.id, from: first, verdict };
    return this.#settle({ outcome, pointer, model }, from);
  }

  /** The training failed: the trigger is over, the model in service stays, and the loop goes on. */
  fail(trigger: Trigger, error: unknown, from?: number): Settled {
    this.#expect(trigger);
    const message = messageOf(error);
    return this.#settle({ outcome: { kind: "failed", trigger, error: message } }, from);
  }

  /** Runs a job here and now. Whatever it throws settles the trigger as failed. */
  train(job: TrainingJob): { readonly settled: Settled; readonly result?: TrainingResult } {
    let result: TrainingResult;
    try {
      result = this.strategy.train(job);
    } catch (error) {
      return { settled: this.fail(job.trigger, error) };
    }
    return { settled: this.complete(result), result };
  }

  #settle(settled: Settled, from: number | undefined): Settled {
    const { trigger } = settled.outcome;
    this.#waiting = { outcome: settled.outcome, from: from ?? trigger.seq + 1 + this.delay };
    return settled;
  }

  /** Tells monitor and trainer of an outcome before the first row on which it has an effect. */
  #tell(seq: number): void {
    if (this.#waiting === undefined || seq < this.#waiting.from) return;
    const { outcome } = this.#waiting;
    this.#waiting = undefined;
    this.#pending = undefined;
    this.#monitor.settle(outcome);
    this.#trainer.settle(outcome);
  }

  #expect(trigger: Trigger): Trigger {
    if (this.#pending?.id !== trigger.id || this.#waiting !== undefined) {
      throw new LabError({
        code: "state",
        expected: this.#pending ? `the outcome of ${this.#pending.id}` : "no outcome, for no trigger is open",
        found: trigger.id,
        hint: "An outcome for a trigger that has one already is to be ignored before it comes here",
      });
    }
    return this.#pending;
  }
}
