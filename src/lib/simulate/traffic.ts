import { type Random, random } from "../core";
import {
  CHAIN,
  CYCLES_PER_SECOND,
  HOUSEKEEPING_PERIOD_S,
  meanFrameBytes,
  SCHEDULER_PERIOD_S,
  type VnfModel,
} from "./model";
import type { ExperimentPlan } from "./plan";

/** Steps of the fluid model in a second. */
export const STEPS_PER_SECOND = 50;

/** What one VNF did, step by step. Rates are millions of packets a second. */
export interface VnfTrace {
  /** Packets processed. */
  readonly processed: Float64Array;
  /** Packets dropped at the full ring ahead of it. */
  readonly dropped: Float64Array;
  /** Part of its core that it held. */
  readonly share: Float64Array;
  /** Clock of its core relative to the fixed one. */
  readonly clock: Float64Array;
}

/** The whole chain, step by step, and the same for every log drawn from it. */
export interface Traffic {
  readonly offered: Float64Array;
  readonly delivered: Float64Array;
  /** In the order of the chain. */
  readonly vnfs: readonly VnfTrace[];
  /** Before this second no VNF takes packets. */
  readonly readyAt: number;
}

/**
 * Runs a plan's load through the chain, as a fluid in steps of 20 ms. A VNF with share s of a core that runs at
 * clock c takes, of λ packets a second offered to it,
 *
 *     min(λ,  s · c · cycles / cycles a packet,  s · λ + ring / period)
 *
 * the second being its capacity, the third what arrives while it is on its core plus what its ring holds while it
 * is off: with busy competitors (period 24 ms) the ring overflows long before the cycles run out. The rest is
 * dropped, and the next VNF is offered what this one took.
 */
export function runTraffic(plan: ExperimentPlan): Traffic {
  const draws = random(plan.seed);
  const length = (plan.seconds + 3) * STEPS_PER_SECOND;
  const offered = offeredLoad(plan, length);
  const readyAt = plan.stage === 1 || plan.stage === 3 ? 1.4 + draws.fork("ready").uniform() : 0;
  const delivered = new Float64Array(length);
  // The published stage-2 runs lose about one packet in a thousand also when nothing is stressed.
  const keeps = plan.deployment === "stimulus" ? 0.9988 : 1;
  for (let i = 0; i < length; i++) delivered[i] = i / STEPS_PER_SECOND < readyAt ? 0 : offered[i] * keeps;
  const vnfs = CHAIN.map((model) => {
    const work = workTrace(plan, model, length, draws.fork(`housekeeping/${model.vnf}`));
    const trace: VnfTrace = {
      ...work,
      processed: new Float64Array(length),
      dropped: new Float64Array(length),
    };
    for (let i = 0; i < length; i++) {
      const taken = accept(delivered[i], model, work, i);
      trace.processed[i] = taken;
      trace.dropped[i] = delivered[i] - taken;
      delivered[i] = taken;
    }
    return trace;
  });
  return { offered, delivered, vnfs, readyAt };
}

interface Work {
  readonly share: Float64Array;
  readonly clock: Float64Array;
  readonly factor: Float64Array;
  readonly period: Float64Array;
}

function accept(rate: number, model: VnfModel, work: Work, i: number): number {
  const share = work.share[i];
  const perPacket = model.cyclesPerPacket * work.factor[i];
  const capacity = (share * work.clock[i] * CYCLES_PER_SECOND) / perPacket / 1e6;
  const held = share < 1 ? share * rate + model.ring / work.period[i] / 1e6 : rate;
  return Math.min(rate, capacity, held);
}

/** The generator needs a second to come up to speed; afterwards it holds each step's rate exactly. */
function offeredLoad(plan: ExperimentPlan, length: number): Float64Array {
  const [begin, ramp] = plan.stage === 2 ? [0.26, 1.3] : [0.124, 1.084];
  const perMbit = 1 / 8 / meanFrameBytes(plan.frames);
  const load = new Float64Array(length);
  let step = -1;
  for (let i = 0; i < length; i++) {
    const time = (i + 0.5) / STEPS_PER_SECOND;
    while (step + 1 < plan.load.length && plan.load[step + 1].at <= time) step++;
    const speed = Math.min(1, Math.max(0, (time - begin) / ramp));
    load[i] = step < 0 ? 0 : plan.load[step].mbit * perMbit * speed;
  }
  return load;
}

/** Who else wants the core, and what a packet costs, over time. */
function workTrace(plan: ExperimentPlan, model: VnfModel, length: number, draws: Random): Work {
  const share = new Float64Array(length).fill(1);
  const clock = new Float64Array(length).fill(1);
  const factor = new Float64Array(length).fill(1);
  const period = new Float64Array(length).fill(HOUSEKEEPING_PERIOD_S);
  houseKeeping(share, length, draws);
  for (const stress of plan.stress) {
    if (stress.vnf !== model.vnf) continue;
    const [from, until] = stepsBetween(stress.from, stress.until, length);
    share.fill(1 / (1 + stress.workers), from, until);
    period.fill(SCHEDULER_PERIOD_S, from, until);
  }
  for (const change of plan.interventions) {
    if (change.vnf !== model.vnf) continue;
    const [from] = stepsBetween(change.at, plan.seconds, length);
    if (change.kind === "throttle") clock.fill(1 / change.factor, from);
    else factor.fill(change.factor, from);
  }
  return { share, clock, factor, period };
}

/** Kernel work on the VNF's core: short dips often, and in some runs a longer stay. Its slices fit into the ring. */
function houseKeeping(share: Float64Array, length: number, draws: Random): void {
  for (let second = 0; second < length / STEPS_PER_SECOND; second++) {
    const dip = draws.uniform() < 0.045;
    const depth = 0.04 + 0.08 * draws.uniform();
    if (dip) share.fill(1 - depth, second * STEPS_PER_SECOND, (second + 1) * STEPS_PER_SECOND);
  }
  const stays = draws.uniform() < (0.2 * length) / (179 * STEPS_PER_SECOND);
  const from = Math.floor(draws.uniform() * length);
  const steps = Math.floor((5 + 14 * draws.exponential()) * STEPS_PER_SECOND);
  const left = 0.45 + 0.5 * draws.uniform();
  if (stays) share.fill(left, from, Math.min(length, from + steps));
}

function stepsBetween(from: number, until: number, length: number): [number, number] {
  return [Math.round(from * STEPS_PER_SECOND), Math.min(length, Math.round(until * STEPS_PER_SECOND))];
}

/** Mean of a trace over [from, from + 1) seconds, weighing the steps at both ends by their part. */
export function meanOverSecond(trace: Float64Array, from: number): number {
  const start = from * STEPS_PER_SECOND;
  const first = Math.floor(start);
  const part = start - first;
  let sum = trace[first] * (1 - part);
  for (let i = first + 1; i < first + STEPS_PER_SECOND; i++) sum += trace[i];
  sum += trace[first + STEPS_PER_SECOND] * part;
  return sum / STEPS_PER_SECOND;
}
