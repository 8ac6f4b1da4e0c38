import { type Scores, scores } from "../../../src/lib/learn";
import { runStrategy, type StrategyRun, strategy } from "../../../src/lib/loop";
import type { Table } from "../../../src/lib/table";
import { alwaysRetrain } from "./always-retrain";

/** A stream to adapt to: what is known before, and what is replayed. */
export interface Contest {
  readonly reference: Table;
  readonly stages: readonly { readonly name: string; readonly rows: Table }[];
}

/** C without its last 500 rows is known; its last 500 rows and all of S are replayed. */
export function publishedContest(loads: Table, stimulus: Table): Contest {
  return {
    reference: loads.slice(0, -500),
    stages: [
      { name: "load_stimulus", rows: loads.slice(-500) },
      { name: "resource_stimulus", rows: stimulus },
    ],
  };
}

export interface Entry {
  readonly name: string;
  /** The row of the first trigger; undefined for those that never ask. */
  readonly trigger: number | undefined;
  readonly triggers: number;
  readonly adopted: number;
  /** On the rows after the default strategy's first trigger, the same for all. */
  readonly same: Scores;
  /** On the rows after its own first trigger. */
  readonly own: Scores;
}

/** All that compete, over one seed: ours, the original's, none, always, and the two that need no model. */
export function compete(
  { reference, stages }: Contest,
  seed: number,
  { constant, always = false }: { readonly constant?: number; readonly always?: boolean } = {},
): { readonly entries: Entry[]; readonly ours: StrategyRun } {
  const run = (name: string) => runStrategy(strategy(name), reference, stages, { seed });
  const ours = run("default");
  const from = (ours.firstTrigger ?? -1) + 1;
  const { truth } = ours;
  const score = (predicted: Float64Array, first: number) =>
    scores(truth.slice(first), predicted.slice(first));
  const entry = (name: string, { current, outcomes, firstTrigger }: StrategyRun): Entry => ({
    name,
    trigger: firstTrigger,
    triggers: outcomes.length,
    adopted: outcomes.filter(({ kind }) => kind === "adopted").length,
    same: score(current, from),
    own: score(current, (firstTrigger ?? from - 1) + 1),
  });
  const trivial = (name: string, predicted: Float64Array): Entry => ({
    name,
    trigger: undefined,
    triggers: 0,
    adopted: 0,
    same: score(predicted, from),
    own: score(predicted, from),
  });
  const entries = [
    entry("default", ours),
    entry("original", run("original")),
    trivial("no adaptation", ours.baseline),
    ...(always
      ? [entry("always retrain", runStrategy(alwaysRetrain(100), reference, stages, { seed }))]
      : []),
    trivial(
      "persistence",
      Float64Array.from(truth, (_, i) => truth[i - 1] ?? Number.NaN),
    ),
    ...(constant === undefined
      ? []
      : [trivial(`constant ${constant}`, new Float64Array(truth.length).fill(constant))]),
  ];
  return { entries, ours };
}

/** Means over the seeds of what a table of the contest shows. */
export function summary(entries: readonly Entry[]) {
  const mean = (of: (entry: Entry) => number) => entries.reduce((sum, e) => sum + of(e), 0) / entries.length;
  const part = (key: "same" | "own") => ({
    acc20: mean((e) => e[key].accuracy["0.2"]),
    acc25: mean((e) => e[key].accuracy["0.25"]),
    mae: mean((e) => e[key].mae),
  });
  return {
    name: entries[0].name,
    triggers: mean((e) => e.triggers),
    adopted: mean((e) => e.adopted),
    same: part("same"),
    own: part("own"),
  };
}
