import { fail, quote } from "../../core";
import type { Table } from "../../table";
import { whole } from "../checks";
import type { Detector } from "../detectors/detector";
import { featureRows } from "../divergence/score-stream";

/** A stream whose changes are known: before row `changes[k]` all was as before, from it on something differs. */
export interface LabelledStream {
  readonly name: string;
  readonly rows: Table;
  /** Row numbers, increasing; empty for a stationary stream. */
  readonly changes: readonly number[];
}

export interface EvaluationOptions {
  /**
   * An alarm within so many rows after a change finds it; default 1000, at most to the next change. Rows further
   * away from a change count as stationary, and an alarm there is false.
   */
  readonly horizon?: number;
  /**
   * What follows an alarm: the detector takes its window as normal, as after a retraining ("rebase", default), or
   * goes on unchanged ("continue"), where alarms without a quiet evaluation between them are one.
   */
  readonly afterAlarm?: "rebase" | "continue";
}

/** How a detector did. */
export interface Evaluation {
  readonly detector: string;
  readonly changes: number;
  readonly found: number;
  readonly missed: number;
  /** Rows from each found change to its first alarm. */
  readonly delays: readonly number[];
  /** NaN when nothing was found. */
  readonly medianDelay: number;
  readonly falseAlarms: number;
  /** Rows in which an alarm would be false. */
  readonly stationaryRows: number;
  /** NaN without such rows. */
  readonly falseAlarmsPer1000: number;
  readonly evaluations: number;
}

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
  const horizon = whole("horizon", options.horizon ?? 1000, 1);
  if (streams.length === 0) fail({ code: "argument", expected: "at least one stream", found: "none" });
  for (const stream of streams) checkChanges(stream);
  let name = "";
  const own = streams.map((stream) => {
    const detector = make(stream);
    name = detector.name;
    return { stream, ...alarmsOf(detector, stream.rows, options.afterAlarm ?? "rebase") };
  });
  const all = (stream: LabelledStream): number[] => Array.from({ length: stream.rows.length }, (_, i) => i);
  const always = streams.map((stream) => ({ stream, alarms: all(stream), evaluations: stream.rows.length }));
  const never = streams.map((stream) => ({ stream, alarms: [], evaluations: stream.rows.length }));
  return [
    judge(name, own, horizon),
    judge("always-fire", always, horizon),
    judge("never-fire", never, horizon),
  ];
}

interface Watched {
  readonly stream: LabelledStream;
  readonly alarms: readonly number[];
  readonly evaluations: number;
}

function checkChanges({ name, rows, changes }: LabelledStream): void {
  for (const [k, change] of changes.entries()) {
    const after = k === 0 ? 0 : changes[k - 1];
    if (Number.isSafeInteger(change) && change > after && change < rows.length) continue;
    fail({
      code: "argument",
      expected: `changes of stream ${quote(name)} that increase within rows 1 to ${rows.length - 1}`,
      found: changes.join(", "),
    });
  }
}

function alarmsOf(
  detector: Detector,
  rows: Table,
  afterAlarm: "rebase" | "continue",
): { alarms: number[]; evaluations: number } {
  const alarms: number[] = [];
  let evaluations = 0;
  let firing = false;
  let number = 0;
  for (const row of featureRows(rows, detector.features)) {
    const verdict = detector.update(row);
    if (verdict.evaluated) {
      evaluations++;
      if (verdict.alarm && !firing) alarms.push(number);
      firing = verdict.alarm && afterAlarm === "continue";
      if (verdict.alarm && afterAlarm === "rebase") detector.rebase();
    }
    number++;
  }
  return { alarms, evaluations };
}

function judge(detector: string, watched: readonly Watched[], horizon: number): Evaluation {
  const delays: number[] = [];
  let changes = 0;
  let falseAlarms = 0;
  let stationaryRows = 0;
  let evaluations = 0;
  for (const { stream, alarms, ...rest } of watched) {
    evaluations += rest.evaluations;
    changes += stream.changes.length;
    stationaryRows += stream.rows.length;
    let excused = 0;
    for (const [k, change] of stream.changes.entries()) {
      const end = Math.min(change + horizon, stream.changes[k + 1] ?? stream.rows.length);
      const near = alarms.filter((alarm) => alarm >= change && alarm < end);
      stationaryRows -= end - change;
      excused += near.length;
      if (near.length > 0) delays.push(near[0] - change);
    }
    falseAlarms += alarms.length - excused;
  }
  const sorted = Float64Array.from(delays).sort();
  const middle = sorted.length >> 1;
  return {
    detector,
    changes,
    found: delays.length,
    missed: changes - delays.length,
    delays,
    medianDelay: sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    falseAlarms,
    stationaryRows,
    falseAlarmsPer1000: stationaryRows === 0 ? Number.NaN : (1000 * falseAlarms) / stationaryRows,
    evaluations,
  };
}
