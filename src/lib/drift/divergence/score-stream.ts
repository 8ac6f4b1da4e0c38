import { fail } from "../../core";
import type { Table } from "../../table";
import { driftFeatures } from "../features";
import type { DriftScore } from "./score";
import { type ScorerOptions, windowScorer } from "./window-scorer";

/** One evaluation of a stream. */
export interface StreamScore extends DriftScore {
  /** Rows of the stream seen so far: the score stands after this many. */
  readonly row: number;
}

/**
 * Replays a table as a stream and scores a sliding window against the reference; see {@link windowScorer}.
 *
 * @throws LabError when the stream is too short for a single evaluation
 * @example
 * const reference = table.Table.of({ cycles: [1, 1, 2, 2] });
 * const stream = table.Table.of({ cycles: [1, 2, 8, 9, 8, 9] });
 * drift.scoreStream(reference, stream, { window: 4, stride: 2 }).map((s) => s.row) //=> [2, 4, 6]
 */
export function scoreStream(reference: Table, stream: Table, options: ScorerOptions = {}): StreamScore[] {
  const features = options.features ?? driftFeatures(reference, stream);
  const scorer = windowScorer(reference, { ...options, features });
  const { window, stride, start } = scorer.options;
  const needed = start === "empty" ? Math.max(window, stride) : stride;
  if (stream.length < needed) {
    fail({
      code: "argument",
      expected: `a stream of ${needed} rows or more (window ${window}, stride ${stride})`,
      found: `${stream.length} rows`,
    });
  }
  const scores: StreamScore[] = [];
  for (const row of featureRows(stream, features)) {
    const score = scorer.update(row);
    if (score !== undefined) scores.push({ row: scorer.rows, ...score });
  }
  return scores;
}

/** The rows of a table as numbers in the order of the features. One array, filled anew for every row. */
export function* featureRows(table: Table, features: readonly string[]): IterableIterator<Float64Array> {
  const columns = features.map((name) => table.numbers(name));
  const row = new Float64Array(features.length);
  for (let i = 0; i < table.length; i++) {
    for (let f = 0; f < columns.length; f++) row[f] = columns[f][i];
    yield row;
  }
}
