import type { Table } from "../../table";

/** What a detector says about one row. Between evaluations the same object comes again: do not keep or change it. */
export interface Verdict {
  /** Whether this row ended with an evaluation, that is a look that could have raised an alarm. */
  readonly evaluated: boolean;
  readonly alarm: boolean;
  /** A weaker sign than an alarm; only some detectors give it. */
  readonly warning: boolean;
  /** What is compared with the threshold; NaN when nothing was evaluated or nothing could be measured. */
  readonly statistic: number;
  readonly threshold: number;
  /** The features (or, for `jsd-vnf`, the functions) beyond the threshold; empty for detectors that judge one mean. */
  readonly culprits: readonly string[];
  /** How many of the detector's thresholds were reached: 1, 2, 3 for DRST's tiers A, B, C; 0 or 1 otherwise. */
  readonly level: number;
}

export const NO_VERDICT: Verdict = Object.freeze({
  evaluated: false,
  alarm: false,
  warning: false,
  statistic: Number.NaN,
  threshold: Number.NaN,
  culprits: Object.freeze([]) as readonly string[],
  level: 0,
});

/** The JSON state of a detector: complete, and data only. */
export interface DetectorState {
  readonly detector: string;
  readonly version: 1;
  readonly [key: string]: unknown;
}

/**
 * Watches a stream row by row. Everything that makes one comes from {@link createDetector} or
 * {@link restoreDetector}; whatever it does inside, this is all that others may rely on.
 */
export interface Detector {
  readonly name: string;
  /** A row has one number for each of these, in this order. */
  readonly features: readonly string[];
  /** Rows seen. */
  readonly rows: number;
  /** Missing cells (NaN) seen; each is left out of what is computed for its feature. */
  readonly missing: number;
  /** Takes one row. A row of another width or with an infinite value is refused and changes nothing. */
  update(row: ArrayLike<number>): Verdict;
  /**
   * Takes the present as normal, as after a retraining: the window it holds, or (where the kind has an option
   * `relearn`) the rows that follow.
   */
  rebase(): void;
  toJSON(): DetectorState;
}

/** Options every detector understands; each kind adds its own. */
export interface DetectorOptions {
  /** What is normal. Its rows are taken as one stationary sample. */
  readonly reference?: Table;
  /** Default: the watchable columns of the reference. */
  readonly features?: readonly string[];
  readonly [option: string]: unknown;
}

/** One entry of the registry: what a kind of detector promises, and how it is made. */
export interface DetectorKind {
  readonly name: string;
  /** One line for a list. */
  readonly summary: string;
  /** Rows of features, or one column with the error of a model (0/1 where `binary`). */
  readonly watches: "features" | "error";
  readonly binary: boolean;
  readonly needsReference: boolean;
  /** "above": alarm when the statistic exceeds the threshold; "below" for p-values and ratios. */
  readonly fires: "above" | "below";
  /** Whether the verdict depends on which rows are in the window, and not on their order. */
  readonly orderFree: boolean;
  /**
   * What its named false-alarm rate is: per evaluation on independent rows ("look"), an upper limit of that ("limit"),
   * the inverse of the mean number of rows to a false alarm ("run-length"), or nothing ("none": measure it).
   */
  readonly rate: "look" | "limit" | "run-length" | "none";
  /** The options it takes beside the common ones, with their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  create(options: DetectorOptions): Detector;
  restore(state: DetectorState): Detector;
}
