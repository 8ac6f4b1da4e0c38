import { fail, quote, random } from "../core";
import { VNFS, type Vnf } from "../table";
import { CHAIN, type Deployment, FRAMING_BYTES, type FrameMix, LINK_MBIT, meanFrameBytes } from "./model";

/** 0 load ladder, 1 random rates, 2 resource stimulus, 3 intervention. */
export type Stage = 0 | 1 | 2 | 3;

/** From `at` seconds on, the generator offers `mbit` Mb/s (frames without framing). */
export interface LoadStep {
  readonly at: number;
  readonly mbit: number;
}

/** Busy competitors on the core of one VNF, as `stress --cpu <workers>` makes them. */
export interface Stress {
  readonly vnf: Vnf;
  readonly workers: number;
  readonly from: number;
  readonly until: number;
}

/** What an operator does to the chain in the middle of a run; it stays. */
export interface Intervention {
  readonly at: number;
  readonly vnf: Vnf;
  /** `rules`: more work a packet. `move`: to the other socket, remote memory. `throttle`: a lower clock. */
  readonly kind: "rules" | "move" | "throttle";
  /** Cycles a packet afterwards, relative to before. */
  readonly factor: number;
}

/** Everything that determines one experiment: the same plan gives the same bytes. Plain data, fit for JSON. */
export interface ExperimentPlan {
  readonly stage: Stage;
  /** Folder of the scenario in the original's layout. */
  readonly scenario: string;
  /** Folder of the experiment in it. */
  readonly name: string;
  readonly seed: string;
  /** Start, ms since the epoch. Simulated runs lie in the year 2000, where no real one can be. */
  readonly startedMs: number;
  readonly seconds: number;
  readonly frames: FrameMix;
  readonly deployment: Deployment;
  readonly load: readonly LoadStep[];
  readonly stress: readonly Stress[];
  readonly interventions: readonly Intervention[];
  /** Ingress and egress captures of one packet in `oneIn`, over some seconds; null for none. */
  readonly capture: { readonly from: number; readonly seconds: number; readonly oneIn: number } | null;
}

export interface StageOptions {
  /** Any safe integer or text. Default 1. */
  readonly seed?: number | string;
  /** How many experiments. Default: 10, 10, 50, 10 as published or customary. */
  readonly experiments?: number;
  /** Length of each in seconds. Default 179, 100, 46, 90. */
  readonly seconds?: number;
  /** Stages 2 and 3: only this VNF is stressed or changed. Default: each in turn. */
  readonly vnf?: Vnf;
  /** Make captures for every n-th experiment, the first included; 0 for none. Default 5. */
  readonly captureEvery?: number;
}

/** Scenario folders of the original, by stage. */
export const SCENARIOS = ["load_stimulus", "random_rates", "resource_stimulus", "intervention"] as const;
const DEFAULT_EXPERIMENTS = [10, 10, 50, 10] as const;
const DEFAULT_SECONDS = [179, 100, 46, 90] as const;
const DAY_MS = 86_400_000;

/**
 * The plans of a stage's experiments. Each is drawn from the seed and its own name, so more experiments extend
 * the list and never change it.
 *
 * @example
 * const plans = simulate.stagePlan(2, { seed: 7, experiments: 3 });
 * plans.map((plan) => plan.name) //=> ["exp-3-1-1", "exp-3-3-1", "exp-4-1-1"]
 * plans[0].stress[0].vnf //=> "nf_router"
 */
export function stagePlan(stage: Stage, options: StageOptions = {}): ExperimentPlan[] {
  const { seed, experiments, seconds, vnf, captureEvery } = checkOptions(stage, options);
  const plans: ExperimentPlan[] = [];
  for (let i = 0; i < experiments; i++) {
    const place = { stage, scenario: SCENARIOS[stage], startedMs: startOf(stage, i), seconds };
    const varying = experiment(stage, i, `${seed}`, seconds, vnf);
    const captured = captureEvery > 0 && i % captureEvery === 0;
    plans.push({ ...place, ...varying, capture: captured ? captureOf(varying, seconds) : null });
  }
  return plans;
}

/**
 * Three seconds: the last one before something happens to the chain and two after it, else near the middle. About
 * 500 packets a second are kept.
 */
function captureOf(
  { stress, interventions, load, frames }: Varying,
  seconds: number,
): ExperimentPlan["capture"] {
  const event = stress[0]?.from ?? interventions[0]?.at ?? seconds * 0.4;
  const from = Math.max(0, Math.floor(event) - 1);
  const mbit = load.reduce((rate, step) => (step.at <= from ? step.mbit : rate), 0);
  const oneIn = Math.max(1, Math.round((mbit * 1e6) / 8 / meanFrameBytes(frames) / 500));
  return { from, seconds: Math.min(3, Math.floor(seconds / 2)), oneIn };
}

type Varying = Pick<
  ExperimentPlan,
  "name" | "seed" | "frames" | "deployment" | "load" | "stress" | "interventions"
>;

function experiment(stage: Stage, i: number, seed: string, seconds: number, vnf: Vnf | undefined): Varying {
  const quiet = { frames: "imix", stress: [], interventions: [] } as const;
  if (stage === 0) {
    const name = `exp${i + 1}`;
    return { ...quiet, name, seed: `${seed}/0/${name}`, deployment: "ladder", load: ladder(seconds) };
  }
  if (stage === 1) {
    const name = `exp-${i + 1}`;
    const key = `${seed}/1/${name}`;
    const frames: FrameMix = (["imix", "imix", "medium", "imix", "small"] as const)[i % 5];
    return {
      ...quiet,
      name,
      seed: key,
      frames,
      deployment: "ladder",
      load: randomRates(key, frames, seconds),
    };
  }
  if (stage === 2) return stimulus(i, seed, seconds, vnf);
  return intervention(i, seed, seconds, vnf);
}

/** 0.5, 1, 2 … 7, 9.41 (twice as long) and down again, eighteen steps. */
function ladder(seconds: number): LoadStep[] {
  const up = [500, 1000, 2000, 3000, 4000, 5000, 6000, 7000];
  const rates = [...up, 9410, 9410, ...up.slice().reverse()];
  // The original's steps are a little shorter than its ten rows, so each tenth row holds 3 % of the next step.
  const step = (seconds / 179) * 9.965;
  return rates.map((mbit, i) => ({ at: i * step, mbit }));
}

function randomRates(key: string, frames: FrameMix, seconds: number): LoadStep[] {
  const draws = random(key).fork("load");
  const most = LINK_MBIT / (1 + FRAMING_BYTES / meanFrameBytes(frames));
  const steps: LoadStep[] = [];
  for (let at = 0; at < seconds; at += 6 + 8 * draws.uniform()) {
    steps.push({ at: rounded(at, 3), mbit: rounded(300 + draws.uniform() * (0.94 * most - 300), 1) });
  }
  return steps;
}

/** exp-<core>-<workers>-<repeat>, as published: 2 Gb/s, and 20 of 46 s with 1 or 3 stress workers on the core. */
function stimulus(i: number, seed: string, seconds: number, vnf: Vnf | undefined): Varying {
  const targets = vnf === undefined ? [3, 4, 5, 6, 7].map(onCore) : [vnf];
  const workers = i % 2 === 0 ? 1 : 3;
  const target = targets[Math.floor(i / 2) % targets.length];
  const repeat = Math.floor(i / (2 * targets.length)) + 1;
  const core = CHAIN.find((model) => model.vnf === target)?.core;
  const name = `exp-${core}-${workers}-${repeat}`;
  const key = `${seed}/2/${name}`;
  const from = rounded((seconds * (17.6 + 0.9 * random(key).fork("stress").uniform())) / 46, 3);
  return {
    name,
    seed: key,
    frames: "imix",
    deployment: "stimulus",
    load: [{ at: 0, mbit: 2000 }],
    stress: [{ vnf: target, workers, from, until: rounded(from + (seconds * 20) / 46, 3) }],
    interventions: [],
  };
}

function intervention(i: number, seed: string, seconds: number, vnf: Vnf | undefined): Varying {
  const name = `exp-${i + 1}`;
  const key = `${seed}/3/${name}`;
  const draws = random(key).fork("intervention");
  const kind = (["rules", "move", "throttle"] as const)[i % 3];
  // Many rules slow any traffic down; a far socket or a low clock shows only at a high packet rate.
  const [frames, load]: [FrameMix, number] = kind === "rules" ? ["imix", 0.45] : ["medium", 0.7];
  const most = LINK_MBIT / (1 + FRAMING_BYTES / meanFrameBytes(frames));
  // The change is sized so that the chain keeps 50 to 95 % of the load: a fault to find, not a broken link.
  const target = vnf ?? CHAIN[(i * 2) % CHAIN.length].vnf;
  const cycles = CHAIN.find((model) => model.vnf === target)?.cyclesPerPacket ?? fail(unknownVnf(target));
  const mbit = rounded(most * (load + 0.25 * draws.uniform()), 1);
  const packets = mbit / 8 / meanFrameBytes(frames);
  const factor = 2892 / cycles / (packets * (0.5 + 0.45 * draws.uniform()));
  const at = rounded(seconds * (0.4 + 0.2 * draws.uniform()), 3);
  return {
    name,
    seed: key,
    frames,
    deployment: "ladder",
    load: [{ at: 0, mbit }],
    stress: [],
    interventions: [{ at, vnf: target, kind, factor: rounded(Math.max(1.5, factor), 3) }],
  };
}

function onCore(core: number): Vnf {
  return CHAIN.find((model) => model.core === core)?.vnf ?? fail(unknownVnf(core));
}

function startOf(stage: Stage, i: number): number {
  return Date.UTC(2000, 0, 1 + stage) + ((i * 300_000) % DAY_MS);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function unknownVnf(found: unknown): Parameters<typeof fail>[0] {
  return { code: "argument", expected: `a VNF among ${VNFS.join(", ")}`, found: quote(found) };
}

function checkOptions(stage: Stage, options: StageOptions) {
  if (![0, 1, 2, 3].includes(stage)) {
    fail({ code: "argument", expected: "a stage from 0 to 3", found: quote(stage) });
  }
  const { seed = 1, vnf } = options;
  // Checks the seed; the plans carry texts.
  random(seed);
  if (vnf !== undefined && !VNFS.includes(vnf)) fail(unknownVnf(vnf));
  if (vnf !== undefined && stage < 2) {
    fail({ code: "argument", expected: "a VNF only for stages 2 and 3", found: `${vnf} for stage ${stage}` });
  }
  return {
    seed,
    vnf,
    experiments: whole("experiments", options.experiments ?? DEFAULT_EXPERIMENTS[stage], 1, 10_000),
    seconds: whole("seconds", options.seconds ?? DEFAULT_SECONDS[stage], 5, 86_400),
    captureEvery: whole("captureEvery", options.captureEvery ?? 5, 0, 10_000),
  };
}

function whole(name: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  return fail({
    code: "argument",
    expected: `${name} as a whole number from ${from} to ${to}`,
    found: quote(value),
  });
}
