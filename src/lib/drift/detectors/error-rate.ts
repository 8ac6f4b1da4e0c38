import { fail } from "../../core";
import { between, whole } from "../checks";
import type { DetectorKind } from "./detector";
import { ALARM, type Monitor, type MonitorSays, NO_LOOK, QUIET, WARNING } from "./monitor";
import { monitoredKind } from "./monitored-detector";

const DDM_DEFAULTS = { scale: "none" as const, warmUp: 30, warning: 2, alarm: 3 };
const EDDM_DEFAULTS = { scale: "none" as const, warmUp: 30, warning: 0.95, alarm: 0.9 };

/**
 * DDM (Gama et al. 2004): with p the error rate so far and s = √(p(1−p)/n), warns when p + s exceeds the p + 2s, and
 * alarms when it exceeds the p + 3s, of the moment at which p + s was smallest.
 */
class DriftDetectionMethod implements Monitor {
  readonly #options: typeof DDM_DEFAULTS;
  #n = 0;
  #errors = 0;
  #rate = Number.NaN;
  #spread = Number.NaN;
  #alarmed = false;
  statistic = Number.NaN;

  constructor(options: typeof DDM_DEFAULTS) {
    this.#options = options;
  }

  get threshold(): number {
    return this.#options.alarm;
  }

  push(value: number): MonitorSays {
    if (this.#alarmed) this.reset();
    this.#n++;
    this.#errors += value;
    if (this.#n <= this.#options.warmUp) return NO_LOOK;
    const rate = this.#errors / this.#n;
    const spread = Math.sqrt((rate * (1 - rate)) / this.#n);
    if (!(rate + spread > this.#rate + this.#spread)) {
      this.#rate = rate;
      this.#spread = spread;
    }
    const excess = rate + spread - this.#rate;
    // How many of the smallest moment's deviations the rate is above it.
    this.statistic = excess > 0 ? excess / this.#spread : 0;
    this.#alarmed = excess > this.#options.alarm * this.#spread;
    if (this.#alarmed) return ALARM;
    return excess > this.#options.warning * this.#spread ? WARNING : QUIET;
  }

  reset(): void {
    this.load([0, 0, Number.NaN, Number.NaN, 0, Number.NaN]);
  }

  save(): number[] {
    return [this.#n, this.#errors, this.#rate, this.#spread, Number(this.#alarmed), this.statistic];
  }

  load(state: readonly number[]): void {
    whole("numbers in the state", state.length, 6, 6);
    [this.#n, this.#errors, this.#rate, this.#spread] = state;
    this.#alarmed = state[4] === 1;
    this.statistic = state[5];
  }
}

/**
 * EDDM (Baena-García et al. 2006): with m and s the mean and standard deviation (n − 1) of the distances between
 * errors, warns and alarms when (m + 2s) falls below 95 % and 90 % of its largest value.
 */
class EarlyDriftDetectionMethod implements Monitor {
  readonly #options: typeof EDDM_DEFAULTS;
  #n = 0;
  #errors = 0;
  #last = 0;
  #mean = 0;
  #squares = 0;
  #largest = -1;
  #says: MonitorSays = NO_LOOK;
  statistic = Number.NaN;

  constructor(options: typeof EDDM_DEFAULTS) {
    this.#options = options;
  }

  get threshold(): number {
    return this.#options.alarm;
  }

  push(value: number): MonitorSays {
    if (this.#says === ALARM) this.reset();
    this.#n++;
    if (value !== 1) return this.#says === WARNING ? WARNING : NO_LOOK;
    const distance = this.#n - this.#last;
    this.#last = this.#n;
    this.#errors++;
    const step = distance - this.#mean;
    this.#mean += step / this.#errors;
    this.#squares += step * (distance - this.#mean);
    if (this.#n <= this.#options.warmUp) return NO_LOOK;
    const spread = this.#errors > 1 ? Math.sqrt(this.#squares / (this.#errors - 1)) : 0;
    const reach = this.#mean + 2 * spread;
    if (reach > this.#largest) {
      this.#largest = reach;
      return this.#says;
    }
    if (this.#errors <= this.#options.warmUp) return NO_LOOK;
    this.statistic = reach / this.#largest;
    if (this.statistic < this.#options.alarm) this.#says = ALARM;
    else this.#says = this.statistic < this.#options.warning ? WARNING : QUIET;
    return this.#says;
  }

  reset(): void {
    this.load([0, 0, 0, 0, 0, -1, NO_LOOK, Number.NaN]);
  }

  save(): number[] {
    return [
      this.#n,
      this.#errors,
      this.#last,
      this.#mean,
      this.#squares,
      this.#largest,
      this.#says,
      this.statistic,
    ];
  }

  load(state: readonly number[]): void {
    whole("numbers in the state", state.length, 8, 8);
    [this.#n, this.#errors, this.#last, this.#mean, this.#squares, this.#largest] = state;
    this.#says = state[6] as MonitorSays;
    this.statistic = state[7];
  }
}

const PROMISES = { watches: "error", binary: true, orderFree: false, rate: "none" } as const;

export const DDM: DetectorKind = monitoredKind(
  {
    ...PROMISES,
    name: "ddm",
    summary: "drift detection method (Gama et al. 2004) on the 0/1 errors of a model",
    fires: "above",
    defaults: DDM_DEFAULTS,
  },
  (options) => new DriftDetectionMethod(options),
  (options) => {
    whole("warmUp", options.warmUp, 1);
    between("alarm", options.alarm, 0, Number.POSITIVE_INFINITY);
    inOrder(options.warning, options.alarm);
  },
);

export const EDDM: DetectorKind = monitoredKind(
  {
    ...PROMISES,
    name: "eddm",
    summary: "early drift detection method (Baena-García et al. 2006) on the 0/1 errors of a model",
    fires: "below",
    defaults: EDDM_DEFAULTS,
  },
  (options) => new EarlyDriftDetectionMethod(options),
  (options) => {
    whole("warmUp", options.warmUp, 1);
    between("warning", options.warning, 0, 1);
    inOrder(options.alarm, options.warning);
  },
);

function inOrder(least: number, most: number): void {
  if (least > 0 && least <= most) return;
  fail({
    code: "argument",
    expected: "limits in which a warning comes before an alarm",
    found: `${least} and ${most}`,
  });
}
