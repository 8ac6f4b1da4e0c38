import { fail } from "../../core";
import type { Table } from "../../table";
import { oneOf, whole } from "../checks";
import { checkRow, driftFeatures, featureBlock } from "../features";
import { packFloats, unpackFloats } from "../pack";
import { RowWindow, type RowWindowState } from "../row-window";
import { FrozenHistogram } from "./frozen-histogram";
import { type DivergenceOptions, type ResolvedDivergence, resolveDivergence } from "./options";
import { type DriftScore, driftScore } from "./score";
import { SlidingHistogram } from "./sliding-histogram";

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
  readonly options: Required<ScorerOptions>;
  readonly referenceRows: number;
  readonly reference: string;
  readonly window: RowWindowState;
  readonly sinceScore: number;
  readonly rows: number;
}

/**
 * Scores a sliding window over a stream of rows against a reference, every `stride` rows. A row costs the
 * same whatever the window, and a score too, while the joint range of window and reference stays: form `v1` keeps the
 * reference's bins, the others bin a feature anew when its range changed.
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
  const window = new RowWindow(features.length, resolved.window);
  const block = featureBlock(reference, features);
  if (resolved.start === "reference") window.fillFrom(block, reference.length);
  return new WindowScorer(block, reference.length, resolved, window);
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
  readonly #window: RowWindow;
  /** The forms with a joint range; `v1` has frozen bins instead. */
  readonly #sliding: SlidingHistogram | undefined;
  #reference: Float64Array;
  #referenceRows: number;
  #frozen: FrozenHistogram | undefined;
  #sinceScore = 0;
  #rows = 0;

  constructor(
    reference: Float64Array,
    referenceRows: number,
    options: Required<ScorerOptions>,
    window: RowWindow,
  ) {
    this.options = options;
    this.features = options.features;
    this.#divergence = resolveDivergence(options);
    this.#window = window;
    this.#sliding =
      this.#divergence.form === "v1" ? undefined : new SlidingHistogram(window, this.#divergence);
    this.#reference = reference;
    this.#referenceRows = referenceRows;
    this.#compare();
  }

  /** Rows seen by `update`. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes one row, the features in order; gives a score every `stride` rows once the window is full. */
  update(row: ArrayLike<number>): DriftScore | undefined {
    checkRow(row, this.features, this.#rows);
    this.#sliding?.beforePush(row);
    if (this.#frozen !== undefined) this.#recount(this.#frozen, row);
    this.#window.push(row);
    this.#rows++;
    this.#sinceScore++;
    if (!this.#window.full || this.#sinceScore < this.options.stride) return undefined;
    this.#sinceScore = 0;
    return this.score();
  }

  /** The score of the window as it is now. */
  score(): DriftScore {
    this.#needRows();
    const values = new Float64Array(this.features.length);
    const counts = this.#frozen?.score(values) ?? { outside: 0, ...this.#sliding!.score(values) };
    return driftScore(values, {
      options: this.#divergence,
      features: this.features,
      referenceRows: this.#referenceRows,
      windowRows: this.#window.filled,
      ...counts,
    });
  }

  /** Makes the current window the reference, as DRST does after a retraining. */
  rebase(): void {
    this.#needRows();
    this.#reference = this.#window.block().slice();
    this.#referenceRows = this.#window.filled;
    this.#sinceScore = 0;
    this.#compare();
  }

  /** The reference as a block, column after column; not a copy. */
  get reference(): Float64Array {
    return this.#reference;
  }

  toJSON(): ScorerState {
    return {
      options: this.options,
      referenceRows: this.#referenceRows,
      reference: packFloats(this.#reference),
      window: this.#window.toJSON(),
      sinceScore: this.#sinceScore,
      rows: this.#rows,
    };
  }

  /** A scorer that goes on where the one that wrote the state stood. */
  static restore(state: ScorerState): WindowScorer {
    const options = resolveScorer(state.options);
    const width = options.features.length;
    const referenceRows = whole("referenceRows", state.referenceRows, 1);
    const scorer = new WindowScorer(
      unpackFloats(state.reference, width * referenceRows, "reference"),
      referenceRows,
      options,
      RowWindow.restore(state.window, width, options.window),
    );
    scorer.#sinceScore = whole("sinceScore", state.sinceScore, 0);
    scorer.#rows = whole("rows", state.rows, 0);
    return scorer;
  }

  #needRows(): void {
    if (this.#window.filled === 0)
      fail({ code: "argument", expected: "rows in the window", found: "none yet" });
  }

  /** Takes the row that will leave the window out of the frozen histograms, and the new one in. */
  #recount(frozen: FrozenHistogram, row: ArrayLike<number>): void {
    const { capacity, values, position, full } = this.#window;
    for (let f = 0, slot = position; f < row.length; f++, slot += capacity) {
      if (full) frozen.change(f, frozen.binOf(f, values[slot]), -1);
      frozen.change(f, frozen.binOf(f, row[f]), 1);
    }
  }

  /** Begins to compare with the reference; form `v1` freezes its bins from it and counts the window into them. */
  #compare(): void {
    this.#sliding?.compareWith(this.#reference, this.#referenceRows);
    if (this.#sliding !== undefined) return;
    const frozen = new FrozenHistogram(this.#reference, this.features.length, this.#divergence);
    const { capacity, values, filled } = this.#window;
    for (let f = 0; f < this.features.length; f++) {
      const from = f * capacity;
      for (let i = from; i < from + filled; i++) frozen.change(f, frozen.binOf(f, values[i]), 1);
    }
    this.#frozen = frozen;
  }
}
