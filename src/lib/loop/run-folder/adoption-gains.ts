import path from "node:path";
import type { Pipeline } from "../../learn";
import type { Outcome, Verdict } from "../adaptation";
import type { StageRows } from "../engine/stream-rows";
import { judge } from "../gate/judge";
import { folderRegistry } from "../registry/folder-registry";
import { RUN_FILES } from "../run-record";
import type { Run } from "./open-run";

/** Mean loss of the old model − that of the new one, with its interval: positive when the new one is better. */
export type GainInterval = Pick<Verdict, "gain" | "low" | "high" | "rows">;

/** One challenger beside the model that it would replace. */
export interface AdoptionGain {
  /** Number of its trigger, counted from 1. */
  readonly number: number;
  readonly adopted: boolean;
  /** The row (seq) from which it served, or would have. */
  readonly at: number;
  /** What the gate found before the decision, on rows that neither had seen. */
  readonly gate?: GainInterval;
  /** What the rows that followed say of it; undefined where they are too few to tell. */
  readonly after?: GainInterval;
  /** Told beside its name, such as the tier. */
  readonly note?: string;
}

/**
 * What each challenger of a run was worth, judged on the rows that followed: an adopted one on the rows that it served,
 * beside the model that it replaced; a refused one on the rows until the next challenger, beside the model that stayed.
 * No decision could know these rows. Intervals are those of the gate with its default settings (one standard error).
 *
 * @param stages the rows that were replayed, in order: the folder does not hold their features
 */
export async function adoptionGains(
  run: Pick<Run, "folder" | "head" | "rows" | "events">,
  stages: readonly StageRows[],
): Promise<readonly AdoptionGain[]> {
  const registry = folderRegistry(path.join(run.folder, RUN_FILES.models));
  try {
    const judged = run.events.flatMap((event) =>
      event.type === "outcome" && event.outcome.kind !== "failed" ? [event.outcome] : [],
    );
    const triggers = run.events.flatMap((event) => (event.type === "drift" ? [event.trigger.id] : []));
    const turns = [...judged.map(placeOf), ...rollbacksOf(run)];
    const seq = run.rows.numbers("seq");
    const end = seq.length === 0 ? 0 : seq[seq.length - 1] + 1;
    const gains: AdoptionGain[] = [];
    for (const outcome of judged) {
      const from = placeOf(outcome);
      const adopted = outcome.kind === "adopted";
      const other = adopted ? servedBefore(run, from) : outcome.model;
      const to = Math.min(end, ...turns.filter((turn) => turn > from));
      const after =
        other === undefined || to <= from
          ? undefined
          : judgeAfter(
              run,
              from,
              predictSpan((await registry.load(other)).pipeline, stages, from, to),
              adopted,
            );
      gains.push({
        number: triggers.indexOf(outcome.trigger.id) + 1,
        adopted,
        at: from,
        gate: outcome.verdict,
        note: `tier ${outcome.trigger.tier}`,
        ...(after === undefined || Number.isNaN(after.gain) ? {} : { after }),
      });
    }
    return gains;
  } finally {
    await registry.close();
  }
}

type Judged = Exclude<Outcome, { kind: "failed" }>;

/** The first row after a decision. */
function placeOf(outcome: Judged): number {
  return outcome.kind === "adopted" ? outcome.from : outcome.trigger.seq + 1;
}

/** Rows from which a person's choice served: what was adopted before then ends there. */
function rollbacksOf({ events }: Pick<Run, "events">): number[] {
  return events.flatMap((event) =>
    event.type === "swap" && event.pointer.cause === "rollback" ? [event.pointer.from] : [],
  );
}

/** The model in service at the last row before a place. */
function servedBefore({ head, rows }: Pick<Run, "head" | "rows">, from: number): string | undefined {
  const seq = rows.numbers("seq");
  let last = -1;
  for (let i = 0; i < seq.length && seq[i] < from; i++) last = i;
  return last < 0 ? undefined : head.models[rows.numbers("model")[last]];
}

/** Predictions of the rows from … to − 1 of the replay, by a model that did not serve them. */
function predictSpan(
  pipeline: Pipeline,
  stages: readonly StageRows[],
  from: number,
  to: number,
): Float64Array {
  const predicted = new Float64Array(to - from);
  let begin = 0;
  for (const { rows } of stages) {
    const [first, last] = [Math.max(from, begin), Math.min(to, begin + rows.length)];
    if (first < last) predicted.set(pipeline.predict(rows.slice(first - begin, last - begin)), first - from);
    begin += rows.length;
  }
  return predicted;
}

/** The model that served these rows beside the other one: the old one where it was replaced, else the refused one. */
function judgeAfter(
  { rows }: Pick<Run, "rows">,
  from: number,
  other: Float64Array,
  adopted: boolean,
): GainInterval {
  const seq = rows.numbers("seq");
  const places = [...seq.keys()].filter((i) => seq[i] >= from && seq[i] < from + other.length);
  const pick = (name: string): Float64Array => {
    const values = rows.numbers(name);
    return Float64Array.from(places, (i) => values[i]);
  };
  const predicted = Float64Array.from(places, (i) => other[seq[i] - from]);
  const served = pick("current");
  const [champion, challenger] = adopted ? [predicted, served] : [served, predicted];
  const { gain, low, high, rows: judged } = judge({ truth: pick("truth"), champion, challenger });
  return { gain, low, high, rows: judged };
}
