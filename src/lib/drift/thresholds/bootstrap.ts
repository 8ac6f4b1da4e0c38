import { fail, type ProgressListener, random } from "../../core";
import type { Table } from "../../table";
import { between, oneOf, whole } from "../checks";
import { type DivergenceOptions, divergenceBound, resolveDivergence } from "../divergence/options";
import { ResampleDivergence } from "../divergence/resample-divergence";
import { driftFeatures, featureBlock } from "../features";
import { quantileOfSorted } from "../statistics/distributions";
import type { Thresholds } from "./fixed";
import { blockLengthFor, drawRows, RESAMPLE_METHODS, type ResampleMethod } from "./resample";

export interface BootstrapOptions extends DivergenceOptions {
  readonly features?: readonly string[];
  /** Default "iid", as in DRST. Rows of a time series depend on their neighbours: the others keep blocks of them. */
  readonly method?: ResampleMethod;
  /** Default for the block methods: {@link blockLengthFor} of the reference. */
  readonly blockLength?: number;
  /** Default 400. */
  readonly resamples?: number;
  /** Default 0.90, 0.97, 0.995. */
  readonly quantiles?: readonly number[];
  /** Default 12345, as in DRST. */
  readonly seed?: number | string;
  readonly onProgress?: ProgressListener;
}

export interface BootstrapThresholds extends Thresholds {
  readonly method: ResampleMethod;
  readonly blockLength: number;
  readonly quantiles: readonly number[];
  readonly seed: number | string;
  /** The scores of all resamples, sorted. */
  readonly scores: Float64Array;
}

/**
 * DRST's calibration: the score of the reference against resamples of itself, and quantiles of those scores, forced
 * to increase strictly (by 1e-12).
 *
 * These thresholds are lower than they look. The resample varies around the reference, where a real window varies
 * around a distribution that the reference only samples: of two independent samples the expected score is twice as
 * large. And "iid" ignores that neighbouring rows are alike. For a threshold with a known false-alarm rate use
 * {@link calibrateThreshold}.
 *
 * @example
 * const reference = table.Table.of({ cycles: Array.from({ length: 100 }, (_, i) => i % 10) });
 * drift.bootstrapThresholds(reference, { resamples: 50 }).levels.length //=> 3
 */
export function bootstrapThresholds(reference: Table, options: BootstrapOptions = {}): BootstrapThresholds {
  const divergence = resolveDivergence(options);
  const method = oneOf("method", options.method ?? "iid", RESAMPLE_METHODS);
  const resamples = whole("resamples", options.resamples ?? 400, 1, 10_000_000);
  const quantiles = checkQuantiles(options.quantiles ?? [0.9, 0.97, 0.995]);
  const seed = options.seed ?? 12345;
  const features = options.features ?? driftFeatures(reference);
  const rows = reference.length;
  if (rows < 2) fail({ code: "argument", expected: "a reference of 2 rows or more", found: String(rows) });
  const block = featureBlock(reference, features);
  const blockLength = method === "iid" ? 1 : (options.blockLength ?? blockLengthFor(block, features.length));

  const rng = random(seed);
  const bound = divergenceBound(divergence.log);
  const scale = bound / Math.LN2;
  const sample = new ResampleDivergence(block, features.length, divergence);
  const scores = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    scores[k] = scale * sample.score(drawRows(rows, rows, method, blockLength, rng));
    if (k % 200 === 199) options.onProgress?.({ task: "bootstrap", done: k + 1, total: resamples });
  }
  scores.sort();
  const levels: number[] = [];
  for (const q of quantiles) {
    const level = quantileOfSorted(scores, q);
    levels.push(Math.max(level, levels.length === 0 ? 0 : levels[levels.length - 1] + 1e-12));
  }
  const blocks = method === "iid" ? "" : `, blocks of ${blockLength}`;
  return {
    levels,
    bound,
    log: divergence.log,
    how: `${method} bootstrap${blocks}: quantiles ${quantiles.join(", ")} of ${resamples} resamples, seed ${seed}`,
    method,
    blockLength,
    quantiles,
    seed,
    scores,
  };
}

function checkQuantiles(quantiles: readonly number[]): readonly number[] {
  for (const [i, q] of quantiles.entries()) {
    between("quantiles", q, 0, 1);
    if (i > 0 && q <= quantiles[i - 1]) {
      fail({ code: "argument", expected: "quantiles that increase", found: quantiles.join(", ") });
    }
  }
  if (quantiles.length === 0) fail({ code: "argument", expected: "at least one quantile", found: "none" });
  return [...quantiles];
}
