import { fail } from "../../core";
import { ERROR_QUANTILES, relativeError, TAUS } from "../../learn";
import type { Served } from "../adaptation";
import { ErrorSketch } from "./error-sketch";

export interface ScoreboardOptions {
  /** Thresholds of accuracy@τ; default 0.1, 0.15, 0.2, 0.25, 0.5. */
  readonly taus?: readonly number[];
  /** Quantiles of the relative error; default .5, .8, .9, .95, .99. */
  readonly quantiles?: readonly number[];
  /** Scored rows in the windowed scores; default 300. */
  readonly window?: number;
}

/** Scores of one model over some rows. NaN where nothing was scored. */
export interface BoardScores {
  /** Rows with a label and a prediction; no others are scored. */
  readonly n: number;
  /** accuracy@τ in percent, by τ. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number;
}

/** What the board says of one model. */
export interface ModelScores {
  /** Since {@link Scoreboard.batch} was last asked. */
  readonly batch: BoardScores;
  readonly window: BoardScores;
  /** Since the beginning, with quantiles of the relative error (within 2 %), by q. */
  readonly cumulative: BoardScores & { readonly errorQuantiles: Readonly<Record<string, number>> };
}

/**
 * Accuracy@τ, mean absolute error and error quantiles of baseline and current model while a stream runs: over the
 * batch, over the newest rows, and over all. A row costs the same however long the stream is. Rows without a label are
 * counted, never scored.
 *
 * @example
 * const board = new loop.Scoreboard();
 * board.add(100, { baseline: 130, current: 110, model: "m-1" });
 * board.add(Number.NaN, { baseline: 130, current: 110, model: "m-1" });
 * [board.rows, board.unlabelled] //=> [2, 1]
 * const { baseline, current } = board.scores();
 * [baseline.cumulative.accuracy["0.2"], current.cumulative.accuracy["0.2"], current.cumulative.mae] //=> [0, 100, 10]
 */
export class Scoreboard {
  readonly #baseline: ModelTally;
  readonly #current: ModelTally;
  #rows = 0;
  #unlabelled = 0;

  constructor(options: ScoreboardOptions = {}) {
    const { taus = TAUS, quantiles = ERROR_QUANTILES, window = 300 } = options;
    if (!(Number.isSafeInteger(window) && window > 0)) {
      fail({ code: "argument", expected: "a window of 1 or more whole rows", found: String(window) });
    }
    this.#baseline = new ModelTally(taus, quantiles, window);
    this.#current = new ModelTally(taus, quantiles, window);
  }

  /** Rows seen, scored or not. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows without a label. */
  get unlabelled(): number {
    return this.#unlabelled;
  }

  add(label: number, { baseline, current }: Pick<Served, "baseline" | "current">): void {
    this.#rows++;
    if (!Number.isFinite(label)) {
      this.#unlabelled++;
      return;
    }
    this.#baseline.add(label, baseline);
    this.#current.add(label, current);
  }

  /** The scores as they stand; asking changes nothing. */
  scores(): { readonly baseline: ModelScores; readonly current: ModelScores } {
    return { baseline: this.#baseline.scores(), current: this.#current.scores() };
  }

  /** The same, and the next batch begins. */
  batch(): { readonly baseline: ModelScores; readonly current: ModelScores } {
    const scores = this.scores();
    this.#baseline.startBatch();
    this.#current.startBatch();
    return scores;
  }
}

/** Sums over rows, which can be taken out again. */
class Sums {
  n = 0;
  absolute = 0;
  readonly hits: Float64Array;

  constructor(readonly taus: readonly number[]) {
    this.hits = new Float64Array(taus.length);
  }

  count(relative: number, absolute: number, sign: 1 | -1): void {
    this.n += sign;
    this.absolute += sign * absolute;
    for (let t = 0; t < this.taus.length; t++) if (relative <= this.taus[t]) this.hits[t] += sign;
  }

  clear(): void {
    this.n = 0;
    this.absolute = 0;
    this.hits.fill(0);
  }

  scores(): BoardScores {
    const { n } = this;
    const part = (sum: number) => (n === 0 ? Number.NaN : sum / n);
    return {
      n,
      accuracy: Object.fromEntries(this.taus.map((tau, t) => [String(tau), 100 * part(this.hits[t])])),
      mae: part(this.absolute),
    };
  }
}

class ModelTally {
  readonly #batch: Sums;
  readonly #window: Sums;
  readonly #all: Sums;
  readonly #sketch = new ErrorSketch();
  readonly #quantiles: readonly number[];
  readonly #relative: Float64Array;
  readonly #absolute: Float64Array;

  constructor(taus: readonly number[], quantiles: readonly number[], window: number) {
    this.#batch = new Sums(taus);
    this.#window = new Sums(taus);
    this.#all = new Sums(taus);
    this.#quantiles = quantiles;
    this.#relative = new Float64Array(window);
    this.#absolute = new Float64Array(window);
  }

  add(label: number, predicted: number): void {
    const relative = relativeError(label, predicted);
    if (!Number.isFinite(relative)) return;
    const absolute = Math.abs(predicted - label);
    const slot = this.#all.n % this.#relative.length;
    if (this.#all.n >= this.#relative.length)
      this.#window.count(this.#relative[slot], this.#absolute[slot], -1);
    this.#relative[slot] = relative;
    this.#absolute[slot] = absolute;
    this.#window.count(relative, absolute, 1);
    this.#batch.count(relative, absolute, 1);
    this.#all.count(relative, absolute, 1);
    this.#sketch.add(relative);
  }

  startBatch(): void {
    this.#batch.clear();
  }

  scores(): ModelScores {
    return {
      batch: this.#batch.scores(),
      window: { ...this.#window.scores(), mae: this.#windowMae() },
      cumulative: {
        ...this.#all.scores(),
        errorQuantiles: Object.fromEntries(this.#quantiles.map((q) => [String(q), this.#sketch.quantile(q)])),
      },
    };
  }

  /** Summed anew: taking out and putting in over millions of rows would gather rounding. */
  #windowMae(): number {
    const { n } = this.#window;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += this.#absolute[i];
    return n === 0 ? Number.NaN : sum / n;
  }
}
