import { fail } from "../../core";
import type { Table } from "../../table";
import { oneOf, whole } from "../checks";
import { checkRow, driftFeatures, featureBlock } from "../features";
import { packFloats, unpackFloats } from "../pack";
import { FrozenHistogram } from "./frozen-histogram";
import { compareJoint } from "./jensen-shannon";
import { JointHistogram } from "./joint-histogram";
import { type DivergenceOptions, type ResolvedDivergence, resolveDivergence } from "./options";
import { type DriftScore, driftScore } from "./score";

export interface ScorerOptions extends DivergenceOptions {
  /** Default: the features of {@link driftFeatures}. A row has one number for each, in this order. */
  readonly features?: readonly string[];
  /** Rows in the sliding window; default 300. */
  readonly window?: number;
  /** Rows between two evaluations; default 50. */
  readonly stride?: number;
  /**
   * What the window holds at first: the last rows of the reference (DRST's second monitor; scores come from the
   * first stride on and rise as new rows push the old ones out), or nothing (its first monitor; the first score
   * comes when the window is full). Default "reference".
   */
  readonly start?: "reference" | "empty";
}

/** The JSON state of a scorer, complete: a restored one goes on as if it had never stopped. */
export interface ScorerState {
  readonly kind: "window-scorer";
  readonly version: 1;
  readonly options: Required<ScorerOptions>;
  readonly referenceRows: number;
  readonly reference: string;
  readonly ring: string;
  readonly position: number;
  readonly filled: number;
  readonly sinceScore: number;
  readonly rows: number;
}

/**
 * Scores a sliding window over a stream of rows against a reference, every `stride` rows. With form `v1` a row
 * costs the same whatever the window, and a score too; the other forms re-bin the window at every score.
 *
 * @example
 * const reference = table.Table.of({ cycles: [1, 2, 1, 2] });
 * const scorer = drift.windowScorer(reference, { window: 4, stride: 2, bins: 2 });
 * scorer.update([1]) //=> undefined
 * scorer.update([2]).score //=> 0
 */
export function windowScorer(reference: Table, options: ScorerOptions = {}): WindowScorer {
  const features = options.features ?? driftFeatures(reference);
  const resolved = resolveScorer({ ...options, features });
  const needed = resolved.start === "reference" ? resolved.window : 1;
  if (reference.length < needed) {
    fail({
      code: "argument",
      expected: `a reference of ${needed} rows or more`,
      found: `${reference.length} rows`,
      hint: 'A window that starts filled is filled from the reference: make it smaller, or start it "empty".',
    });
  }
  return new WindowScorer(featureBlock(reference, features), reference.length, resolved);
}

function resolveScorer(options: ScorerOptions & { features: readonly string[] }): Required<ScorerOptions> {
  return {
    ...resolveDivergence(options),
    features: [...options.features],
    window: whole("window", options.window ?? 300, 1),
    stride: whole("stride", options.stride ?? 50, 1),
    start: oneOf("start", options.start ?? "reference", ["reference", "empty"]),
  };
}

/** See {@link windowScorer}, which makes one. */
export class WindowScorer {
  readonly options: Required<ScorerOptions>;
  readonly features: readonly string[];
  readonly #divergence: ResolvedDivergence;
  #reference: Float64Array;
  #referenceRows: number;
  /** The window, feature after feature; the oldest row stands at `#position`. */
  readonly #ring: Float64Array;
  #position = 0;
  #filled = 0;
  #sinceScore = 0;
  #rows = 0;
  readonly #joint: JointHistogram;
  #frozen: FrozenHistogram | undefined;

  constructor(reference: Float64Array, referenceRows: number, options: Required<ScorerOptions>) {
    this.options = options;
    this.features = options.features;
    this.#divergence = resolveDivergence(options);
    this.#reference = reference;
    this.#referenceRows = referenceRows;
    this.#ring = new Float64Array(options.features.length * options.window);
    this.#joint = new JointHistogram(this.#divergence);
    this.#freeze();
    if (options.start === "reference") {
      const row = new Float64Array(this.features.length);
      for (let i = referenceRows - options.window; i < referenceRows; i++) {
        for (let f = 0; f < row.length; f++) row[f] = reference[f * referenceRows + i];
        this.#push(row);
      }
    }
  }

  /** Rows seen by `update`. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes one row, the features in order; gives a score every `stride` rows once the window is full. */
  update(row: ArrayLike<number>): DriftScore | undefined {
    checkRow(row, this.features, this.#rows);
    this.#push(row);
    this.#rows++;
    this.#sinceScore++;
    if (this.#filled < this.options.window || this.#sinceScore < this.options.stride) return undefined;
    this.#sinceScore = 0;
    return this.score();
  }

  /** The score of the window as it is now. */
  score(): DriftScore {
    if (this.#filled === 0) fail({ code: "argument", expected: "rows in the window", found: "none yet" });
    const values = new Float64Array(this.features.length);
    const parts = {
      options: this.#divergence,
      features: this.features,
      referenceRows: this.#referenceRows,
      windowRows: this.#filled,
    };
    if (this.#frozen !== undefined) {
      return driftScore(values, { ...parts, ...this.#frozen.score(values) });
    }
    const window = this.#window();
    const counts = compareJoint(
      this.#reference,
      this.#referenceRows,
      window,
      this.#filled,
      values,
      this.#joint,
    );
    return driftScore(values, { ...parts, ...counts });
  }

  /** Makes the current window the reference, as DRST does after a retraining. */
  rebase(): void {
    if (this.#filled === 0) fail({ code: "argument", expected: "rows in the window", found: "none yet" });
    this.#reference = this.#window().slice();
    this.#referenceRows = this.#filled;
    this.#sinceScore = 0;
    this.#freeze();
  }

  toJSON(): ScorerState {
    return {
      kind: "window-scorer",
      version: 1,
      options: this.options,
      referenceRows: this.#referenceRows,
      reference: packFloats(this.#reference),
      ring: packFloats(this.#ring),
      position: this.#position,
      filled: this.#filled,
      sinceScore: this.#sinceScore,
      rows: this.#rows,
    };
  }

  /** A scorer that goes on where the one that wrote the state stood. */
  static restore(state: ScorerState): WindowScorer {
    const options = resolveScorer(state.options);
    const referenceRows = whole("referenceRows", state.referenceRows, 1);
    const features = options.features.length;
    const reference = unpackFloats(state.reference, features * referenceRows, "reference");
    const scorer = new WindowScorer(reference, referenceRows, { ...options, start: "empty" });
    (scorer as { options: Required<ScorerOptions> }).options = options;
    scorer.#ring.set(unpackFloats(state.ring, features * options.window, "ring"));
    scorer.#position = whole("position", state.position, 0, options.window - 1);
    scorer.#filled = whole("filled", state.filled, 0, options.window);
    scorer.#sinceScore = whole("sinceScore", state.sinceScore, 0);
    scorer.#rows = whole("rows", state.rows, 0);
    scorer.#freeze();
    return scorer;
  }

  /** The filled part of the window, column after column (the order of rows within does not matter). */
  #window(): Float64Array {
    const { window } = this.options;
    if (this.#filled === window) return this.#ring;
    const part = new Float64Array(this.features.length * this.#filled);
    for (let f = 0; f < this.features.length; f++) {
      part.set(this.#ring.subarray(f * window, f * window + this.#filled), f * this.#filled);
    }
    return part;
  }

  #push(row: ArrayLike<number>): void {
    const { window } = this.options;
    const full = this.#filled === window;
    for (let f = 0; f < this.features.length; f++) {
      const slot = f * window + this.#position;
      if (this.#frozen !== undefined) {
        if (full) this.#frozen.change(f, this.#frozen.binOf(f, this.#ring[slot]), -1);
        this.#frozen.change(f, this.#frozen.binOf(f, row[f]), 1);
      }
      this.#ring[slot] = row[f];
    }
    this.#position = this.#position + 1 === window ? 0 : this.#position + 1;
    if (!full) this.#filled++;
  }

  /** Freezes the bins from the reference and counts the window into them; only form `v1` has any. */
  #freeze(): void {
    if (this.#divergence.form !== "v1") return;
    const frozen = new FrozenHistogram(this.#reference, this.features.length, this.#divergence);
    const { window } = this.options;
    for (let f = 0; f < this.features.length; f++) {
      for (let i = f * window; i < f * window + this.#filled; i++) {
        frozen.change(f, frozen.binOf(f, this.#ring[i]), 1);
      }
    }
    this.#frozen = frozen;
  }
}
