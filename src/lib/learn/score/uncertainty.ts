import { random } from "../../core";
import { relativeError } from "./accuracy";
import { quantile } from "./quantile";
import { TAUS } from "./scores";

/** A score with what is known of its uncertainty. */
export interface Estimate {
  /** Mean over the seeds. */
  readonly value: number;
  /** Standard deviation over the seeds; NaN with one seed. */
  readonly seedDeviation: number;
  /**
   * 95 % interval of the value over which segments (experiments) happened to be measured: whole segments drawn with
   * replacement. NaN with fewer than two segments, since rows within one are no independent draws.
   */
  readonly low: number;
  readonly high: number;
}

/** Truth and held-out predictions of one seed, with the rows they belong to. */
export interface ScoredRun {
  readonly rows: Int32Array;
  readonly truth: Float64Array;
  readonly predictions: Float64Array;
}

const RESAMPLES = 1000;
const SEED = 12345;

/** Estimates of R², MAE, RMSE and accuracy@τ; `ids` names each row's segment. */
export function estimate(
  runs: readonly ScoredRun[],
  ids: Int32Array | undefined,
): { r2: Estimate; mae: Estimate; rmse: Estimate; accuracy: Record<string, Estimate> } {
  const perRun = runs.map((run) => segmentSums(run, ids));
  const whole = perRun.map((sums) => fromSums(addUp(sums, range(sums.length))));
  // Every seed scores the same segments, so one draw of segments serves all of them.
  const segments = perRun[0].length;
  const draw = random(SEED);
  const resampled =
    segments < 2
      ? []
      : Array.from({ length: RESAMPLES }, () => {
          const chosen = Array.from({ length: segments }, () => draw.integer(segments));
          return meanOf(perRun.map((sums) => fromSums(addUp(sums, chosen))));
        });
  const value = meanOf(whole);
  const make = (k: number): Estimate => {
    const sorted = Float64Array.from(resampled, (r) => r[k])
      .filter((v) => !Number.isNaN(v))
      .sort();
    return {
      value: value[k],
      seedDeviation: deviation(whole.map((w) => w[k])),
      low: quantile(sorted, 0.025),
      high: quantile(sorted, 0.975),
    };
  };
  return {
    r2: make(0),
    mae: make(1),
    rmse: make(2),
    accuracy: Object.fromEntries(TAUS.map((tau, t) => [String(tau), make(3 + t)])),
  };
}

/** Per segment: n, Σy, Σy², Σe², Σ|e|, hits at each τ: all that the scores need, so a resample is a few sums. */
function segmentSums({ rows, truth, predictions }: ScoredRun, ids: Int32Array | undefined): Float64Array[] {
  const sums = new Map<number, Float64Array>();
  // Sums of squares about a common point near the mean keep their digits.
  const origin = truth.length === 0 ? 0 : truth[0];
  for (let i = 0; i < rows.length; i++) {
    const error = predictions[i] - truth[i];
    if (!Number.isFinite(error)) continue;
    const id = ids === undefined ? 0 : ids[rows[i]];
    let sum = sums.get(id);
    if (sum === undefined) {
      sum = new Float64Array(5 + TAUS.length);
      sums.set(id, sum);
    }
    const y = truth[i] - origin;
    sum[0] += 1;
    sum[1] += y;
    sum[2] += y * y;
    sum[3] += error * error;
    sum[4] += Math.abs(error);
    const relative = relativeError(truth[i], predictions[i]);
    for (let t = 0; t < TAUS.length; t++) if (relative <= TAUS[t]) sum[5 + t] += 1;
  }
  return [...sums].sort(([a], [b]) => a - b).map(([, sum]) => sum);
}

function addUp(sums: readonly Float64Array[], chosen: readonly number[]): Float64Array {
  const total = new Float64Array(5 + TAUS.length);
  for (const k of chosen) for (let j = 0; j < total.length; j++) total[j] += sums[k]?.[j] ?? 0;
  return total;
}

function fromSums([n, y, yy, squared, absolute, ...hits]: Float64Array): number[] {
  const spread = yy - (y * y) / n;
  return [
    spread > 0 ? 1 - squared / spread : Number.NaN,
    absolute / n,
    Math.sqrt(squared / n),
    ...hits.map((h) => (100 * h) / n),
  ];
}

function meanOf(rows: readonly number[][]): number[] {
  return rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
