import type { Log, LogRecord, NewRecord } from "../../stream";
import type { Outcome, Trigger } from "../adaptation";
import type { Metric } from "../metrics/metric";
import type { ResourceSample } from "../resources/usage";
import type { ControlCommand, RunHead } from "../run-record";

/** What the parts of a run tell each other on its control topic. */
export type ControlRecord =
  /** What is replayed, for those who write the run folder. */
  | { readonly type: "plan"; readonly head: RunHead }
  | { readonly type: "ready"; readonly service: string; readonly instance: string; readonly time: number }
  | { readonly type: "trigger"; readonly trigger: Trigger }
  | {
      readonly type: "outcome";
      readonly outcome: Outcome;
      readonly candidates: number;
      readonly wallMs: number;
      readonly time: number;
    }
  | {
      readonly type: "swapped";
      readonly version: number;
      readonly instance: string;
      readonly pauseMs: number;
    }
  | { readonly type: "failure"; readonly component: string; readonly error: string; readonly time: number }
  | { readonly type: "command"; readonly command: ControlCommand }
  | { readonly type: "metrics"; readonly metrics: readonly Metric[] }
  | { readonly type: "resources"; readonly samples: readonly ResourceSample[] }
  | { readonly type: "end"; readonly state: RunHead["state"] };

const TYPES = new Set<string>([
  ...["plan", "ready", "trigger", "outcome", "swapped", "failure", "command", "metrics", "resources", "end"],
]);

/** A control record as the log takes it. Triggers and outcomes are keyed by the trigger's id. */
export function encodeControl(record: ControlRecord, run: string): NewRecord {
  const key =
    record.type === "trigger"
      ? record.trigger.id
      : record.type === "outcome"
        ? record.outcome.trigger.id
        : record.type;
  return { partition: 0, key, value: JSON.stringify(record), headers: { run_id: run } };
}

/** The control record in a record of the log; undefined for one of another run, or of no known type. */
export function decodeControl({ value, headers }: LogRecord, run: string): ControlRecord | undefined {
  if (value === null || headers.run_id !== run) return undefined;
  try {
    const record = JSON.parse(Buffer.from(value).toString("utf8")) as ControlRecord | null;
    return record !== null && TYPES.has(record.type) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a control topic from its beginning, whenever asked. */
export class ControlReader {
  readonly #log: Log;
  readonly #topic: string;
  readonly #run: string;
  #next = 0;

  constructor(log: Log, topic: string, run: string) {
    this.#log = log;
    this.#topic = topic;
    this.#run = run;
  }

  /** The records that came since the last call, in order. */
  async read(): Promise<readonly ControlRecord[]> {
    const found: ControlRecord[] = [];
    for (;;) {
      const records = await this.#log.read(this.#topic, 0, this.#next);
      if (records.length === 0) return found;
      for (const record of records) {
        const control = decodeControl(record, this.#run);
        if (control !== undefined) found.push(control);
      }
      this.#next = records[records.length - 1].offset + 1;
    }
  }
}
