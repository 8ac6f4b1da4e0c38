import { fail } from "../../core";
import type { Table } from "../../table";
import type { Detector } from "../detectors/detector";
import { featureRows } from "../divergence/score-stream";

/** Rows to watch, under a name. */
export interface WatchedStream {
  readonly name: string;
  readonly rows: Table;
}

export interface RecordOptions {
  /**
   * What follows an alarm: the detector takes its window as normal, as after a retraining ("rebase", default), or
   * goes on unchanged ("continue"), where alarms without a quiet evaluation between them are one.
   */
  readonly afterAlarm?: "rebase" | "continue";
}

/** When a detector fired. */
export interface AlarmRecord {
  readonly detector: string;
  readonly streams: readonly {
    readonly name: string;
    readonly rows: number;
    /** Row numbers, increasing. */
    readonly alarms: readonly number[];
    readonly evaluations: number;
  }[];
}

/**
 * Lets a detector watch streams, once, whatever it is scored against afterwards: see `scoreAlarms`.
 *
 * @param make a fresh detector for a stream, usually with a reference from the rows before it
 * @throws LabError when there is no stream
 * @example
 * const rows = table.Table.of({ x: Array.from({ length: 400 }, (_, i) => (i < 200 ? i % 5 : 9 + (i % 5))) });
 * const made = () => drift.createDetector("adwin", { features: ["x"], scale: "none" });
 * drift.recordAlarms(made, [{ name: "step", rows }]).streams[0].alarms.length //=> 1
 */
export function recordAlarms<S extends WatchedStream>(
  make: (stream: S) => Detector,
  streams: readonly S[],
  { afterAlarm = "rebase" }: RecordOptions = {},
): AlarmRecord {
  if (streams.length === 0) fail({ code: "argument", expected: "at least one stream", found: "none" });
  let detector = "";
  const watched = streams.map((stream) => {
    const made = make(stream);
    detector = made.name;
    return { name: stream.name, rows: stream.rows.length, ...alarmsOf(made, stream.rows, afterAlarm) };
  });
  return { detector, streams: watched };
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
