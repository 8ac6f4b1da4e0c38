import { type Dataset, dataset, fit, type Recipe, relativeError, takeDataset } from "../../learn";
import type { AdaptationContext } from "../adaptation";
import { lossOf } from "../gate/losses";
import { leaveBlocksOut, referenceBlocks } from "./reference-blocks";

export interface ResidualLimitOptions {
  /** Rows in the mean of the losses. */
  readonly window: number;
  /** How far above the largest usual mean an alarm stands. */
  readonly factor: number;
}

/** Parts that are left out in turn. */
const FOLDS = 4;
/** Where next to nothing is ever lost, a mean loss below this is still no alarm. */
const LEAST = 0.05;

/**
 * The mean loss over a window that is unusual inside the reference: above the largest mean over windows of experiments
 * that were left out of the fit, by a factor. NaN when there are too few rows to tell.
 */
export function residualLimit(
  context: AdaptationContext,
  recipe: Recipe,
  options: ResidualLimitOptions,
): number {
  const { reference, schema, seed } = context;
  const data = dataset(reference, { target: schema.target, features: schema.features });
  const blocks = Int32Array.from(data.sourceRows, (row) => referenceBlocks(reference)[row]);
  let largest = Number.NaN;
  for (const { kept, out } of leaveBlocksOut(blocks, FOLDS)) {
    const part = takeDataset(data, out);
    const predicted = fit(data, recipe, { train: kept, seed }).predict(part);
    const mean = largestMean(part, predicted, options.window);
    if (!(mean <= largest)) largest = mean;
  }
  return Math.max(LEAST, options.factor * largest);
}

function largestMean({ y }: Dataset, predicted: Float64Array, window: number): number {
  let largest = Number.NaN;
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    sum += lossOf(relativeError(y[i], predicted[i]));
    if (i >= window) sum -= lossOf(relativeError(y[i - window], predicted[i - window]));
    if (i >= window - 1 && !(sum / window <= largest)) largest = sum / window;
  }
  return largest;
}
