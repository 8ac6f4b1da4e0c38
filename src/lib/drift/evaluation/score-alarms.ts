import { fail, quote } from "../../core";
import { whole } from "../checks";
import type { AlarmRecord } from "./record-alarms";

export interface ScoreOptions {
  /**
   * An alarm within so many rows after a change finds it; default 1000, at most to the next change. Rows further
   * away from a change count as stationary, and an alarm there is false.
   */
  readonly horizon?: number;
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
 * Scores recorded alarms against known changes, for each stream its own; the same record can be held against several
 * truths. Beside it a detector that always fires (never misses, all false alarms) and one that never does.
 *
 * @param changes row numbers from which on something differs, increasing, for each stream of the record
 * @returns three evaluations: the detector's, "always-fire", "never-fire"
 * @throws LabError when a change is no row of its stream
 * @example
 * const record = { detector: "mine", streams: [{ name: "a", rows: 100, alarms: [10, 55], evaluations: 100 }] };
 * drift.scoreAlarms(record, [[50]], { horizon: 20 }).map((e) => [e.found, e.falseAlarms]) //=> [[1, 1], [1, 80], [0, 0]]
 */
export function scoreAlarms(
  record: AlarmRecord,
  changes: readonly (readonly number[])[],
  options: ScoreOptions = {},
): Evaluation[] {
  const horizon = whole("horizon", options.horizon ?? 1000, 1);
  if (changes.length !== record.streams.length) {
    const expected = `changes for ${record.streams.length} streams, an empty list for one without`;
    fail({ code: "argument", expected, found: `${changes.length} lists` });
  }
  const own = record.streams.map((stream, k) => ({ ...stream, changes: changes[k] }));
  for (const stream of own) checkChanges(stream.name, stream.rows, stream.changes);
  const every = (rows: number): number[] => Array.from({ length: rows }, (_, i) => i);
  const always = own.map((stream) => ({ ...stream, alarms: every(stream.rows), evaluations: stream.rows }));
  const never = own.map((stream) => ({ ...stream, alarms: [], evaluations: stream.rows }));
  return [
    judge(record.detector, own, horizon),
    judge("always-fire", always, horizon),
    judge("never-fire", never, horizon),
  ];
}

type Judged = AlarmRecord["streams"][number] & { readonly changes: readonly number[] };

/** @throws LabError `argument` */
export function checkChanges(name: string, rows: number, changes: readonly number[]): void {
  for (const [k, change] of changes.entries()) {
    const after = k === 0 ? 0 : changes[k - 1];
    if (Number.isSafeInteger(change) && change > after && change < rows) continue;
    fail({
      code: "argument",
      expected: `changes of stream ${quote(name)} that increase within rows 1 to ${rows - 1}`,
      found: changes.join(", "),
    });
  }
}

function judge(detector: string, streams: readonly Judged[], horizon: number): Evaluation {
  const delays: number[] = [];
  let changes = 0;
  let falseAlarms = 0;
  let stationaryRows = 0;
  let evaluations = 0;
  for (const stream of streams) {
    const { alarms, rows } = stream;
    evaluations += stream.evaluations;
    changes += stream.changes.length;
    stationaryRows += rows;
    let excused = 0;
    for (const [k, change] of stream.changes.entries()) {
      const end = Math.min(change + horizon, stream.changes[k + 1] ?? rows);
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
