/**
 * Rows of a replayed table on their way through a log: what a data message means once it is decoded, whatever form
 * it travelled in.
 */
export interface StreamRow {
  /** Place in the whole replay over all partitions, from 0: the order in which rows happened. */
  readonly seq: number;
  readonly stage: string;
  /** The experiment (segment) the row comes from; null when the message does not tell. */
  readonly segment: string | null;
  /** Event time, ms since the epoch (virtual clocks count from their own start). */
  readonly time: number;
  /** One number for each feature of the stream's schema, in order; NaN is missing. */
  readonly features: Float64Array;
  /** The truth; NaN when it is not known (yet). */
  readonly label: number;
}

/** What every row of a run has in common. A typed frame carries its hash, so that readers know rows of another. */
export interface RowSchema {
  readonly run: string;
  /** Names of the features, in the order of {@link StreamRow.features}. */
  readonly features: readonly string[];
  readonly target: string;
}

/**
 * Why a message could not become a row. Counted, and sent to the dead-letter topic with these words. A row without a
 * label (`no-label`) is predicted all the same, and never scored.
 */
export const REJECTIONS = [
  "not-json",
  "not-a-row",
  "missing-features",
  "not-a-number",
  "no-label",
  "unknown-stage",
  "beyond-plan",
  "too-large",
  "foreign-run",
  "replayed-end",
  "bad-frame",
] as const;
export type Rejection = (typeof REJECTIONS)[number];
