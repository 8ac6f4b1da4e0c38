import type { Strategy } from "../adaptation";
import { DefaultMonitor } from "../monitor/default-monitor";
import { divergenceLimits } from "../monitor/divergence-limits";
import { residualLimit } from "../monitor/residual-limit";
import { recipeOf } from "../train/candidates";
import { DefaultTrainer } from "../train/default-trainer";
import { trainDefault } from "../train/train-default";
import { readDefaultOptions } from "./default-options";
import { firstModel } from "./first-model";

/**
 * Ours: watches inputs, how they hang together, and errors; learns old and new rows together; adopts what it proves to
 * be better. Options: see {@link DefaultOptions}.
 *
 * @throws LabError `unknown-option`, `argument`
 */
export function defaultStrategy(given: Readonly<Record<string, unknown>> = {}): Strategy {
  const options = readDefaultOptions(given);
  const recipe = recipeOf(options);
  const { block, confidence, margin, residualWindow, residualFactor } = options;
  return {
    name: "default",
    about: "boosting over all counters, reference kept in memory; adopted when better on unseen rows",
    start(context) {
      const first = firstModel(context, recipe);
      return { baseline: first, current: first };
    },
    monitor: (context) =>
      new DefaultMonitor(context, {
        ...options,
        tiers: divergenceLimits(context, options),
        residualLimit: residualLimit(context, recipe, { window: residualWindow, factor: residualFactor }),
      }),
    trainer: (context) =>
      new DefaultTrainer(context, {
        ...options,
        gate: { block, confidence, margin, leastRows: Math.min(20, options.held) },
      }),
    train: trainDefault,
  };
}
