import type { Dataset } from "../../learn";
import type { RowSchema, StreamRow } from "../../stream";

/** The newest labelled rows of a stream, as many as fit. */
export class RowMemory {
  readonly capacity: number;
  readonly #schema: RowSchema;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #seq: Float64Array;
  #taken = 0;

  constructor(schema: RowSchema, capacity: number) {
    this.#schema = schema;
    this.capacity = capacity;
    this.#x = new Float64Array(capacity * schema.features.length);
    this.#y = new Float64Array(capacity);
    this.#seq = new Float64Array(capacity);
  }

  /** Copies a row in, over the oldest when full. A row without a label is not remembered. */
  push({ seq, features, label }: StreamRow): void {
    if (!Number.isFinite(label)) return;
    const slot = this.#taken % this.capacity;
    // What is not finite is missing: no model can learn from it.
    for (let j = 0, at = slot * features.length; j < features.length; j++, at++) {
      this.#x[at] = Number.isFinite(features[j]) ? features[j] : Number.NaN;
    }
    this.#y[slot] = label;
    this.#seq[slot] = seq;
    this.#taken++;
  }

  get length(): number {
    return Math.min(this.#taken, this.capacity);
  }

  /** The rows in their order, as a data set of their own; `seq` says which they were. */
  dataset(): Dataset & { readonly seq: Float64Array } {
    const { features, target } = this.#schema;
    const rows = this.length;
    const width = features.length;
    const data = new Float64Array(rows * width);
    const y = new Float64Array(rows);
    const seq = new Float64Array(rows);
    const first = this.#taken - rows;
    for (let i = 0; i < rows; i++) {
      const slot = (first + i) % this.capacity;
      data.set(this.#x.subarray(slot * width, (slot + 1) * width), i * width);
      y[i] = this.#y[slot];
      seq[i] = this.#seq[slot];
    }
    return {
      features,
      target,
      x: { rows, columns: width, data },
      y,
      seq,
      segments: undefined,
      sourceRows: Int32Array.from({ length: rows }, (_, i) => i),
      dropped: 0,
    };
  }
}
