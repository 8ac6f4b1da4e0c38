import { calibrateThreshold, divergenceBound } from "../../drift";
import type { AdaptationContext } from "../adaptation";

export interface DivergenceLimitOptions {
  readonly window: number;
  /** Probability of a false alarm of tier A in {@link ALARM_ROWS} rows. */
  readonly falseAlarmRate: number;
}

/** The rows to which the rate of false alarms belongs. */
export const ALARM_ROWS = 500;
/** Fewest resampled runs; a small rate asks for more. */
const RUNS = 39;
/** Rows between the looks of a resampled run: windows that share most of their rows say the same. */
const LOOK_EVERY = 100;
/** A stream meets experiments that the reference has not: the limit stands so much above what resampling it shows. */
const ALLOWANCE = 1.25;
/** The limit where the reference is too short to resample: the original's. */
const ORIGINAL_A = 0.2;

/**
 * The limits of the tiers. A has the wanted rate of false alarms, by resampling the reference in blocks; B and C part
 * what remains up to the bound of the divergence in three, so that each of them can be reached (the original's C, 0.8,
 * lies above the bound of 0.693).
 */
export function divergenceLimits(
  { reference, schema }: AdaptationContext,
  { window, falseAlarmRate }: DivergenceLimitOptions,
): [number, number, number] {
  const bound = divergenceBound("e");
  const a = reference.length < 2 * window ? ORIGINAL_A : calibrated();
  const step = (bound - a) / 3;
  return [a, a + step, a + 2 * step];

  function calibrated(): number {
    const { levels } = calibrateThreshold(reference, {
      features: schema.features,
      falseAlarmRate,
      looks: Math.ceil(ALARM_ROWS / LOOK_EVERY),
      window,
      stride: LOOK_EVERY,
      referenceRows: window,
      resamples: Math.max(RUNS, Math.ceil(1 / falseAlarmRate) - 1),
    });
    return Math.min(ALLOWANCE * levels[0], 0.9 * bound);
  }
}
