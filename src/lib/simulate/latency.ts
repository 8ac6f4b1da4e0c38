import { type Random, random } from "../core";
import { CHAIN, PROBE_TIMEOUT_NS, SCHEDULER_PERIOD_S } from "./model";
import type { ExperimentPlan } from "./plan";
import { STEPS_PER_SECOND, type Traffic } from "./traffic";

/** Probe lines a second in the original's logs: two, on two flows, in resource_stimulus, else one. */
export function probesPerSecond(plan: ExperimentPlan): 1 | 2 {
  return plan.stage === 2 ? 2 : 1;
}

/**
 * Latency probes in nanoseconds. Load ladders begin with four more, from before the first rate row.
 *
 * A probe is lost with the share of packets that the chain drops; a lost one, and one that waits longer, reports
 * the time-out. One that is kept while a stressed VNF is off its core waits for its turn. Otherwise the latency is
 * a floor plus queueing: about 6 µs and 0.9 µs per million packets a second while the chain works packet by packet,
 * about 11 µs after a load of 2 million has switched it to full bursts; and in that mode a thin stream (less than
 * 0.4 million packets a second) waits for the flush timer of 250 µs.
 */
export function probeLatencies(plan: ExperimentPlan, traffic: Traffic): number[] {
  const draws = random(plan.seed).fork("latency");
  const each = probesPerSecond(plan);
  const lines: number[] = [];
  if (plan.stage === 0) {
    lines.push(230_000 + draws.integer(150_000));
    for (let i = 0; i < 3; i++) lines.push(12_000 + draws.integer(19_000));
  }
  let bursts = false;
  const coldSeconds = plan.stage === 2 && draws.uniform() < 0.08 ? 9 : 0;
  for (let k = 0; k < plan.seconds; k++) {
    for (let p = 0; p < each; p++) {
      const i = Math.floor((k + (p + 0.5) / each) * STEPS_PER_SECOND);
      bursts ||= traffic.offered[i] > 2;
      const flow: Flow = plan.stage === 2 ? (p === 0 ? "fast" : "slow") : bursts ? "bursts" : "single";
      const cold = k < coldSeconds && p === 1;
      lines.push(Math.round(cold ? 102_000 + 9000 * draws.exponential() : probe(traffic, i, flow, draws)));
    }
  }
  return lines;
}

type Flow = "fast" | "slow" | "single" | "bursts";

function probe(traffic: Traffic, i: number, flow: Flow, draws: Random): number {
  const offered = traffic.offered[i];
  if (i / STEPS_PER_SECOND < traffic.readyAt) return PROBE_TIMEOUT_NS;
  const lost = offered > 0 ? 1 - traffic.delivered[i] / offered : 0;
  if (draws.uniform() < lost) return PROBE_TIMEOUT_NS;
  const base = quietLatency(flow, offered, draws);
  const wait = queueing(traffic, i, draws);
  return Math.min(PROBE_TIMEOUT_NS, base + wait);
}

function quietLatency(flow: Flow, millions: number, draws: Random): number {
  const tail = draws.uniform() < 0.035 ? 3000 + 9000 * draws.exponential() : 0;
  if (flow === "fast") return 6500 + 1500 * draws.exponential() + tail;
  if (flow === "slow") return 7200 + 4300 * draws.exponential();
  if (flow === "single") return 5950 + 900 * millions + 1300 * draws.exponential() + tail;
  if (millions < 0.4) return 250_000 - 900 * draws.exponential() + 600 * draws.normal() - 2 * tail;
  return Math.max(8500, 11_150 + 1300 * draws.normal()) + tail;
}

/** Wait in front of a preempted VNF, or of one that has reached its capacity and whose ring is full. */
function queueing(traffic: Traffic, i: number, draws: Random): number {
  let wait = 0;
  for (let v = 0; v < CHAIN.length; v++) {
    const { share, processed, dropped } = traffic.vnfs[v];
    if (dropped[i] <= 0.01 * processed[i]) continue;
    const stressed = share[i] <= 0.5;
    if (!stressed) {
      wait += ((0.5 + 0.5 * draws.uniform()) * CHAIN[v].ring * 1e3) / Math.max(processed[i], 0.01);
      continue;
    }
    // Of the packets it takes, those beyond its share arrived while it was off its core.
    const whileOff = Math.max(0, 1 - (share[i] * (processed[i] + dropped[i])) / processed[i]);
    if (draws.uniform() < whileOff) wait += SCHEDULER_PERIOD_S * 1e9 * (1 - share[i]) * draws.uniform();
  }
  return wait;
}
