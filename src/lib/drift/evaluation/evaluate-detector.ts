import { whole } from "../checks";
import type { Detector } from "../detectors/detector";
import { type RecordOptions, recordAlarms, type WatchedStream } from "./record-alarms";
import { checkChanges, type Evaluation, type ScoreOptions, scoreAlarms } from "./score-alarms";

/** A stream whose changes are known: before row `changes[k]` all was as before, from it on something differs. */
export interface LabelledStream extends WatchedStream {
  /** Row numbers, increasing; empty for a stationary stream. */
  readonly changes: readonly number[];
}

export interface EvaluationOptions extends RecordOptions, ScoreOptions {}

/**
 * How soon a detector finds known changes, which it misses, and how often it cries wolf; beside it a detector that
 * always fires (never misses, all false alarms) and one that never does, between which every useful one must lie.
 *
 * @param make a fresh detector for a stream, usually with a reference from the rows before it
 * @returns three evaluations: the detector's, "always-fire", "never-fire"
 * @throws LabError when there is no stream, or a change is no row of its stream
 * @example
 * const values = Array.from({ length: 400 }, (_, i) => (i < 200 ? i % 5 : 9 + (i % 5)));
 * const stream = { name: "step", rows: table.Table.of({ x: values }), changes: [200] };
 * const made = () => drift.createDetector("adwin", { features: ["x"], scale: "none" });
 * drift.evaluateDetector(made, [stream]).map((e) => [e.detector, e.found, e.falseAlarms]) //=> [["adwin", 1, 0], ["always-fire", 1, 200], ["never-fire", 0, 0]]
 */
export function evaluateDetector(
  make: (stream: LabelledStream) => Detector,
  streams: readonly LabelledStream[],
  options: EvaluationOptions = {},
): Evaluation[] {
  // Told before the work.
  whole("horizon", options.horizon ?? 1000, 1);
  for (const { name, rows, changes } of streams) checkChanges(name, rows.length, changes);
  return scoreAlarms(
    recordAlarms(make, streams, options),
    streams.map(({ changes }) => changes),
    options,
  );
}
