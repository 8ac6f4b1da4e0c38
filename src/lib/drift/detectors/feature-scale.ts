import { fail } from "../../core";
import type { Table } from "../../table";
import { whole } from "../checks";
import { featureBlock } from "../features";
import { packFloats, unpackFloats } from "../pack";

/** The JSON state of a {@link FeatureScale}. */
export interface FeatureScaleState {
  readonly scale: string;
  readonly learned: string;
  readonly left: number;
}

/**
 * Turns each feature into standard deviations (n − 1) from its mean. Both come from a reference, or are learnt anew
 * from the rows that follow a rebase. A constant feature is only centred.
 */
export class FeatureScale {
  readonly #features: number;
  /** Mean and deviation of each feature. */
  readonly #scale: Float64Array;
  /** Count, mean and squared deviations of each feature so far, while it learns (Welford 1962). */
  readonly #learned: Float64Array;
  #left = 0;

  constructor(features: number) {
    this.#features = features;
    this.#scale = new Float64Array(2 * features);
    for (let f = 0; f < features; f++) this.#scale[2 * f + 1] = 1;
    this.#learned = new Float64Array(3 * features);
  }

  /** The scale of a reference; a feature without a value in it is an error. */
  static of(reference: Table, features: readonly string[]): FeatureScale {
    const scale = new FeatureScale(features.length);
    const block = featureBlock(reference, features);
    const row = new Float64Array(features.length);
    scale.relearn(reference.length);
    for (let i = 0; i < reference.length; i++) {
      for (let f = 0; f < row.length; f++) row[f] = block[f * reference.length + i];
      scale.learn(row);
    }
    for (const [f, column] of features.entries()) {
      if (scale.#learned[3 * f] > 0) continue;
      fail({ code: "argument", expected: "values in the reference", found: "none", where: { column } });
    }
    return scale;
  }

  apply(f: number, value: number): number {
    return (value - this.#scale[2 * f]) / this.#scale[2 * f + 1];
  }

  get learning(): boolean {
    return this.#left > 0;
  }

  /** Takes the next rows as the new normal. */
  relearn(rows: number): void {
    this.#left = rows;
    this.#learned.fill(0);
  }

  learn(row: ArrayLike<number>): void {
    const learned = this.#learned;
    for (let f = 0; f < this.#features; f++) {
      if (Number.isNaN(row[f])) continue;
      const step = row[f] - learned[3 * f + 1];
      learned[3 * f]++;
      learned[3 * f + 1] += step / learned[3 * f];
      learned[3 * f + 2] += step * (row[f] - learned[3 * f + 1]);
    }
    this.#left--;
    if (this.#left > 0) return;
    for (let f = 0; f < this.#features; f++) {
      const [count, mean, squares] = learned.subarray(3 * f, 3 * f + 3);
      if (count === 0) continue;
      this.#scale[2 * f] = mean;
      this.#scale[2 * f + 1] = squares > 0 ? Math.sqrt(squares / (count - 1)) : 1;
    }
  }

  toJSON(): FeatureScaleState {
    return { scale: packFloats(this.#scale), learned: packFloats(this.#learned), left: this.#left };
  }

  static restore(state: FeatureScaleState, features: number): FeatureScale {
    const scale = new FeatureScale(features);
    scale.#scale.set(unpackFloats(state.scale, 2 * features, "scale"));
    scale.#learned.set(unpackFloats(state.learned, 3 * features, "learned scale"));
    scale.#left = whole("left", state.left, 0);
    return scale;
  }
}
