/**
 * How far rows may be predicted before something must be decided. With a virtual clock this is what makes a run the
 * same every time, whatever the log and however many replicas; with a wall clock nothing waits.
 */
export interface Horizon {
  /** The last row (seq) that may be predicted now. */
  limit(): number;
  /** Resolves when the limit may have grown. */
  changed(): Promise<void>;
}

/** Predictions never wait. */
export const OPEN_HORIZON: Horizon = {
  limit: () => Number.POSITIVE_INFINITY,
  changed: () => new Promise(() => {}),
};

/** A horizon that follows a function; `moved` tells those who wait to look again. */
export class MovingHorizon implements Horizon {
  readonly limit: () => number;
  #waiting: Promise<void> | undefined;
  #wake: () => void = () => {};

  constructor(limit: () => number) {
    this.limit = limit;
  }

  changed(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#waiting;
  }

  moved(): void {
    this.#waiting = undefined;
    this.#wake();
  }
}
