import {
  type Dataset,
  fit,
  hashDataset,
  holdoutSplit,
  type MlpModel,
  type ModelSpec,
  modelFromText,
  type Pipeline,
  type Recipe,
  scores,
  takeDataset,
} from "../../learn";
import type { TrainingJob, TrainingResult, Verdict } from "../adaptation";
import { judge } from "../gate/judge";
import { type FrozenData, thawed } from "./frozen-data";
import { originalGrid } from "./original-grids";

/** What a job of the original strategy carries: the newest window of labelled rows. */
export interface OriginalJobData {
  readonly batch: FrozenData;
  readonly mode: "scratch" | "fine-tune" | "auto";
  readonly freeze: number;
}

const WARM_EPOCHS = 3;
const FULL_EPOCHS = 8;
const PATIENCE = 2;
const VALIDATION = 0.2;

/**
 * DRST V2's retraining: features and scales of the champion, a random fifth of the window to validate on, all
 * candidates of the tier's grid for three epochs, the best two or three for eight more from their beginning, the lowest
 * RMSE wins, and is adopted without comparing: its gate never worked. Departures: the split hangs on the job's seed, and
 * each candidate starts from a fresh copy.
 */
export function trainOriginal(job: TrainingJob): TrainingResult {
  const started = performance.now();
  const { batch, mode, freeze } = job.data as OriginalJobData;
  const champion = modelFromText(job.champion).pipeline;
  const data = thawed(batch);
  const split = holdoutSplit(data.x.rows, VALIDATION, job.seed);
  const validation = takeDataset(data, split.test);
  const hidden = (champion.model as Partial<MlpModel>).shape?.hidden ?? [];
  const { candidates, topk } = originalGrid(job.trigger.tier, hidden);
  const attempt = (model: ModelSpec, epochs: number) => {
    const patience = epochs > WARM_EPOCHS ? PATIENCE + 1 : 0;
    const recipe: Recipe = {
      model: { ...model, epochs, patience, plateauPatience: 0, freeze },
      scaleTarget: false,
    };
    const start = goesOn(champion, model, mode) ? { start: champion.model } : {};
    const pipeline = fit(data, recipe, {
      train: split.train,
      validation: split.test,
      seed: job.seed,
      reuse: champion,
      ...start,
    });
    return { model, recipe, pipeline, rmse: scores(validation.y, pipeline.predict(validation)).rmse };
  };
  const shortlist = candidates
    .map((model) => attempt(model, WARM_EPOCHS))
    .sort((a, b) => a.rmse - b.rmse)
    .slice(0, topk);
  const best = shortlist
    .map(({ model }) => attempt(model, FULL_EPOCHS))
    .reduce((a, b) => (b.rmse < a.rmse ? b : a));
  return {
    trigger: job.trigger,
    challenger: {
      pipeline: best.pipeline,
      card: {
        recipe: best.recipe,
        seed: job.seed,
        data: { sha256: hashDataset(data), rows: split.train.length, segments: 0 },
        metrics: [],
      },
    },
    candidates: candidates.length,
    verdict: adoptAnyhow(validation, champion, best.pipeline),
    wallMs: performance.now() - started,
  };
}

/** `auto` fine-tunes where layers and activation are the champion's; `fine-tune` lets the fit refuse other shapes. */
function goesOn(champion: Pipeline, model: ModelSpec, mode: OriginalJobData["mode"]): boolean {
  if (mode !== "auto") return mode === "fine-tune";
  const shape = (champion.model as Partial<MlpModel>).shape;
  return String(shape?.hidden) === String(model.hidden) && shape?.activation === model.activation;
}

function adoptAnyhow(validation: Dataset, champion: Pipeline, challenger: Pipeline): Verdict {
  const verdict = judge({
    truth: validation.y,
    champion: champion.predict(validation),
    challenger: challenger.predict(validation),
  });
  const found = verdict.reason.replace(/^[a-z]+: /, "");
  return { ...verdict, adopt: true, reason: `adopted whatever it brings, as the original does: ${found}` };
}
