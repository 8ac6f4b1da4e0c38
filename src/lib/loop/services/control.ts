import type { Log, LogRecord, NewRecord } from "../../stream";
import type { Outcome, Trigger } from "../adaptation";
import type { Metric } from "../metrics/metric";
import type { ResourceSample } from "../resources/usage";
import type { ControlCommand, LoopEvent, RunHead } from "../run-record";
import { isCommand } from "./control-file";
import { TopicTail } from "./topic-tail";

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
  /** The last row that the monitor had observed when it took the outcome of a trigger. */
  | { readonly type: "settled"; readonly trigger: string; readonly seq: number }
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

/** What must be there before a record of a type is believed: it comes from a topic that anybody may write to. */
const CHECKS: Readonly<Record<ControlRecord["type"], (record: Loose) => boolean>> = {
  plan: ({ head }) => isObject(head) && Array.isArray(head.features) && Array.isArray(head.stages),
  ready: ({ service }) => typeof service === "string",
  trigger: ({ trigger }) => isTrigger(trigger),
  outcome: ({ outcome }) =>
    isObject(outcome) &&
    isTrigger(outcome.trigger) &&
    (outcome.kind === "failed" ||
      (isOneOf(outcome.kind, ["adopted", "refused"]) && isObject(outcome.verdict))),
  settled: ({ trigger, seq }) => typeof trigger === "string" && Number.isSafeInteger(seq),
  swapped: ({ version, pauseMs }) => typeof version === "number" && typeof pauseMs === "number",
  failure: ({ component, error }) => typeof component === "string" && typeof error === "string",
  command: ({ command }) => isObject(command) && isCommand(command),
  metrics: ({ metrics }) => Array.isArray(metrics) && metrics.every((m) => isObject(m) && isObject(m.kv)),
  resources: ({ samples }) => Array.isArray(samples) && samples.every(isObject),
  end: ({ state }) => isOneOf(state, ["finished", "failed", "stopped"]),
};

type Loose = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === "string" && known.includes(value);
}

function isTrigger(value: unknown): boolean {
  return isObject(value) && typeof value.id === "string" && Number.isSafeInteger(value.seq);
}

/** What those who follow a run on its control topic are told of an event: triggers and outcomes. */
export function controlOf(event: LoopEvent): ControlRecord | undefined {
  if (event.type === "drift") return { type: "trigger", trigger: event.trigger };
  return event.type === "outcome" ? { ...event, type: "outcome" } : undefined;
}

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
    const record: unknown = JSON.parse(Buffer.from(value).toString("utf8"));
    if (!isObject(record) || typeof record.type !== "string" || !Object.hasOwn(CHECKS, record.type))
      return undefined;
    return CHECKS[record.type as ControlRecord["type"]](record) ? (record as ControlRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** The control topic of a run: read from its beginning, whenever asked, and written. */
export class ControlLine {
  readonly #log: Log;
  readonly #topic: string;
  readonly #run: string;
  readonly #tail: TopicTail;

  constructor(log: Log, topic: string, run: string) {
    this.#log = log;
    this.#topic = topic;
    this.#run = run;
    this.#tail = new TopicTail(log, topic);
  }

  /** The records that came since the last call, in order. */
  async read(): Promise<readonly ControlRecord[]> {
    return (await this.#tail.read()).flatMap((record) => decodeControl(record, this.#run) ?? []);
  }

  async send(...records: readonly ControlRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#log.append(
      this.#topic,
      records.map((record) => encodeControl(record, this.#run)),
    );
  }
}
