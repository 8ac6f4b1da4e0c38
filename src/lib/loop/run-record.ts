import type { DriftReading, Outcome, Trigger } from "./adaptation";
import type { Pointer } from "./registry";

/**
 * What a run of the loop leaves behind, in one folder. All files grow as the run goes; whatever was whole when it was
 * killed can be read.
 *
 * - `run.json`            {@link RunHead}; rewritten atomically when the state changes
 * - `rows.f64`            one record of {@link ROW_FIELDS} doubles (little endian) a predicted row, in order of seq
 * - `readings.jsonl`      one {@link DriftReading} a look
 * - `events.jsonl`        one {@link LoopEvent} a line
 * - `metrics.jsonl`, `metrics.csv`   events of the components in the original's columns (ts, component, event, pod, kv)
 * - `resources.csv`       CPU and memory of the components and the host
 * - `dead-letters.jsonl`  rejected messages with their reason
 * - `control.jsonl`       commands given to the run: {@link ControlCommand} a line; the run follows this file
 * - `models/`             the registry (a folder registry; a copy of the topic's where the log is a broker)
 * - `summary.json`, `report.html`    at the end, or made from the rest after a crash
 */
export const RUN_FILES = {
  head: "run.json",
  rows: "rows.f64",
  readings: "readings.jsonl",
  events: "events.jsonl",
  metrics: "metrics.jsonl",
  metricsCsv: "metrics.csv",
  resources: "resources.csv",
  deadLetters: "dead-letters.jsonl",
  control: "control.jsonl",
  models: "models",
  summary: "summary.json",
  report: "report.html",
} as const;

/** The doubles of a record of `rows.f64`, in order. Stage and model are indices into the head's lists. */
export const ROW_FIELDS = [
  "seq",
  "stage",
  "time",
  "partition",
  "offset",
  "index",
  "truth",
  "baseline",
  "current",
  "model",
  "latency_us",
] as const;

export interface StageSpan {
  readonly name: string;
  /** First row (seq), inclusive. */
  readonly from: number;
  /** Last row, exclusive. */
  readonly to: number;
}

export interface RunHead {
  readonly run: string;
  readonly state: "running" | "paused" | "finished" | "failed" | "stopped";
  readonly started: number;
  readonly ended?: number;
  readonly strategy: string;
  readonly broker: string;
  readonly seed: number | string;
  readonly target: string;
  readonly features: readonly string[];
  readonly stages: readonly StageSpan[];
  /** Ids of the models in the order in which rows name them; `rows.f64` holds indices into it. */
  readonly models: readonly string[];
  /** Segment (experiment) spans, where the table names them. */
  readonly segments: readonly StageSpan[];
  /** True when the rows come from the simulated testbed. */
  readonly simulated: boolean;
  readonly caption: string;
  readonly error?: string;
}

/** Something that happened, with the row at which it did. */
export type LoopEvent = { readonly seq: number; readonly time: number } & (
  | { readonly type: "stage"; readonly stage: string }
  | { readonly type: "drift"; readonly trigger: Trigger }
  | {
      readonly type: "outcome";
      readonly outcome: Outcome;
      readonly candidates: number;
      readonly wallMs: number;
    }
  | { readonly type: "swap"; readonly pointer: Pointer; readonly pauseMs: number }
  | { readonly type: "failure"; readonly component: string; readonly error: string }
  | { readonly type: "pause" | "resume"; readonly by: string }
  | { readonly type: "end"; readonly state: RunHead["state"] }
);

/** What a person may ask of a running loop, through its folder. */
export interface ControlCommand {
  readonly command: "pause" | "resume" | "rollback" | "speed" | "stop";
  /** `rollback`: the model to go back to; default the one before, each time one further back. */
  readonly model?: string;
  /** `speed`: rows per second; 0 is as fast as possible. */
  readonly tps?: number;
  readonly by: string;
  readonly time: number;
}

/** A reading as it stands in `readings.jsonl` (NaN is null there). */
export type ReadingLine = Omit<DriftReading, "perFeature"> & {
  readonly perFeature: readonly (number | null)[];
};
