import { dataset, fit, median, type Recipe, relativeError, takeDataset } from "../../learn";
import type { AdaptationContext } from "../adaptation";
import { lossOf } from "../gate/losses";
import { leaveBlocksOut, referenceBlocks } from "./reference-blocks";

export interface ResidualLimitOptions {
  /** Rows in the mean of the losses. */
  readonly window: number;
  /** How far above the usual largest mean an alarm stands. */
  readonly factor: number;
}

/** Parts that are left out in turn. */
const FOLDS = 4;
/** Where next to nothing is ever lost, a mean loss below this is still no alarm. */
const LEAST = 0.05;

/**
 * The mean loss over a window that is unusual: some times the largest mean within an experiment that was left out of
 * the fit. Of the experiments the median counts, so that one odd one does not make the loop deaf.
 */
export function residualLimit(
  context: AdaptationContext,
  recipe: Recipe,
  options: ResidualLimitOptions,
): number {
  const { reference, schema, seed } = context;
  const data = dataset(reference, { target: schema.target, features: schema.features });
  const all = referenceBlocks(reference);
  const blocks = Int32Array.from(data.sourceRows, (row) => all[row]);
  const largest: number[] = [];
  for (const { kept, out } of leaveBlocksOut(blocks, FOLDS)) {
    const pipeline = fit(data, recipe, { train: kept, seed });
    for (const block of new Set(out.map((i) => blocks[i]))) {
      const part = takeDataset(
        data,
        out.filter((i) => blocks[i] === block),
      );
      largest.push(largestMean(part.y, pipeline.predict(part), options.window));
    }
  }
  const usual = median(largest);
  return Number.isNaN(usual) ? usual : Math.max(LEAST, options.factor * usual);
}

/** NaN for fewer rows than the window. */
function largestMean(truth: Float64Array, predicted: Float64Array, window: number): number {
  const losses = truth.map((y, i) => lossOf(relativeError(y, predicted[i])));
  let largest = Number.NaN;
  for (let to = window; to <= losses.length; to++) {
    const mean = losses.subarray(to - window, to).reduce((sum, v) => sum + v, 0) / window;
    if (!(mean <= largest)) largest = mean;
  }
  return largest;
}
