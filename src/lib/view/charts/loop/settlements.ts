import type { LoopEvent, Trigger, Verdict } from "../../../loop";

/** A trigger, numbered in order, and what became of it. */
export interface Settlement {
  /** Counts the triggers of the run from 1; all figures of a run name it by this number. */
  readonly number: number;
  readonly trigger: Trigger;
  /** "open": the run ended before the outcome. */
  readonly fate: "adopted" | "refused" | "failed" | "open";
  /** The row at which it took effect (adopted: the first row of the new model), else that of the trigger. */
  readonly at: number;
  readonly verdict: Verdict | undefined;
  /** Of the challenger, where there was one. */
  readonly model: string | undefined;
  /** Why: of the gate, or of the failure. */
  readonly reason: string;
  readonly candidates: number;
  readonly wallMs: number;
}

/** Whether a sign raised the trigger. One without a sign follows up a retraining that paid, because new rows came. */
export function isDrift({ signs }: Trigger): boolean {
  return signs === undefined || signs.length > 0;
}

/** The triggers of a run in order, each with its outcome. */
export function settlementsOf(events: readonly LoopEvent[]): readonly Settlement[] {
  const settled = new Map<string, Extract<LoopEvent, { type: "outcome" }>>();
  for (const event of events) {
    // A trigger has one outcome; whatever says so again changes nothing.
    if (event.type === "outcome" && !settled.has(event.outcome.trigger.id)) {
      settled.set(event.outcome.trigger.id, event);
    }
  }
  const triggers = new Map<string, Trigger>();
  for (const event of events) {
    const trigger =
      event.type === "drift" ? event.trigger : event.type === "outcome" ? event.outcome.trigger : undefined;
    if (trigger !== undefined && !triggers.has(trigger.id)) triggers.set(trigger.id, trigger);
  }
  return [...triggers.values()].map((trigger, i): Settlement => {
    const event = settled.get(trigger.id);
    const outcome = event?.outcome;
    return {
      number: i + 1,
      trigger,
      fate: outcome?.kind ?? "open",
      at: outcome?.kind === "adopted" ? outcome.from : trigger.seq,
      verdict: outcome === undefined || outcome.kind === "failed" ? undefined : outcome.verdict,
      model: outcome === undefined || outcome.kind === "failed" ? undefined : outcome.model,
      reason:
        outcome === undefined
          ? "no outcome before the run ended"
          : outcome.kind === "failed"
            ? outcome.error
            : outcome.verdict.reason,
      candidates: event?.candidates ?? 0,
      wallMs: event?.wallMs ?? Number.NaN,
    };
  });
}
