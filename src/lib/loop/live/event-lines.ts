import type { EventKind, EventLine } from "./messages";
import { listOf, numberOf, objectOf, shortNumber, textOf } from "./plain";

interface Words {
  readonly kind: EventKind;
  readonly title: string;
  readonly reason: string;
}

/** A line of `events.jsonl` in words; undefined for what is nothing to read, such as a first model. */
export function eventLine(line: Readonly<Record<string, unknown>>, n: number): EventLine | undefined {
  const words = wordsOf(line);
  if (words === undefined) return undefined;
  // An adoption is decided at the trigger's row and acts later: it stands where it acts.
  const from = words.kind === "adopted" ? numberOf(objectOf(line.outcome).from) : null;
  return { n, seq: from ?? numberOf(line.seq), time: numberOf(line.time), ...words };
}

function wordsOf(line: Readonly<Record<string, unknown>>): Words | undefined {
  switch (line.type) {
    case "stage":
      return { kind: "stage", title: `Stage ${textOf(line.stage)}`, reason: "" };
    case "drift":
      return drift(objectOf(line.trigger));
    case "outcome":
      return outcome(objectOf(line.outcome), numberOf(line.candidates), numberOf(line.wallMs));
    case "swap":
      return swap(objectOf(line.pointer), numberOf(line.pauseMs));
    case "failure":
      return { kind: "failure", title: `Failure in ${textOf(line.component)}`, reason: textOf(line.error) };
    case "pause":
      return { kind: "pause", title: "Paused", reason: by(line.by) };
    case "resume":
      return { kind: "resume", title: "Resumed", reason: by(line.by) };
    case "end":
      return { kind: "end", title: `Run ${textOf(line.state)}`, reason: "" };
    default:
      return undefined;
  }
}

const by = (value: unknown): string => (value === undefined ? "" : `by ${textOf(value)}`);

function drift(trigger: Readonly<Record<string, unknown>>): Words {
  const signs = listOf(trigger.signs).map(textOf).join(", ");
  // Without a sign nothing drifted: the monitor asks again because the last retraining paid.
  const followUp = Array.isArray(trigger.signs) && trigger.signs.length === 0;
  return {
    kind: followUp ? "follow-up" : "drift",
    title: `${followUp ? "Retraining again" : "Drift"}, tier ${textOf(trigger.tier)}`,
    reason: [textOf(trigger.reason), signs === "" ? "" : `signs: ${signs}`].filter(Boolean).join(" · "),
  };
}

function outcome(
  outcome: Readonly<Record<string, unknown>>,
  candidates: number | null,
  wallMs: number | null,
): Words {
  const cost = [
    candidates === null ? "" : `${candidates} ${candidates === 1 ? "candidate" : "candidates"}`,
    wallMs === null ? "" : `${(wallMs / 1000).toFixed(1)} s`,
  ].filter(Boolean);
  const join = (...parts: string[]): string => [...parts, cost.join(" in ")].filter(Boolean).join(" · ");
  if (outcome.kind === "failed") {
    return { kind: "failure", title: "Retraining failed", reason: join(textOf(outcome.error)) };
  }
  const verdict = objectOf(outcome.verdict);
  const [gain, low, high, rows] = [verdict.gain, verdict.low, verdict.high, verdict.rows].map(numberOf);
  const measured =
    gain === null || low === null || high === null || textOf(verdict.reason).includes("gain")
      ? ""
      : `gain ${shortNumber(gain)} (${shortNumber(low)} to ${shortNumber(high)})${rows === null ? "" : ` on ${rows} unseen rows`}`;
  if (outcome.kind === "adopted") {
    return {
      kind: "adopted",
      title: `Adopted ${textOf(outcome.model)}`,
      reason: join(textOf(verdict.reason), measured),
    };
  }
  return {
    kind: "refused",
    title: outcome.model === undefined ? "Refused the challenger" : `Refused ${textOf(outcome.model)}`,
    reason: join(textOf(verdict.reason), measured),
  };
}

function swap(pointer: Readonly<Record<string, unknown>>, pauseMs: number | null): Words | undefined {
  const model = textOf(pointer.model);
  const pause = pauseMs === null ? "" : `the swap paused predictions for ${shortNumber(pauseMs)} ms`;
  switch (pointer.cause) {
    case "rollback":
      return { kind: "rollback", title: `Rolled back to ${model}`, reason: pause };
    case "adoption":
      return { kind: "swap", title: `${model} in service`, reason: pause };
    default:
      return { kind: "swap", title: `${model} in service`, reason: "the first model" };
  }
}
