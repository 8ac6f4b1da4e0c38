import { type DriftScore, divergenceBound, scorePerVnf, type WindowScorer, windowScorer } from "../../drift";
import type { Table } from "../../table";

export interface InputsOptions {
  readonly window: number;
  readonly stride: number;
}

/** The original's signal: Jensen–Shannon divergence of the newest rows from the reference, feature by feature. */
export class InputsSign {
  readonly bound = divergenceBound("e");
  readonly #scorer: WindowScorer;

  /** The window begins filled with the last rows of the reference, as the original's does. */
  constructor(reference: Table, features: readonly string[], { window, stride }: InputsOptions) {
    const recent = reference.slice(-window);
    this.#scorer = windowScorer(recent, { features, window: recent.length, stride });
  }

  /** A score every `stride` rows. */
  update(
    row: Float64Array,
  ): (DriftScore & { readonly perVnf: Readonly<Record<string, number>> }) | undefined {
    const score = this.#scorer.update(row);
    return score && { ...score, perVnf: scorePerVnf(score) as Record<string, number> };
  }

  /** What is seen now is normal from now on. */
  rebase(): void {
    this.#scorer.rebase();
  }
}
