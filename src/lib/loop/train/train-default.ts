import { type Dataset, fit, hashDataset, modelFromText, type Pipeline, type TrainedModel } from "../../learn";
import type { TrainingJob, TrainingResult } from "../adaptation";
import { judge } from "../gate/judge";
import { lossesOf } from "../gate/losses";
import { type Candidate, candidatesFor } from "./candidates";
import type { DefaultJobData } from "./default-trainer";
import { type FrozenData, joined, slice } from "./frozen-data";

/** Part of the rows to learn from that chooses among several candidates: the newest. */
const CHOOSING = 0.2;

/** Fits a challenger to all but the newest rows, and judges it beside the champion on those. */
export function trainDefault(job: TrainingJob): TrainingResult {
  const started = performance.now();
  const { options, recent, held } = job.data as DefaultJobData;
  const champion = modelFromText(job.champion).pipeline;
  const learnt = recent.x.rows - held;
  const candidates = candidatesFor(job.trigger.tier, options);
  const chosen = candidates.length === 1 ? candidates[0] : choose(job, champion, candidates, learnt);
  const trial = challenge(job, champion, chosen, slice(recent, 0, learnt));
  const unseen = slice(recent, learnt, recent.x.rows);
  const against = (pipeline: Pipeline) =>
    judge(
      { truth: unseen.y, champion: champion.predict(unseen), challenger: pipeline.predict(unseen) },
      options.gate,
    );
  const found = {
    trigger: job.trigger,
    candidates: candidates.length,
    verdict: against(trial.pipeline),
    challenger: trial,
  };
  const back = job.baseline === job.champion ? undefined : modelFromText(job.baseline);
  const returned = back && against(back.pipeline);
  if (back && returned && returned.gain > found.verdict.gain) {
    const reason = `back to the baseline: ${returned.reason}`;
    Object.assign(found, { verdict: { ...returned, reason }, challenger: back });
  } else if (found.verdict.adopt && options.refit) {
    found.challenger = challenge(job, champion, chosen, recent);
  }
  return { ...found, wallMs: performance.now() - started };
}

/** The candidate with the least loss on the newest of the rows that may be learnt from. */
function choose(
  job: TrainingJob,
  champion: Pipeline,
  candidates: readonly Candidate[],
  learnt: number,
): Candidate {
  const { recent } = job.data as DefaultJobData;
  const from = learnt - Math.floor(CHOOSING * learnt);
  const part = slice(recent, from, learnt);
  if (part.x.rows === 0) return candidates[0];
  const losses = candidates.map((candidate) => {
    const { pipeline } = challenge(job, champion, candidate, slice(recent, 0, from));
    const predicted = pipeline.predict(part);
    return lossesOf({ truth: part.y, champion: predicted, challenger: predicted }).challenger.loss;
  });
  return candidates[losses.indexOf(Math.min(...losses))];
}

/** A fresh model of a candidate: nothing is shared between candidates, and the champion is never changed. */
function challenge(
  job: TrainingJob,
  champion: Pipeline,
  { recipe, replay, emphasis }: Candidate,
  fresh: FrozenData,
): TrainedModel {
  const { options, replay: reference } = job.data as DefaultJobData;
  const newest = slice(fresh, Math.max(0, fresh.x.rows - options.newest), fresh.x.rows);
  const copies = Array.from({ length: emphasis - 1 }, () => newest);
  const known: Dataset = replay ? joined(reference, fresh, ...copies) : joined(fresh, ...copies);
  const goesOn = options.mode !== "scratch" && startsFrom(champion, recipe.model.kind, options.mode);
  const pipeline = fit(
    known,
    goesOn ? { ...recipe, model: { ...recipe.model, freeze: options.freeze } } : recipe,
    {
      seed: job.seed,
      ...((goesOn || !options.rescale) && { reuse: champion }),
      ...(goesOn && { start: champion.model }),
    },
  );
  return {
    pipeline,
    card: {
      recipe,
      seed: job.seed,
      data: { sha256: hashDataset(known), rows: known.x.rows, segments: 0 },
      metrics: [],
    },
  };
}

/** Only networks go on from weights; `auto` begins anew where there are none of the kind, `fine-tune` lets fit say so. */
function startsFrom(champion: Pipeline, kind: string, mode: "fine-tune" | "auto"): boolean {
  return mode === "fine-tune" || (champion.model.kind === "mlp" && kind === "mlp");
}
