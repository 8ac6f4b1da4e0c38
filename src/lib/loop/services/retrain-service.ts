import { messageOf } from "../../core";
import type { StreamRow } from "../../stream";
import type { Outcome, Served, Trainer, TrainingJob, TrainingResult, Trigger } from "../adaptation";
import type { ModelRegistry } from "../registry";

export interface RetrainOptions {
  readonly trainer: Trainer;
  readonly registry: ModelRegistry;
  readonly train: (job: TrainingJob) => Promise<TrainingResult>;
}

export interface Retrained {
  readonly outcome: Outcome;
  readonly candidates: number;
  readonly wallMs: number;
}

/** Rows that wait for a trigger that may lie before them. */
const LAG = 20_000;

/**
 * The retrainer in a process of its own: remembers joined rows, and for each trigger trains on those up to its row,
 * publishes, adopts, and says how it ended. Every trigger gets an outcome, whatever fails. Started again it answers
 * the triggers that have none; an adoption that was made before it died is found by its request and not made twice.
 */
export class RetrainService {
  readonly #options: RetrainOptions;
  /** Joined rows that the trainer has not seen: a trigger may still come from before them. */
  #waiting: { readonly row: StreamRow; readonly served: Served }[] = [];
  #last = -1;

  constructor(options: RetrainOptions) {
    this.#options = options;
  }

  /** The last row that came. */
  get last(): number {
    return this.#last;
  }

  observe(row: StreamRow, served: Served): void {
    this.#last = row.seq;
    this.#waiting.push({ row, served });
    if (this.#waiting.length > 2 * LAG) this.#feed(this.#waiting[LAG].row.seq);
  }

  /** A trigger that was answered before this process began. */
  recall(outcome: Outcome): void {
    this.#feed(outcome.trigger.seq);
    this.#options.trainer.settle(outcome);
  }

  /** How the trigger ends. Its rows must have come. */
  async answer(trigger: Trigger): Promise<Retrained> {
    const started = performance.now();
    const { registry, trainer, train } = this.#options;
    let candidates = 0;
    try {
      const history = await registry.history();
      const before = history.find(({ request }) => request === trigger.id);
      const known = (await registry.list()).find(({ id }) => id === before?.model);
      if (before !== undefined && known?.verdict !== undefined) {
        const { model, from } = before;
        return this.#ended({ kind: "adopted", trigger, model, from, verdict: known.verdict }, 0, started);
      }
      this.#feed(trigger.seq);
      const pointer = history.at(-1);
      const baseline = (await registry.list()).find(({ role }) => role === "baseline");
      if (pointer === undefined || baseline === undefined) throw new Error("no model in service");
      const champion = { id: pointer.model, text: await registry.text(pointer.model) };
      const job = trainer.job(trigger, champion, await registry.text(baseline.id));
      const result = await train(job);
      candidates = result.candidates;
      return this.#ended(await this.#adopt(trigger, result), candidates, started);
    } catch (error) {
      const text = messageOf(error);
      return this.#ended({ kind: "failed", trigger, error: text }, candidates, started);
    }
  }

  async #adopt(trigger: Trigger, { challenger, verdict }: TrainingResult): Promise<Outcome> {
    const { registry } = this.#options;
    if (challenger === undefined) return { kind: "refused", trigger, verdict };
    const request = trigger.id;
    const { id: model } = await registry.publish(challenger, { role: "challenger", request, verdict });
    if (!verdict.adopt) return { kind: "refused", trigger, model, verdict };
    // With a wall clock rows go on meanwhile: the model serves from the first batch after it arrived.
    const { from } = await registry.adopt(model, { from: trigger.seq + 1, request, cause: "adoption" });
    return { kind: "adopted", trigger, model, from, verdict };
  }

  #ended(outcome: Outcome, candidates: number, started: number): Retrained {
    this.#options.trainer.settle(outcome);
    return { outcome, candidates, wallMs: performance.now() - started };
  }

  #feed(to: number): void {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count].row.seq <= to) {
      const { row, served } = this.#waiting[count++];
      this.#options.trainer.observe(row, served);
    }
    this.#waiting = this.#waiting.slice(count);
  }
}
