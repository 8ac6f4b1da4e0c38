import type { RunWriter } from "../run-folder/writer";
import type { StageSpan } from "../run-record";
import type { JoinedRow } from "./ordered-results";

/**
 * Puts joined rows into a run folder. Stages and segments stand in the plan of the run; where rows come from elsewhere
 * (the original's producer writes no plan) they are noted as they are met.
 */
export class RunRecorder {
  readonly #writer: RunWriter;
  readonly #models = new Map<string, number>();
  readonly #planned: boolean;
  #stages: { name: string; from: number; to: number }[];
  #stage = -1;
  #headChanged = false;
  /** Rows below it stand in the folder already: a recorder that was started again passes over them. */
  readonly #from: number;
  #last = -1;

  constructor(writer: RunWriter, from = 0) {
    this.#writer = writer;
    this.#from = from;
    const { models, stages } = writer.current;
    for (const model of models) this.#models.set(model, this.#models.size);
    this.#planned = stages.length > 0;
    this.#stages = stages.map((span) => ({ ...span }));
  }

  /** The last row that was recorded. */
  get last(): number {
    return this.#last;
  }

  row(joined: JoinedRow, now: number): void {
    const { row } = joined;
    const stage = this.#stageOf(row.seq, row.stage);
    // Of rows in the folder too: models are numbered as they appear, and a kill may have come before the head named one.
    const model = this.#modelOf(joined.model);
    this.#last = row.seq;
    if (row.seq < this.#from) {
      this.#stage = stage;
      return;
    }
    if (stage !== this.#stage) {
      this.#stage = stage;
      const { name } = this.#stages[stage];
      this.#writer.event({ type: "stage", seq: row.seq, time: now, stage: name });
    }
    this.#writer.row({
      seq: row.seq,
      stage,
      time: row.time,
      partition: joined.partition,
      offset: joined.offset,
      index: joined.index,
      truth: row.label,
      baseline: joined.baseline,
      current: joined.current,
      model,
      latency_us: joined.latencyUs,
    });
  }

  /** Puts what was recorded into the files; the head first, which names the models of the rows. */
  async flush(): Promise<void> {
    if (this.#headChanged) {
      this.#headChanged = false;
      const stages: readonly StageSpan[] = this.#stages.map((span) => ({ ...span }));
      await this.#writer.head({ models: [...this.#models.keys()], stages });
    }
    this.#writer.flush();
  }

  #modelOf(id: string): number {
    const known = this.#models.get(id);
    if (known !== undefined) return known;
    this.#models.set(id, this.#models.size);
    this.#headChanged = true;
    return this.#models.size - 1;
  }

  #stageOf(seq: number, name: string): number {
    let stage = Math.max(0, this.#stage);
    if (this.#planned) {
      while (stage + 1 < this.#stages.length && seq >= this.#stages[stage].to) stage++;
      return stage;
    }
    const current = this.#stages.at(-1);
    if (current?.name === name) current.to = seq + 1;
    else this.#stages.push({ name, from: seq, to: seq + 1 });
    this.#headChanged = true;
    return this.#stages.length - 1;
  }
}
