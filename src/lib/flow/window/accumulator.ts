import type { Aggregate } from "./options";

/** Count, sum, extremes and spread of the numbers it was given, in one pass (Welford). Missing values are left out. */
export class Accumulator {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#count++;
    this.#sum += value;
    const delta = value - this.#mean;
    this.#mean += delta / this.#count;
    this.#squares += delta * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** NaN where nothing was added, except for the count. */
  value(aggregate: Aggregate): number {
    if (aggregate === "count") return this.#count;
    if (this.#count === 0) return Number.NaN;
    switch (aggregate) {
      case "sum":
        return this.#sum;
      case "mean":
        return this.#mean;
      case "min":
        return this.#min;
      case "max":
        return this.#max;
      case "std":
        return Math.sqrt(Math.max(0, this.#squares) / this.#count);
    }
  }
}
