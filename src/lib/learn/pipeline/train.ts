import type { Dataset } from "../data/dataset";
import { hashDataset } from "../data/hash";
import { type EvaluateOptions, type Evaluation, evaluate } from "./evaluate";
import { fit } from "./fit";
import type { Pipeline } from "./pipeline";
import type { Recipe } from "./recipe";

/** What a model carries with it: how it was made, from what, and how good it was on rows it had not seen. */
export interface ModelCard {
  readonly recipe: Recipe;
  readonly seed: number | string;
  readonly data: {
    /** SHA-256 of the data set, see {@link hashDataset}. */
    readonly sha256: string;
    readonly rows: number;
    readonly segments: number;
  };
  readonly metrics: readonly Metrics[];
}

/** An evaluation without its rows. */
export type Metrics = Pick<Evaluation, "split" | "seeds" | "scores" | "estimates" | "baselines">;

export interface TrainedModel {
  readonly pipeline: Pipeline;
  readonly card: ModelCard;
}

export interface TrainOptions {
  readonly seed?: number | string;
  /** The evaluations to put into the card; default: shuffled, and segments where the data tells them. */
  readonly evaluations?: readonly EvaluateOptions[];
  readonly progress?: (done: number, total: number, note?: string) => void;
}

/**
 * Scores a recipe on held-out rows, then fits it to all of them.
 *
 * @example
 * const n = Array.from({ length: 40 }, (_, i) => i);
 * const t = table.Table.of({ experiment: n.map((i) => `exp-${i % 4}`), load: n, output_rate: n.map((i) => 3 * i) });
 * const { pipeline, card } = learn.train(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } });
 * card.metrics.map((m) => m.split) //=> ["shuffled", "segments"]
 * Math.round(pipeline.predictRow([100])) //=> 300
 */
export function train(data: Dataset, recipe: Recipe, options: TrainOptions = {}): TrainedModel {
  const seed = options.seed ?? 0;
  const evaluations = options.evaluations ?? defaultEvaluations(data, seed);
  const metrics = evaluations.map((chosen) => {
    const evaluation = evaluate(data, recipe, {
      progress: (done, total, note) => options.progress?.(done, total, `${chosen.split}: ${note}`),
      ...chosen,
    });
    return metricsOf(evaluation);
  });
  return {
    pipeline: fit(data, recipe, { seed }),
    card: {
      recipe,
      seed,
      data: {
        sha256: hashDataset(data),
        rows: data.x.rows,
        segments: new Set(data.segments?.ids).size,
      },
      metrics,
    },
  };
}

/** The part of an evaluation that a model file keeps. */
export function metricsOf({ split, seeds, scores, estimates, baselines }: Evaluation): Metrics {
  return { split, seeds, scores, estimates, baselines };
}

function defaultEvaluations(data: Dataset, seed: number | string): EvaluateOptions[] {
  const segments = new Set(data.segments?.ids).size;
  return [
    { split: "shuffled", seeds: [seed] },
    ...(segments > 1 ? [{ split: "segments" as const, seeds: [seed] }] : []),
  ];
}
