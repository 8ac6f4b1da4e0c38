import { fail } from "../../core";
import { between, oneOf, whole } from "../checks";
import type { DetectorKind } from "./detector";
import { ALARM, type Monitor, type MonitorSays, NO_LOOK, QUIET } from "./monitor";
import { monitoredKind } from "./monitored-detector";

const DEFAULTS = {
  scale: "reference" as "reference" | "none",
  /** Half of the shift to be found soonest, in the unit of the values (standard deviations when scaled). */
  delta: 0.25,
  /** Alarm limit λ; null: from `runLength`. */
  threshold: null as number | null,
  /** Mean rows to a false alarm over all features, for independent normal values; only with scale "reference". */
  runLength: 10_000,
  /** Deviations are taken from the mean of the values so far ("running"), or from 0 ("zero"): the reference's when scaled. */
  mean: "zero" as "running" | "zero",
  /** The sums are multiplied by this at each value; 1 forgets nothing. */
  forgetting: 1,
  direction: "both" as "up" | "down" | "both",
  /** No alarm before so many values. */
  warmUp: 30,
  relearn: 200,
};
type Options = typeof DEFAULTS;

/**
 * Page's (1954) cumulative sums of deviations from a mean, less `delta`, against their extremes so far; with the
 * running mean and forgetting of Mouss et al. (2004) when asked.
 */
class PageHinkley implements Monitor {
  readonly #options: Options;
  readonly threshold: number;
  #n = 0;
  #mean = 0;
  #up = 0;
  #lowest = 0;
  #down = 0;
  #highest = 0;
  #alarmed = false;
  statistic = Number.NaN;

  constructor(options: Options, threshold: number) {
    this.#options = options;
    this.threshold = threshold;
  }

  push(value: number): MonitorSays {
    const { delta, mean, forgetting, direction, warmUp } = this.#options;
    if (this.#alarmed) this.reset();
    this.#n++;
    if (mean === "running") this.#mean += (value - this.#mean) / this.#n;
    const deviation = value - this.#mean;
    this.#up = forgetting * this.#up + deviation - delta;
    this.#down = forgetting * this.#down + deviation + delta;
    if (this.#up < this.#lowest) this.#lowest = this.#up;
    if (this.#down > this.#highest) this.#highest = this.#down;
    if (this.#n < warmUp) return NO_LOOK;
    const rise = direction === "down" ? 0 : this.#up - this.#lowest;
    const fall = direction === "up" ? 0 : this.#highest - this.#down;
    this.statistic = Math.max(rise, fall);
    this.#alarmed = this.statistic > this.threshold;
    return this.#alarmed ? ALARM : QUIET;
  }

  reset(): void {
    this.load([0, 0, 0, 0, 0, 0, 0, Number.NaN]);
  }

  save(): number[] {
    return [
      this.#n,
      this.#mean,
      this.#up,
      this.#lowest,
      this.#down,
      this.#highest,
      Number(this.#alarmed),
      this.statistic,
    ];
  }

  load(state: readonly number[]): void {
    whole("numbers in the state", state.length, 8, 8);
    [this.#n, this.#mean, this.#up, this.#lowest, this.#down, this.#highest] = state;
    this.#alarmed = state[6] === 1;
    this.statistic = state[7];
  }
}

/**
 * The λ of a cumulative-sum test of standard normal values whose mean time to a false alarm is `runLength`:
 * Siegmund's (1985) approximation (e^{2δb} − 2δb − 1) / (2δ²), b = λ + 1.166, solved by bisection.
 *
 * @example
 * Number(drift.pageHinkleyThreshold(336, 0.5).toFixed(1)) //=> 4
 */
export function pageHinkleyThreshold(runLength: number, delta: number): number {
  between("runLength", runLength, 1, Number.POSITIVE_INFINITY);
  between("delta", delta, 0, Number.POSITIVE_INFINITY);
  const length = (lambda: number): number => {
    const x = 2 * delta * (lambda + 1.166);
    return (Math.expm1(x) - x) / (2 * delta * delta);
  };
  let low = 0;
  let high = 1;
  while (length(high) < runLength) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (length(middle) < runLength) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function thresholdFor(options: Options, features: number): number {
  if (options.threshold !== null) return options.threshold;
  // Two sides and several features raise false alarms independently, so their rates add up.
  const sides = options.direction === "both" ? 2 : 1;
  return pageHinkleyThreshold(options.runLength * sides * features, options.delta);
}

export const PAGE_HINKLEY: DetectorKind = monitoredKind(
  {
    name: "page-hinkley",
    summary: "Page-Hinkley test: cumulative sums of deviations from the mean, feature by feature",
    watches: "features",
    binary: false,
    fires: "above",
    orderFree: false,
    rate: "run-length",
    defaults: DEFAULTS,
  },
  (options, features) => new PageHinkley(options, thresholdFor(options, features)),
  (options) => {
    oneOf("mean", options.mean, ["running", "zero"]);
    oneOf("direction", options.direction, ["up", "down", "both"]);
    whole("warmUp", options.warmUp, 0);
    whole("relearn", options.relearn, 0);
    if (!(options.forgetting > 0 && options.forgetting <= 1)) between("forgetting", options.forgetting, 0, 1);
    if (options.threshold !== null) {
      between("threshold", options.threshold, 0, Number.POSITIVE_INFINITY);
      if (!(options.delta >= 0)) between("delta", options.delta, 0, Number.POSITIVE_INFINITY);
    } else if (options.scale === "none" || options.mean === "running" || options.forgetting !== 1) {
      fail({
        code: "argument",
        expected: 'a threshold, unless scale is "reference", mean "zero" and forgetting 1',
        found: "none",
        hint: "The mean run length is known only for deviations from a known mean in standard deviations.",
      });
    } else pageHinkleyThreshold(options.runLength, options.delta);
  },
);
