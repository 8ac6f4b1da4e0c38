import { fail, random } from "../../core";
import { VNFS } from "../../table";
import type { Dataset } from "../data/dataset";
import { type Matrix, takeColumns } from "../data/matrix";
import { columnsOf, type Pipeline } from "../pipeline/pipeline";
import { type Scores, scores } from "../score/scores";

/** How much worse predictions get when a feature, or a group of them, no longer tells anything. */
export interface Importance {
  readonly name: string;
  readonly features: readonly string[];
  /** Mean increase of the error over the repeats, in the target's unit (of the mean absolute error). */
  readonly increase: number;
  /** Standard deviation over the repeats; NaN with one. */
  readonly deviation: number;
  /** Increase as a share of the error without shuffling. */
  readonly relative: number;
}

export interface ImportanceResult {
  /** Scores without shuffling, on the same rows. */
  readonly baseline: Scores;
  readonly features: readonly Importance[];
  /** All counters of a network function shuffled together; "other" holds features that belong to none. */
  readonly vnfs: readonly Importance[];
}

export interface ImportanceOptions {
  readonly repeats?: number;
  readonly seed?: number | string;
  readonly progress?: (done: number, total: number, note: string) => void;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): shuffles one of the model's features, or
 * all counters of one network function together, and measures how much the mean absolute error grows. Highest first.
 * Features that copy each other share their importance, so read the groups too.
 *
 * @example
 * const n = Array.from({ length: 60 }, (_, i) => i);
 * const t = table.Table.of({ firewall_cycles: n, bridge_cycles: n.map((i) => i % 2), output_rate: n.map((i) => 5 * i) });
 * const data = learn.dataset(t, { target: "output_rate" });
 * const result = learn.importance(learn.fit(data, { model: { kind: "linear" } }), data);
 * result.features[0].name //=> "firewall_cycles"
 * result.vnfs.map((g) => g.name) //=> ["firewall", "bridge"]
 */
export function importance(
  pipeline: Pipeline,
  data: Dataset,
  options: ImportanceOptions = {},
): ImportanceResult {
  const { repeats = 5, seed = 0 } = options;
  if (!(Number.isSafeInteger(repeats) && repeats > 0)) {
    fail({ code: "argument", expected: "a positive whole number of repeats", found: String(repeats) });
  }
  const x = takeColumns(data.x, columnsOf(data.features, pipeline.features));
  const baseline = scores(data.y, pipeline.predictMatrix(x));
  if (baseline.n < 2) {
    fail({ code: "too-few-rows", expected: "at least 2 rows that can be scored", found: String(baseline.n) });
  }
  const singles = pipeline.features.map((name) => ({ name, features: [name] }));
  const groups = [...singles, ...vnfGroups(pipeline.features)];
  const measured = groups.map(({ name, features }, g) => {
    const columns = columnsOf(pipeline.features, features);
    // The stream hangs on the name, so one feature's figure does not depend on which others are asked for.
    const draw = random(seed).fork(`${features.length === 1 ? "feature" : "group"} ${name}`);
    const increases = Array.from({ length: repeats }, () => {
      const order = draw.shuffle(Int32Array.from({ length: x.rows }, (_, i) => i));
      return scores(data.y, pipeline.predictMatrix(shuffled(x, columns, order))).mae - baseline.mae;
    });
    options.progress?.(g + 1, groups.length, name);
    return { name, features, ...summary(increases, baseline.mae) };
  });
  const ranked = (part: Importance[]) => part.sort((a, b) => b.increase - a.increase);
  return {
    baseline,
    features: ranked(measured.slice(0, singles.length)),
    vnfs: ranked(measured.slice(singles.length)),
  };
}

function vnfGroups(features: readonly string[]): { name: string; features: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const feature of features) {
    const name = VNFS.find((vnf) => feature.startsWith(`${vnf}_`)) ?? "other";
    groups.set(name, [...(groups.get(name) ?? []), feature]);
  }
  return [...groups].map(([name, members]) => ({ name, features: members }));
}

function shuffled(x: Matrix, columns: Int32Array, order: Int32Array): Matrix {
  const data = x.data.slice();
  for (let i = 0; i < x.rows; i++) {
    for (const j of columns) data[i * x.columns + j] = x.data[order[i] * x.columns + j];
  }
  return { rows: x.rows, columns: x.columns, data };
}

function summary(increases: readonly number[], error: number) {
  const mean = increases.reduce((sum, v) => sum + v, 0) / increases.length;
  const squares = increases.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { increase: mean, deviation: Math.sqrt(squares / (increases.length - 1)), relative: mean / error };
}
