import type { StreamRow } from "../../stream";
import type { DriftReading, Monitor, Outcome, Served, Trigger } from "../adaptation";

export interface MonitorSink {
  reading(reading: DriftReading): void;
  /** A trigger that was not raised before. */
  trigger(trigger: Trigger): void;
  /** The outcome of a trigger was taken behind this row, for the first time. */
  settled(trigger: string, seq: number): void;
}

/**
 * The monitor in a process of its own. Its state is that of the log: started again it observes every row once more,
 * and what it raised before (the triggers that the control topic has) it does not raise twice. It takes each outcome
 * behind the row behind which it took it before, so that it sees and raises what it would have without the interruption.
 */
export class MonitorService {
  readonly #monitor: Monitor;
  readonly #sink: MonitorSink;
  readonly #raised = new Map<string, Trigger>();
  readonly #outcomes = new Map<string, Outcome>();
  /** Where an earlier life took the outcomes. */
  readonly #settled = new Map<string, number>();
  #last = -1;
  #open: Trigger | undefined;

  constructor(monitor: Monitor, sink: MonitorSink) {
    this.#monitor = monitor;
    this.#sink = sink;
  }

  /** The trigger that waits for its outcome. */
  get open(): Trigger | undefined {
    return this.#open;
  }

  /** A trigger stands on the control topic. */
  raised(trigger: Trigger): void {
    if (!this.#raised.has(trigger.id)) this.#raised.set(trigger.id, trigger);
  }

  /** Where an outcome was taken stands on the control topic; known before the first row is observed. */
  settled(trigger: string, seq: number): void {
    if (!this.#settled.has(trigger)) this.#settled.set(trigger, seq);
  }

  /** An outcome stands on the control topic; the first of a trigger counts. False for a later one. */
  outcome(outcome: Outcome): boolean {
    const { id } = outcome.trigger;
    if (this.#outcomes.has(id)) return false;
    this.#outcomes.set(id, outcome);
    this.#settle();
    return true;
  }

  observe(row: StreamRow, served: Served): void {
    const step = this.#monitor.observe(row, served);
    this.#last = row.seq;
    if (step !== undefined) this.#look(step);
    if (this.#open !== undefined) this.#settle();
  }

  #look({ reading, trigger }: NonNullable<ReturnType<Monitor["observe"]>>): void {
    this.#sink.reading(reading);
    if (trigger === undefined) return;
    const before = this.#raised.get(trigger.id);
    this.#open = before ?? trigger;
    if (before !== undefined) return;
    this.#raised.set(trigger.id, trigger);
    this.#sink.trigger(trigger);
  }

  #settle(): void {
    const outcome = this.#open && this.#outcomes.get(this.#open.id);
    if (outcome === undefined) return;
    const { id } = outcome.trigger;
    const at = this.#settled.get(id);
    if (at !== undefined && this.#last < at) return;
    this.#open = undefined;
    this.#monitor.settle(outcome);
    if (at !== undefined) return;
    this.#settled.set(id, this.#last);
    this.#sink.settled(id, this.#last);
  }
}
