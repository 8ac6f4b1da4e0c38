import { quantile, type Scores, scores } from "../../learn";
import { type ComponentResources, resourceSummary, type Spread, spread } from "../resources/summary";
import type { RunHead, StageSpan } from "../run-record";
import type { Run } from "./open-run";

/** How good the baseline and the model in service were on a stretch of rows, beside a constant. */
export interface StretchScores {
  readonly name: string;
  /** First row (seq), inclusive. */
  readonly from: number;
  /** Last row, exclusive. */
  readonly to: number;
  readonly rows: number;
  readonly baseline: Scores;
  readonly current: Scores;
}

/** What a run came to; `summary.json`. Numbers that are not defined are null there, NaN in memory. */
export interface RunSummary {
  readonly run: string;
  readonly state: RunHead["state"];
  readonly strategy: string;
  readonly broker: string;
  readonly seed: number | string;
  readonly target: string;
  readonly simulated: boolean;
  readonly rows: number;
  /** All rows, then each stage. Rows without a label are never scored. */
  readonly scores: readonly StretchScores[];
  /** The rows after the one that the first trigger was raised at; undefined without a trigger. */
  readonly afterFirstTrigger: StretchScores | undefined;
  readonly triggers: number;
  readonly adopted: number;
  readonly refused: number;
  readonly failed: number;
  readonly failures: number;
  readonly swaps: readonly { readonly seq: number; readonly model: string; readonly cause: string }[];
  readonly swapPauseMs: Spread;
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Time of the two predictions of a row, µs. */
  readonly latencyUs: Readonly<Record<"p50" | "p95" | "p99" | "max", number>>;
  readonly wallMs: number;
  readonly rowsPerSecond: number;
  readonly resources: readonly ComponentResources[];
}

/** The summary of a run from its records. */
export function summaryOf(run: Omit<Run, "summary">): RunSummary {
  const { head, rows, events } = run;
  const seq = rows.numbers("seq");
  const part = (span: StageSpan): StretchScores => {
    const [from, to] = [firstAtLeast(seq, span.from), firstAtLeast(seq, span.to)];
    const cut = (name: string) => rows.numbers(name).subarray(from, to);
    const truth = cut("truth");
    return {
      ...span,
      rows: to - from,
      baseline: scores(truth, cut("baseline")),
      current: scores(truth, cut("current")),
    };
  };
  const end = seq.length === 0 ? 0 : seq[seq.length - 1] + 1;
  const triggers = events.flatMap((event) => (event.type === "drift" ? [event.trigger] : []));
  const outcomes = events.flatMap((event) => (event.type === "outcome" ? [event.outcome] : []));
  const swaps = events.flatMap((event) => (event.type === "swap" ? [event] : []));
  const latency = rows.numbers("latency_us").filter(Number.isFinite).sort();
  const ended = head.ended ?? events.at(-1)?.time ?? head.started;
  const wallMs = ended - head.started;
  const { run: name, state, strategy, broker, seed, target, simulated } = head;
  return {
    ...{ run: name, state, strategy, broker, seed, target, simulated },
    rows: rows.length,
    scores: [{ name: "all", from: 0, to: end }, ...head.stages].map(part),
    afterFirstTrigger:
      triggers.length === 0
        ? undefined
        : part({ name: "after the first trigger", from: triggers[0].seq + 1, to: end }),
    triggers: triggers.length,
    adopted: outcomes.filter(({ kind }) => kind === "adopted").length,
    refused: outcomes.filter(({ kind }) => kind === "refused").length,
    failed: outcomes.filter(({ kind }) => kind === "failed").length,
    failures: events.filter(({ type }) => type === "failure").length,
    swaps: swaps.map(({ pointer }) => ({ seq: pointer.from, model: pointer.model, cause: pointer.cause })),
    swapPauseMs: spread(swaps.map(({ pauseMs }) => pauseMs)),
    deadLetters: countBy(run.deadLetters.map(({ reason }) => reason)),
    latencyUs: {
      p50: quantile(latency, 0.5),
      p95: quantile(latency, 0.95),
      p99: quantile(latency, 0.99),
      max: quantile(latency, 1),
    },
    wallMs,
    rowsPerSecond: wallMs > 0 ? (1000 * rows.length) / wallMs : Number.NaN,
    resources: resourceSummary(run.resources),
  };
}

/** The first index whose value is at least `limit`; values grow. */
function firstAtLeast(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
