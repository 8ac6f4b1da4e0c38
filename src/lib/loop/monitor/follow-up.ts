import type { Outcome } from "../adaptation";

export interface FollowUpOptions {
  /** Rows from one retraining to the next at the earliest. */
  readonly every: number;
  /** How many retrainings in a row may bring nothing before the loop waits for a sign again. */
  readonly patience: number;
}

/** The pause doubles no further than this. */
const MOST_DOUBLINGS = 4;

/**
 * When to ask. A retraining that paid is followed by another as soon as there are new rows, whether or not a sign is
 * up, because a new regime is learnt bit by bit. After `patience` retrainings in a row that brought nothing only a sign
 * asks, and each further one that brings nothing doubles the pause.
 */
export class FollowUp {
  readonly #options: FollowUpOptions;
  #rest = 0;
  /** Retrainings in a row that brought nothing; before the first one there is nothing to follow up. */
  #barren = 0;
  #following = false;

  constructor(options: FollowUpOptions) {
    this.#options = options;
  }

  /** One row passed. */
  tick(): void {
    this.#rest--;
  }

  /** Whether a retraining may be asked for, given that a sign is up or not. */
  asks(alarm: boolean): boolean {
    return this.#rest <= 0 && (alarm || this.#following);
  }

  settle({ kind }: Outcome): void {
    const { every, patience } = this.#options;
    this.#barren = kind === "adopted" ? 0 : this.#barren + 1;
    this.#following = kind === "adopted" || (this.#following && this.#barren < patience);
    this.#rest = every * 2 ** Math.min(MOST_DOUBLINGS, Math.max(0, this.#barren - patience));
  }
}
