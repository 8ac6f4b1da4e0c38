import { random } from "../core";
import type { Event, Vnf } from "../table";
import { countEvents } from "./counters";
import { probeLatencies } from "./latency";
import { CHAIN } from "./model";
import { type NfRow, nfStatistics } from "./nf-out";
import type { ExperimentPlan } from "./plan";
import { type RateRow, rateLog } from "./rates";
import { runTraffic, type Traffic } from "./traffic";

/** One simulated run: what its logs will say, before it is written in their formats. */
export interface Experiment {
  readonly plan: ExperimentPlan;
  readonly traffic: Traffic;
  /** How long after the rate loggers perf was started, in seconds. */
  readonly perfDelay: number;
  /** Counts a second, by VNF and event: what perf would print. */
  readonly counts: Readonly<Record<Vnf, Readonly<Record<Event, Float64Array>>>>;
  readonly tx: readonly RateRow[];
  readonly rx: readonly RateRow[];
  /** Latency probes in ns, 15 000 000 for a time-out; two a second in stage 2. */
  readonly latencyNs: readonly number[];
  /** The statistics of the VNF manager; stages 1 and 3 only, like the original. */
  readonly nfOut: readonly NfRow[];
}

/**
 * Runs one plan. Pure: the same plan gives the same numbers, on every machine.
 *
 * @example
 * const [plan] = simulate.stagePlan(0, { seed: 1, experiments: 1, seconds: 36 });
 * const run = simulate.simulateExperiment(plan);
 * run.tx.length //=> 36
 * run.counts.bridge.cycles.every((cycles) => cycles > 1e9) //=> true
 */
export function simulateExperiment(plan: ExperimentPlan): Experiment {
  const traffic = runTraffic(plan);
  const perfDelay = 0.88 + 0.11 * random(plan.seed).fork("perf").uniform();
  const counts = countEvents(plan, traffic, perfDelay);
  return {
    plan,
    traffic,
    perfDelay,
    counts: Object.fromEntries(CHAIN.map(({ vnf }, v) => [vnf, counts[v]])) as Experiment["counts"],
    tx: rateLog(plan, traffic, "TX"),
    rx: rateLog(plan, traffic, "RX"),
    latencyNs: probeLatencies(plan, traffic),
    nfOut: plan.stage === 1 || plan.stage === 3 ? nfStatistics(plan, traffic) : [],
  };
}
