import { columnsOf, modelToText, type TrainedModel } from "../../learn";
import type { RowSchema, StreamRow } from "../../stream";
import { modelId } from "../model-id";

/** A model made ready to predict rows of one stream: its features found among the stream's. */
export class ServedModel {
  readonly id: string;
  readonly trained: TrainedModel;
  readonly #columns: Int32Array;
  /** The model takes the features of a row as they stand. */
  readonly #asTheyStand: boolean;
  readonly #scratch: Float64Array;
  #text: string | undefined;

  /** `text`, when it is at hand, spares writing the model once more. A feature the stream lacks is an error. */
  constructor(trained: TrainedModel, schema: Pick<RowSchema, "features">, text?: string) {
    this.trained = trained;
    this.#text = text;
    this.id = modelId(this.text);
    this.#columns = columnsOf(schema.features, trained.pipeline.features);
    this.#asTheyStand =
      this.#columns.length === schema.features.length && this.#columns.every((column, j) => column === j);
    this.#scratch = new Float64Array(this.#columns.length);
  }

  /** The model as it travels. */
  get text(): string {
    this.#text ??= modelToText(this.trained);
    return this.#text;
  }

  /** Predictions of rows[from … to) into `out` at the same places. */
  predict(rows: readonly StreamRow[], from: number, to: number, out: Float64Array): void {
    const columns = this.#columns;
    const width = columns.length;
    const data = new Float64Array((to - from) * width);
    for (let i = from, at = 0; i < to; i++) {
      const { features } = rows[i];
      if (this.#asTheyStand) {
        data.set(features, at);
        at += width;
        continue;
      }
      for (let j = 0; j < width; j++) data[at++] = features[columns[j]];
    }
    out.set(this.trained.pipeline.predictMatrix({ rows: to - from, columns: width, data }), from);
  }

  predictRow(features: ArrayLike<number>): number {
    const scratch = this.#scratch;
    for (let j = 0; j < scratch.length; j++) scratch[j] = features[this.#columns[j]];
    return this.trained.pipeline.predictRow(scratch);
  }
}
