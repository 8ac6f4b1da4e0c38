import { type Random, random } from "../core";
import { EVENTS, type Event } from "../table";
import {
  CHAIN,
  type CounterLaw,
  CYCLES_PER_SECOND,
  DEPLOYMENTS,
  DROP_SAVES,
  EVENT_NOISE,
  type LawEvent,
  REFILL_LINES_PER_SECOND,
  type VnfModel,
} from "./model";
import type { ExperimentPlan } from "./plan";
import { STEPS_PER_SECOND, type Traffic } from "./traffic";

/** Counts of one VNF, one number a second and event. */
export type VnfCounts = Readonly<Record<Event, Float64Array>>;

const LAW_EVENTS = Object.keys(DROP_SAVES) as LawEvent[];
const CACHE_EVENTS: readonly LawEvent[] = [
  "cache-references",
  "L1-dcache-load-misses",
  "LLC-stores",
  "LLC-loads",
];
/** Instructions a cycle: of empty polling, of walking extra rules, of waiting for another socket's memory. */
const POLL_IPC = 4;
const RULES_IPC = 2.2;
const REMOTE_IPC = 1;
/** Cache lines that added rules touch, per cycle they cost; misses to remote memory per packet. */
const RULE_LINES_PER_CYCLE = 1 / 40;
const REMOTE_MISSES_PER_PACKET = 3;

/**
 * What perf would have counted, second by second: window k covers [delay + k, delay + k + 1), delay being how
 * long after the rate loggers perf was started. That lead is why the rows at a rate step do not fit together, in
 * the published tables as here.
 */
export function countEvents(plan: ExperimentPlan, traffic: Traffic, delay: number): VnfCounts[] {
  const draws = random(plan.seed).fork("counters");
  const shared = sharedNoise(plan, traffic, delay, draws.fork("shared"));
  // The runs of stage 2 follow each other within the hour: one state of the host.
  const efficiency = plan.stage === 2 ? CHAIN.map(() => 1) : workFactors(draws.fork("odd"));
  return CHAIN.map((model, v) =>
    countVnf(plan, traffic, v, delay, efficiency[v], shared, draws.fork(model.vnf)),
  );
}

/**
 * What a packet costs in this run, relative to others, by VNF. About one run in eight finds the host in another
 * state, as the first published ladder did: one VNF's packets cost a good quarter less, the others' a little more or
 * less.
 */
function workFactors(draws: Random): number[] {
  const here = draws.uniform() < 0.12;
  const odd = here ? draws.integer(CHAIN.length) : -1;
  return CHAIN.map((_, v) => {
    if (!here) return 1;
    return v === odd ? 0.73 : 1 + 0.05 * draws.normal();
  });
}

/** Relative noise that all cores see at once: bursts of the traffic against perf's rotation of its events. */
function sharedNoise(plan: ExperimentPlan, traffic: Traffic, delay: number, draws: Random): Float64Array {
  const noise = new Float64Array(plan.seconds);
  const quiet = plan.stage === 2 ? -0.004 : 0.003;
  let slow = 0;
  for (let k = 0; k < plan.seconds; k++) {
    slow = 0.6 * slow + 0.8 * draws.normal();
    const millions = traffic.offered[Math.floor((delay + k + 0.5) * STEPS_PER_SECOND)];
    const beat = draws.uniform() < 0.06 ? -0.05 - 0.03 * draws.uniform() : 0;
    noise[k] = slow * Math.min(0.035, quiet + 0.01 * millions) + beat;
  }
  return noise;
}

function countVnf(
  plan: ExperimentPlan,
  traffic: Traffic,
  v: number,
  delay: number,
  efficiency: number,
  shared: Float64Array,
  draws: Random,
): VnfCounts {
  const model = CHAIN[v];
  const counts = emptyCounts(plan.seconds);
  const sums: Record<LawEvent, number> = { ...ZEROS };
  let [cacheSlow, coreSlow] = [0, 0];
  const tilt = draws.normal();
  // The published stage 2 holds one rate, and its unstressed rows scatter much less.
  const calmer = plan.stage === 2 ? 0.18 : 0.8;
  for (let k = 0; k < plan.seconds; k++) {
    const first = Math.round((delay + k) * STEPS_PER_SECOND);
    let [cycles, packets, remote, calm] = [0, 0, 0, 1];
    Object.assign(sums, ZEROS);
    for (let i = first; i < first + STEPS_PER_SECOND; i++) {
      const change = changeAt(plan, model, i / STEPS_PER_SECOND);
      addStep(sums, plan, traffic, v, i, efficiency, change);
      const trace = traffic.vnfs[v];
      cycles += trace.share[i] * trace.clock[i];
      packets += trace.processed[i];
      if (change.kind === "move") remote += trace.processed[i] * REMOTE_MISSES_PER_PACKET;
      if (upstreamIsStressed(plan, v, i / STEPS_PER_SECOND)) calm = 0;
    }
    cacheSlow = 0.5 * cacheSlow + 0.87 * draws.normal();
    coreSlow = 0.7 * coreSlow + 0.71 * draws.normal();
    const bursts = calm === 0 ? 0.12 * draws.normal() : 0;
    const cache = 1 + shared[k] + model.noise * cacheSlow * calmer + bursts + 0.012 * tilt * calmer;
    const core = 1 + 0.006 * coreSlow * calmer;
    const scale = 1e6 / STEPS_PER_SECOND;
    counts.cycles[k] = (CYCLES_PER_SECOND * cycles * (1 + 0.0002 * draws.normal())) / STEPS_PER_SECOND;
    for (const event of LAW_EVENTS) {
      const cached = CACHE_EVENTS.includes(event);
      const own = 1 + EVENT_NOISE[event] * draws.normal();
      counts[event][k] = Math.max(0, sums[event] * scale * (cached ? cache : core) * own);
    }
    counts["branch-load-misses"][k] = counts["branch-misses"][k] * (1 + 0.0015 * draws.normal());
    const factors = DEPLOYMENTS[plan.deployment][model.vnf];
    drawMisses(
      counts,
      k,
      model,
      factors,
      packets / STEPS_PER_SECOND,
      (remote * 1e6) / STEPS_PER_SECOND,
      draws,
    );
  }
  return counts;
}

const ZEROS = Object.fromEntries(LAW_EVENTS.map((event) => [event, 0])) as Record<LawEvent, number>;

interface Change {
  readonly kind: "none" | "rules" | "move" | "throttle";
  /** Cycles a packet costs more than before. */
  readonly cycles: number;
}

function changeAt(plan: ExperimentPlan, model: VnfModel, time: number): Change {
  const change = plan.interventions.find(({ vnf, at }) => vnf === model.vnf && at <= time);
  if (change === undefined) return { kind: "none", cycles: 0 };
  const cycles = change.kind === "throttle" ? 0 : (change.factor - 1) * model.cyclesPerPacket;
  return { kind: change.kind, cycles };
}

/** One step of the laws of {@link CounterLaw}, in millions a second. */
function addStep(
  sums: Record<LawEvent, number>,
  plan: ExperimentPlan,
  traffic: Traffic,
  v: number,
  i: number,
  efficiency: number,
  change: Change,
): void {
  const model = CHAIN[v];
  const { processed, share, clock } = traffic.vnfs[v];
  const packets = processed[i];
  const held = share[i] * clock[i];
  const offered = traffic.offered[i];
  const ahead = v + 1 < CHAIN.length ? dropShare(traffic.vnfs[v + 1].dropped[i], packets) : 0;
  const lost = v === 0 ? dropShare(offered - traffic.delivered[i], offered) : 0;
  const preempted = plan.stress.some((stress) => stress.vnf === model.vnf) && share[i] <= 0.5;
  // Kernel work comes in slices too short for a backlog; only a real competitor makes packets come in bursts.
  const onCore = packets / (preempted ? held : clock[i]);
  for (const event of LAW_EVENTS) {
    const law = model.laws[event];
    const saved = 1 - DROP_SAVES[event].ahead * ahead - DROP_SAVES[event].first * lost;
    const factor = DEPLOYMENTS[plan.deployment][model.vnf][event] * efficiency;
    let count = law.idle * held + factor * saved * packets * perPacket(law, onCore);
    if (law.idle === 0) {
      if (preempted) count += REFILL_LINES_PER_SECOND / 1e6;
      if (change.kind === "rules") count += packets * change.cycles * RULE_LINES_PER_CYCLE;
    } else if (change.cycles > 0) {
      const slower = 1 - (change.kind === "rules" ? RULES_IPC : REMOTE_IPC) / POLL_IPC;
      count -= (packets * change.cycles * slower * law.idle * 1e6) / CYCLES_PER_SECOND;
    }
    // Even a core that waits for memory all the time retires some: a twentieth of what polling does.
    sums[event] += Math.max(count, (law.idle * held) / 20);
  }
}

function perPacket(law: CounterLaw, rateOnCore: number): number {
  return law.deep + law.shallow / (1 + rateOnCore / law.n0);
}

function dropShare(dropped: number, of: number): number {
  return of > 0 ? Math.min(1, dropped / of) : 0;
}

function upstreamIsStressed(plan: ExperimentPlan, v: number, time: number): boolean {
  return plan.stress.some(
    ({ vnf, from, until }) =>
      time >= from && time < until && CHAIN.findIndex((model) => model.vnf === vnf) < v,
  );
}

function drawMisses(
  counts: VnfCounts,
  k: number,
  model: VnfModel,
  factors: (typeof DEPLOYMENTS)["ladder"]["bridge"],
  millions: number,
  remote: number,
  draws: Random,
): void {
  const { low, high, n1, loads } = model.misses;
  const median = low + (high - low) * (1 - Math.exp(-millions / n1));
  const spread = Math.exp((millions < 0.5 ? 0.75 : 0.32) * draws.normal());
  const burst = draws.uniform() < 0.012 ? 3 + 6 * draws.exponential() : 1;
  const misses = median * spread * burst;
  counts["cache-misses"][k] = misses * factors["cache-misses"] + remote;
  counts["LLC-load-misses"][k] =
    misses * factors["cache-misses"] * loads * factors["LLC-load-misses"] * Math.exp(0.18 * draws.normal()) +
    0.9 * remote;
}

function emptyCounts(seconds: number): VnfCounts {
  return Object.fromEntries(EVENTS.map((event) => [event, new Float64Array(seconds)])) as Record<
    Event,
    Float64Array
  >;
}
