import type { StreamRow } from "../../stream";
import type { DriftReading, Monitor, Outcome, Served, Trigger } from "../adaptation";

export interface MonitorSink {
  reading(reading: DriftReading): void;
  /** A trigger that was not raised before. */
  trigger(trigger: Trigger): void;
}

/**
 * The monitor in a process of its own. Its state is that of the log: started again it observes every row once more,
 * and what it raised before (the triggers that the control topic has) it does not raise twice.
 */
export class MonitorService {
  readonly #monitor: Monitor;
  readonly #sink: MonitorSink;
  readonly #raised = new Map<string, Trigger>();
  readonly #outcomes = new Map<string, Outcome>();
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
    if (step === undefined) return;
    this.#sink.reading(step.reading);
    const { trigger } = step;
    if (trigger === undefined) return;
    const before = this.#raised.get(trigger.id);
    this.#open = before ?? trigger;
    if (before === undefined) {
      this.#raised.set(trigger.id, trigger);
      this.#sink.trigger(trigger);
    }
    this.#settle();
  }

  #settle(): void {
    const outcome = this.#open && this.#outcomes.get(this.#open.id);
    if (outcome === undefined) return;
    this.#open = undefined;
    this.#monitor.settle(outcome);
  }
}
