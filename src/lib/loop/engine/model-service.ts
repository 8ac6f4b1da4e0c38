import { fail } from "../../core";
import type { StreamRow } from "../../stream";
import type { Pointer } from "../registry";
import type { ServedModel } from "./served-model";

/** Predictions of a batch, place by place: the frozen baseline, the model in service, and which one that was. */
export interface BatchPredictions {
  readonly baseline: Float64Array;
  readonly current: Float64Array;
  readonly models: readonly string[];
}

/**
 * Which model serves which row, and the predictions: one deterministic rule for every replica. A row is served by the
 * model of the newest pointer whose `from` is not above it.
 */
export class ModelService {
  readonly baseline: ServedModel;
  readonly #models = new Map<string, ServedModel>();
  /** In order of `version`. */
  readonly #pointers: Pick<Pointer, "version" | "model" | "from">[] = [];

  constructor(baseline: ServedModel, first: ServedModel, from = 0) {
    this.baseline = baseline;
    this.#models.set(baseline.id, baseline);
    this.add(first);
    this.point({ version: 1, model: first.id, from });
  }

  /** Makes a model known; it serves when a pointer says so. */
  add(model: ServedModel): void {
    if (!this.#models.has(model.id)) this.#models.set(model.id, model);
  }

  has(id: string): boolean {
    return this.#models.has(id);
  }

  get(id: string): ServedModel {
    return (
      this.#models.get(id) ??
      fail({
        code: "not-found",
        expected: `a model among ${[...this.#models.keys()].join(", ")}`,
        found: id,
        hint: "Add a model before a pointer names it",
      })
    );
  }

  /** Takes a pointer; one that is not newer than the newest changes nothing. */
  point(pointer: Pick<Pointer, "version" | "model" | "from">): void {
    this.get(pointer.model);
    if (pointer.version > this.version) this.#pointers.push(pointer);
  }

  /** The version of the newest pointer. */
  get version(): number {
    return this.#pointers[this.#pointers.length - 1]?.version ?? 0;
  }

  /** The model of the newest pointer, whether or not its rows have come. */
  get newest(): ServedModel {
    return this.get(this.#pointers[this.#pointers.length - 1].model);
  }

  /** The model that serves a row. */
  at(seq: number): ServedModel {
    for (let p = this.#pointers.length - 1; p > 0; p--) {
      if (this.#pointers[p].from <= seq) return this.get(this.#pointers[p].model);
    }
    return this.get(this.#pointers[0].model);
  }

  /** Both predictions of rows in order of seq. Where the model in service is the baseline it is asked once. */
  predict(rows: readonly StreamRow[]): BatchPredictions {
    const baseline = new Float64Array(rows.length);
    const current = new Float64Array(rows.length);
    const models: string[] = [];
    this.baseline.predict(rows, 0, rows.length, baseline);
    for (let from = 0; from < rows.length; ) {
      const model = this.at(rows[from].seq);
      let to = from + 1;
      while (to < rows.length && this.at(rows[to].seq) === model) to++;
      if (model === this.baseline) current.set(baseline.subarray(from, to), from);
      else model.predict(rows, from, to, current);
      for (let i = from; i < to; i++) models.push(model.id);
      from = to;
    }
    return { baseline, current, models };
  }
}
