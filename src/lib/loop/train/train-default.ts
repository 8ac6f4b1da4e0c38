import type { Dataset } from "../../learn";
import { dataset, fit, hashDataset, modelFromText, type Recipe, takeDataset } from "../../learn";
import type { AdaptationContext, TrainingJob, TrainingResult } from "../adaptation";
import { judge } from "../gate/judge";

/** What a job of the default strategy carries. */
export interface DefaultJobData {
  readonly recipe: Recipe;
  /** Rows of the reference, to be learnt together with the new ones. */
  readonly replay: FrozenData;
  readonly recent: FrozenData;
  /** The newest so many of `recent` are kept from the challenger. */
  readonly held: number;
}

/** The plain part of a data set. */
export type FrozenData = Pick<Dataset, "features" | "target" | "x" | "y">;

/** The reference as rows to learn from again. */
export function referenceData({ reference, schema }: AdaptationContext): FrozenData {
  const { features, target, x, y } = dataset(reference, { target: schema.target, features: schema.features });
  return { features, target, x, y };
}

/** Fits a challenger to all but the newest rows, and judges it beside the champion on those. */
export function trainDefault(job: TrainingJob): TrainingResult {
  const started = performance.now();
  const { recipe, replay, recent, held } = job.data as DefaultJobData;
  const learnt = Math.max(0, recent.x.rows - held);
  const known = joined(replay, slice(recent, 0, learnt));
  const unseen = slice(recent, learnt, recent.x.rows);
  const pipeline = fit(known, recipe, { seed: job.seed });
  const champion = modelFromText(job.champion).pipeline;
  const verdict = judge({
    truth: unseen.y,
    champion: champion.predict(unseen),
    challenger: pipeline.predict(unseen),
  });
  const card = {
    recipe,
    seed: job.seed,
    data: { sha256: hashDataset(known), rows: known.x.rows, segments: 0 },
    metrics: [],
  };
  return {
    trigger: job.trigger,
    challenger: { pipeline, card },
    candidates: 1,
    verdict,
    wallMs: performance.now() - started,
  };
}

function slice(data: FrozenData, from: number, to: number): Dataset {
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return takeDataset(whole(data), rows);
}

function joined(a: FrozenData, b: FrozenData): Dataset {
  const data = new Float64Array(a.x.data.length + b.x.data.length);
  data.set(a.x.data);
  data.set(b.x.data, a.x.data.length);
  const y = new Float64Array(a.y.length + b.y.length);
  y.set(a.y);
  y.set(b.y, a.y.length);
  return whole({
    features: a.features,
    target: a.target,
    x: { rows: y.length, columns: a.x.columns, data },
    y,
  });
}

function whole(data: FrozenData): Dataset {
  const { features, target, x, y } = data;
  return {
    features,
    target,
    x,
    y,
    segments: undefined,
    sourceRows: Int32Array.from({ length: x.rows }, (_, i) => i),
    dropped: 0,
  };
}
