import { createHash } from "node:crypto";
import { fail, LabError, type ProgressListener } from "../../core";
import type { Dataset } from "../data/dataset";
import { hashDataset } from "../data/hash";
import { type EvaluateOptions, evaluate } from "../pipeline/evaluate";
import { type Recipe, recipeName } from "../pipeline/recipe";
import { openJournal } from "./journal";

/** The error by which candidates are ranked: smaller is better. */
export type SearchMetric = "mae" | "rmse";

export interface SearchOptions extends Omit<EvaluateOptions, "progress"> {
  /** Default "mae", as the original ranks. */
  readonly metric?: SearchMetric;
  /** A file that remembers finished candidates: started again after a kill, the search goes on and ends the same. */
  readonly journal?: string;
  readonly progress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** What one candidate scored on held-out rows; `error` instead where it could not be fitted. */
export interface SearchEntry {
  readonly recipe: Recipe;
  readonly mae: number;
  readonly rmse: number;
  readonly r2: number;
  /** Standard error of the ranking error over the held-out parts; NaN with one part. */
  readonly standardError: number;
  readonly error?: string;
}

export interface SearchResult {
  /** The recipe to train with. */
  readonly best: Recipe;
  /** All candidates, the best first; the failed ones last. */
  readonly entries: readonly SearchEntry[];
  /**
   * Candidates whose error is within one standard error of the best one's over the held-out parts: no reason to
   * prefer the best over the simplest of them.
   */
  readonly asGood: readonly Recipe[];
}

/**
 * Scores every candidate under the same splits and ranks them. Give "segments" (grouped) or "chronological" splits
 * when the model is to meet new experiments or later rows: shuffled ones choose the model that remembers best.
 *
 * @example
 * const n = Array.from({ length: 60 }, (_, i) => i);
 * const t = table.Table.of({ load: n, output_rate: n.map((i) => 5 * i) });
 * const data = learn.dataset(t, { target: "output_rate" });
 * const found = await learn.search(data, [{ model: { kind: "constant" } }, { model: { kind: "linear" } }]);
 * found.best //=> { model: { kind: "linear" } }
 */
export async function search(
  data: Dataset,
  candidates: readonly Recipe[],
  options: SearchOptions = {},
): Promise<SearchResult> {
  if (candidates.length === 0) {
    fail({ code: "argument", expected: "at least one candidate", found: "none" });
  }
  const { metric = "mae", journal: file, progress, signal, ...splitting } = options;
  const identity = keyOf({ data: hashDataset(data), splitting, candidates });
  const journal = file === undefined ? undefined : await openJournal<Stored>(file, identity);
  const entries: SearchEntry[] = [];
  try {
    for (const [c, recipe] of candidates.entries()) {
      const key = keyOf(recipe);
      let stored = journal?.done.get(key);
      if (stored === undefined) {
        // One breath between candidates: progress, time-outs and a notebook's other cells get their turn.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        stored = score(data, recipe, splitting);
        await journal?.append(key, stored);
      }
      entries.push(entryOf(recipe, stored, metric));
      progress?.({ task: "search", done: c + 1, total: candidates.length, note: recipeName(recipe) });
    }
  } finally {
    await journal?.close();
  }
  return rank(entries, metric);
}

interface Stored {
  readonly mae: number | null;
  readonly rmse: number | null;
  readonly r2: number | null;
  readonly parts: readonly { readonly mae: number; readonly rmse: number }[];
  readonly error?: string;
}

function score(data: Dataset, recipe: Recipe, splitting: EvaluateOptions): Stored {
  try {
    const { estimates, parts } = evaluate(data, recipe, splitting);
    return {
      mae: estimates.mae.value,
      rmse: estimates.rmse.value,
      r2: Number.isNaN(estimates.r2.value) ? null : estimates.r2.value,
      parts: parts.map(({ scores }) => ({ mae: scores.mae, rmse: scores.rmse })),
    };
  } catch (error) {
    // A candidate that cannot be fitted to these data is a result; a wrong option or an unknown kind is a mistake.
    const reported =
      error instanceof LabError && !["unknown-option", "unknown-model", "argument"].includes(error.code);
    if (!reported) throw error;
    return { mae: null, rmse: null, r2: null, parts: [], error: error.message };
  }
}

function entryOf(recipe: Recipe, stored: Stored, metric: SearchMetric): SearchEntry {
  const values = stored.parts.map((part) => part[metric]);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return {
    recipe,
    mae: stored.mae ?? Number.NaN,
    rmse: stored.rmse ?? Number.NaN,
    r2: stored.r2 ?? Number.NaN,
    standardError: Math.sqrt(squares / (values.length - 1) / values.length),
    ...(stored.error === undefined ? {} : { error: stored.error }),
  };
}

function rank(entries: readonly SearchEntry[], metric: SearchMetric): SearchResult {
  // Equal errors keep the order of the candidates, so that the result does not hang on how fast the machine was.
  const finite = (entry: SearchEntry) =>
    Number.isNaN(entry[metric]) ? Number.POSITIVE_INFINITY : entry[metric];
  const ranked = [...entries].sort((a, b) => (finite(a) === finite(b) ? 0 : finite(a) - finite(b)));
  const best = ranked[0];
  if (finite(best) === Number.POSITIVE_INFINITY) {
    fail({ code: "no-model", expected: "a candidate that could be scored", found: best.error ?? "no score" });
  }
  const limit = best[metric] + (Number.isNaN(best.standardError) ? 0 : best.standardError);
  const asGood = ranked.filter((entry) => entry[metric] <= limit).map(({ recipe }) => recipe);
  return { best: best.recipe, entries: ranked, asGood };
}

function keyOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
