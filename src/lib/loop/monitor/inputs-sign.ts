import { type DriftScore, divergenceBound, scorePerVnf, type WindowScorer, windowScorer } from "../../drift";
import type { Table } from "../../table";

/** Beyond it the difference of two values is not finite. */
const LARGEST = 1e300;

export interface InputsOptions {
  readonly window: number;
  readonly stride: number;
}

/** The original's signal: Jensen–Shannon divergence of the newest rows from the reference, feature by feature. */
export class InputsSign {
  readonly bound = divergenceBound("e");
  readonly #scorer: WindowScorer;
  readonly #row: Float64Array;

  /** The window begins filled with the last rows of the reference, as the original's does. */
  constructor(reference: Table, features: readonly string[], { window, stride }: InputsOptions) {
    const recent = reference.slice(-window);
    this.#scorer = windowScorer(recent, { features, window: recent.length, stride });
    this.#row = new Float64Array(features.length);
  }

  /** A score every `stride` rows. */
  update(
    row: Float64Array,
  ): (DriftScore & { readonly perVnf: Readonly<Record<string, number>> }) | undefined {
    // The scorer refuses what is not finite; a running loop takes it for missing.
    for (let j = 0; j < row.length; j++) this.#row[j] = Math.abs(row[j]) < LARGEST ? row[j] : Number.NaN;
    const score = this.#scorer.update(this.#row);
    return score && { ...score, perVnf: scorePerVnf(score) as Record<string, number> };
  }

  /** What is seen now is normal from now on. */
  rebase(): void {
    this.#scorer.rebase();
  }
}
