import type { StreamRow } from "../../stream";
import type { AdaptationContext, Outcome, Trainer, TrainingJob, Trigger } from "../adaptation";
import type { JudgeOptions } from "../gate/judge";
import type { RetrainOptions } from "./candidates";
import { type FrozenData, frozen, referenceData } from "./frozen-data";
import { RowMemory } from "./row-memory";

export interface TrainerOptions extends RetrainOptions {
  /** Rows of the reference that are learnt again. */
  readonly replay: number;
  /** Newest rows of the stream that are remembered. */
  readonly memory: number;
  /** The newest rows are kept from the challenger, to judge it by. */
  readonly held: number;
  /** Fit the winner once more with the rows it was judged by. */
  readonly refit: boolean;
  readonly gate: JudgeOptions;
}

/** What a job of the default strategy carries. */
export interface DefaultJobData {
  readonly options: Pick<TrainerOptions, keyof RetrainOptions | "refit" | "gate">;
  /** Rows of the reference, to be learnt together with the new ones. */
  readonly replay: FrozenData;
  readonly recent: FrozenData;
  /** The newest so many of `recent` are kept from the challenger; the champion did not learn from them either. */
  readonly held: number;
}

/** Remembers the newest rows, and which of them the champion has learnt from. */
export class DefaultTrainer implements Trainer {
  readonly #context: AdaptationContext;
  readonly #options: TrainerOptions;
  readonly #memory: RowMemory;
  readonly #replay: FrozenData;
  /** The last row that the champion learnt from. */
  #learntTo = -1;
  #judgedFrom = -1;

  constructor(context: AdaptationContext, options: TrainerOptions) {
    this.#context = context;
    this.#options = options;
    this.#memory = new RowMemory(context.schema, options.memory);
    this.#replay = referenceData(context, options.replay);
  }

  observe(row: StreamRow): void {
    this.#memory.push(row);
  }

  job(
    trigger: Trigger,
    champion: { readonly id: string; readonly text: string },
    baseline: string,
  ): TrainingJob {
    const { held } = this.#options;
    const recent = this.#memory.dataset();
    const unseen = recent.seq.filter((seq) => seq > this.#learntTo).length;
    const kept = Math.min(held, unseen);
    const firstHeld = recent.seq[recent.seq.length - kept] ?? trigger.seq + 1;
    this.#judgedFrom = firstHeld;
    const data: DefaultJobData = {
      options: jobOptions(this.#options),
      replay: this.#replay,
      recent: frozen(recent),
      held: kept,
    };
    return {
      strategy: "default",
      trigger,
      // Not by its id, which holds the name of the run: the same seed gives the same run under any name.
      seed: `${this.#context.seed}/${trigger.seq}`,
      champion: champion.text,
      championId: champion.id,
      baseline,
      data,
    };
  }

  settle(outcome: Outcome): void {
    if (outcome.kind !== "adopted") return;
    this.#learntTo = this.#options.refit ? outcome.trigger.seq : this.#judgedFrom - 1;
  }
}

/** Only what the training reads: the rest stays at home. */
function jobOptions(options: TrainerOptions): DefaultJobData["options"] {
  const { model, relative, top, newest, emphasis, mode, freeze, rescale, refit, gate } = options;
  return { model, relative, top, newest, emphasis, mode, freeze, rescale, refit, gate };
}
