import { relativeError } from "../../learn";
import { lossOf } from "../gate/losses";

/** The mean loss of the model in service over its newest labelled rows. */
export class ResidualSign {
  readonly #losses: Float64Array;
  #seen = 0;

  constructor(window: number) {
    this.#losses = new Float64Array(window);
  }

  update(label: number, predicted: number): void {
    const error = relativeError(label, predicted);
    if (Number.isNaN(error)) return;
    this.#losses[this.#seen++ % this.#losses.length] = lossOf(error);
  }

  /** NaN until the window is full. */
  get statistic(): number {
    if (this.#seen < this.#losses.length) return Number.NaN;
    let sum = 0;
    for (const loss of this.#losses) sum += loss;
    return sum / this.#losses.length;
  }

  /** Forgets what another model did. */
  reset(): void {
    this.#seen = 0;
  }
}
