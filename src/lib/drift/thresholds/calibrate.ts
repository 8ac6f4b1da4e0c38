import { fail, type ProgressListener, random } from "../../core";
import type { Table } from "../../table";
import { between, oneOf, whole } from "../checks";
import { compareBlocks } from "../divergence/jensen-shannon";
import {
  type DivergenceOptions,
  divergenceBound,
  type ResolvedDivergence,
  resolveDivergence,
} from "../divergence/options";
import type { DriftScore } from "../divergence/score";
import { driftFeatures, featureBlock } from "../features";
import type { Thresholds } from "./fixed";
import { blockLengthFor, drawRows, RESAMPLE_METHODS, type ResampleMethod } from "./resample";

export interface CalibrationOptions extends DivergenceOptions {
  readonly features?: readonly string[];
  /** Probability of at least one false alarm over all the looks; default 0.01. */
  readonly falseAlarmRate?: number;
  /** How often the sliding window will be looked at; default 1, that is a rate per look. */
  readonly looks?: number;
  /** Rows of a window; default 300. */
  readonly window?: number;
  /** Rows from one look to the next; default 50. Only matters for more than one look. */
  readonly stride?: number;
  /** Rows the reference will have; default: as many as the history. */
  readonly referenceRows?: number;
  /** Default "stationary"; "iid" is right only for independent rows. */
  readonly method?: ResampleMethod;
  readonly blockLength?: number;
  /** Default 400; at least 1 / falseAlarmRate − 1. */
  readonly resamples?: number;
  readonly seed?: number | string;
  readonly onProgress?: ProgressListener;
}

export interface CalibratedThreshold extends Thresholds {
  readonly falseAlarmRate: number;
  readonly looks: number;
  readonly method: ResampleMethod;
  readonly blockLength: number;
  readonly seed: number | string;
  /** The largest score of each resampled run, sorted. */
  readonly scores: Float64Array;
}

/**
 * The threshold with a wanted false-alarm rate, from stationary history: each run draws a reference and a stream
 * from the history, slides the window over it, and keeps the largest score of all looks. The threshold is the
 * ⌈(1 − rate)(runs + 1)⌉-th smallest of them, so that a further run of the same kind exceeds it with at most the
 * wanted probability (the argument of Monte-Carlo tests, Barnard 1963).
 *
 * @param history rows without drift; the more, the better they stand for what is normal
 * @example
 * const history = table.Table.of({ cycles: Array.from({ length: 200 }, (_, i) => (i * 7919) % 101) });
 * const t = drift.calibrateThreshold(history, { falseAlarmRate: 0.05, window: 50, referenceRows: 50, resamples: 99 });
 * t.scores.filter((s) => s > t.levels[0]).length //=> 4
 */
export function calibrateThreshold(history: Table, options: CalibrationOptions = {}): CalibratedThreshold {
  const features = options.features ?? driftFeatures(history);
  return calibrateBlock(featureBlock(history, features), features, options, (score) => score.score);
}

/**
 * The same from a block (column after column), and for any statistic of a score, such as the largest mean of a
 * network function.
 */
export function calibrateBlock(
  block: Float64Array,
  features: readonly string[],
  options: CalibrationOptions,
  statistic: (score: DriftScore) => number,
): CalibratedThreshold {
  const divergence = resolveDivergence(options);
  const rows = block.length / features.length;
  if (rows < 2) fail({ code: "argument", expected: "a history of 2 rows or more", found: String(rows) });
  const falseAlarmRate = between("falseAlarmRate", options.falseAlarmRate ?? 0.01, 0, 1);
  const least = Math.ceil(1 / falseAlarmRate - 1e-9) - 1;
  const resamples = whole("resamples", options.resamples ?? Math.max(400, least), Math.max(1, least));
  const looks = whole("looks", options.looks ?? 1, 1);
  const window = whole("window", options.window ?? 300, 1);
  const stride = whole("stride", options.stride ?? 50, 1);
  const referenceRows = whole("referenceRows", options.referenceRows ?? rows, 1);
  const method = oneOf("method", options.method ?? "stationary", RESAMPLE_METHODS);
  const blockLength = method === "iid" ? 1 : (options.blockLength ?? blockLengthFor(block, features.length));
  const seed = options.seed ?? 12345;

  const rng = random(seed);
  const draw = (count: number): Float64Array =>
    gather(block, features.length, drawRows(rows, count, method, blockLength, rng));
  const scores = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    const reference = draw(referenceRows);
    const stream = draw(window + (looks - 1) * stride);
    scores[k] = largestScore(reference, stream, { features, window, stride, looks }, divergence, statistic);
    if (k % 50 === 49) options.onProgress?.({ task: "calibrate", done: k + 1, total: resamples });
  }
  scores.sort();
  const rank = Math.ceil((1 - falseAlarmRate) * (resamples + 1) - 1e-9);
  const blocks = method === "iid" ? "" : ` (blocks of ${blockLength})`;
  return {
    // Alarms are raised at the threshold or above, and ties with the run of that rank are no alarm.
    levels: [nextAbove(scores[Math.min(rank, resamples) - 1])],
    bound: divergenceBound(divergence.log),
    log: divergence.log,
    how: `false-alarm rate ${falseAlarmRate} over ${looks} look(s): ${resamples} ${method} resamples${blocks}, seed ${seed}`,
    falseAlarmRate,
    looks,
    method,
    blockLength,
    seed,
    scores,
  };
}

function largestScore(
  reference: Float64Array,
  stream: Float64Array,
  plan: { features: readonly string[]; window: number; stride: number; looks: number },
  divergence: ResolvedDivergence,
  statistic: (score: DriftScore) => number,
): number {
  const width = plan.features.length;
  const rows = stream.length / width;
  const window = new Float64Array(width * plan.window);
  let largest = 0;
  for (let look = 0; look < plan.looks; look++) {
    const from = look * plan.stride;
    for (let f = 0; f < width; f++) {
      window.set(stream.subarray(f * rows + from, f * rows + from + plan.window), f * plan.window);
    }
    const value = statistic(
      compareBlocks(reference, reference.length / width, window, plan.window, plan.features, divergence),
    );
    // A window that cannot be measured raises no alarm.
    if (value > largest) largest = value;
  }
  return largest;
}

/** The rows of a block, in the order given, as a block of their own. */
function gather(block: Float64Array, width: number, rows: Int32Array): Float64Array {
  const all = block.length / width;
  const part = new Float64Array(width * rows.length);
  for (let f = 0; f < width; f++) {
    for (let i = 0; i < rows.length; i++) part[f * rows.length + i] = block[f * all + rows[i]];
  }
  return part;
}

/** The next larger double, for a non-negative one. */
function nextAbove(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  return bits.getFloat64(0);
}
