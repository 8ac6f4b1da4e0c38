import { type Clock, fail, type ProgressListener, quote } from "../../core";
import type { RowForm } from "../codec/row-form";
import { positive } from "../topic-spec";
import type { Partitioning } from "./schedule";
import type { ReadyOptions } from "./wait-until-ready";

export interface ReplayOptions {
  /** Where the rows go; its partitions are all used. */
  readonly topic: string;
  /** Default `typed`. */
  readonly form?: RowForm;
  /** Most rows of a typed record; default 64, fewer for very wide rows. JSON has one. */
  readonly rowsPerRecord?: number;
  /** Default `rr`: records of `rowsPerRecord` rows go to the partitions in turns. */
  readonly partitioning?: Partitioning;
  /** The key of a row for `hash`; default its segment, or where there is none its stage. */
  readonly key?: (seq: number) => string;
  /** Rows per second by the wall clock; default 0, as fast as the log takes them. */
  readonly tps?: number;
  /**
   * Event time between rows in ms; default 1000 / tps, or a second. Rows of 1000 ms that are sent with 1000 tps run a
   * thousand times as fast as they happened.
   */
  readonly intervalMs?: number;
  /** Each gap is longer or shorter by up to this, at random (seeded); default 0. In ms of event time. */
  readonly jitterMs?: number;
  /** Event time of the first row; default 0, or now when `tps` is given. */
  readonly start?: number;
  /** Default 0. */
  readonly seed?: number | string;
  /** The first row that is sent; default 0. */
  readonly from?: number;
  /** Who has to be ready before the first row; default nobody. */
  readonly ready?: Omit<ReadyOptions, "run" | "signal">;
  /** Whether a replay that is stopped sends its end markers; default true, or readers would wait for ever. */
  readonly endWhenStopped?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** The wall clock by which `tps` counts; default the machine's. */
  readonly clock?: Clock;
  /** How the wall clock is waited for; with a virtual clock it moves that. Default a timer. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Bytes from which on more rows in a record bring nothing. */
const RECORD_BYTES = 500_000;

export interface ReplaySettings {
  readonly form: RowForm;
  readonly rowsPerRecord: number;
  readonly tps: number;
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly start: number;
}

/** @throws LabError `argument` */
export function replaySettings(options: ReplayOptions, features: number, now: () => number): ReplaySettings {
  const form = options.form ?? "typed";
  const tps = checkTps(options.tps ?? 0);
  const fitting = Math.max(1, Math.min(64, Math.floor(RECORD_BYTES / (8 * (features + 3)))));
  return {
    form,
    rowsPerRecord: form === "json" ? 1 : positive("rowsPerRecord", options.rowsPerRecord ?? fitting),
    tps,
    intervalMs: notNegative("intervalMs", options.intervalMs ?? (tps > 0 ? 1000 / tps : 1000)),
    jitterMs: notNegative("jitterMs", options.jitterMs ?? 0),
    start: options.start ?? (tps > 0 ? now() : 0),
  };
}

export function checkTps(tps: number): number {
  return notNegative("rows per second", tps);
}

function notNegative(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  return fail({ code: "argument", expected: `${name} of 0 or more`, found: quote(value) });
}
