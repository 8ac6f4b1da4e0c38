import type { Dataset, TrainedModel } from "../learn";
import type { RowSchema, StreamRow } from "../stream";
import type { Table } from "../table";

/** What the prediction service said of one row: the frozen baseline beside the model in service. */
export interface Served {
  readonly baseline: number;
  readonly current: number;
  /** Id of the model in service that made `current`. */
  readonly model: string;
}

/**
 * The signs a monitor looks at: the distributions of the inputs, of one VNF's inputs, how the inputs hang together, and
 * the errors of the model in service.
 */
export type SignName = "inputs" | "vnf" | "structure" | "residuals";

/** One sign at one look: its statistic, and what it would have to reach. */
export interface Sign {
  readonly name: SignName;
  readonly statistic: number;
  readonly threshold: number;
  readonly alarm: boolean;
}

/** What the monitor saw at one look, every `stride` rows. */
export interface DriftReading {
  /** Rows up to and including this place were seen. */
  readonly seq: number;
  /** Mean Jensen–Shannon divergence of the inputs, the original's signal, with its bound. */
  readonly score: number;
  readonly bound: number;
  /** 0 none, 1 tier A, 2 tier B, 3 tier C. */
  readonly tier: number;
  /** The limits of the tiers, increasing. */
  readonly tiers: readonly number[];
  readonly signs: readonly Sign[];
  readonly perFeature: Float64Array;
  readonly perVnf: Readonly<Record<string, number>>;
}

/** A retraining that the monitor asks for. */
export interface Trigger {
  /** `<run>-<n>`, counted from 1: the key under which its outcome is known, once, whoever is restarted. */
  readonly id: string;
  /** The row at whose look it was raised: nothing after it may be learnt from. */
  readonly seq: number;
  readonly tier: "A" | "B" | "C";
  readonly signs: readonly SignName[];
  readonly reason: string;
}

export interface MonitorStep {
  readonly reading: DriftReading;
  readonly trigger?: Trigger;
}

/**
 * Watches predicted rows in order of seq; a row without a label counts for the inputs alone. Deterministic: equal rows
 * and outcomes, equal steps.
 */
export interface Monitor {
  /** How many further rows can be observed, at the least, before one can raise a trigger: that row counted, so from 1. */
  readonly due: number;
  /** Undefined between looks. The row's arrays belong to the caller and are reused: copy what is kept. */
  observe(row: StreamRow, served: Served): MonitorStep | undefined;
  /** What became of a trigger. Until then no further one is raised. */
  settle(outcome: Outcome): void;
}

/** Everything one retraining needs, frozen as plain data: a worker or another machine can run it. */
export interface TrainingJob {
  readonly strategy: string;
  readonly trigger: Trigger;
  readonly seed: number | string;
  /** The model in service at the trigger, as {@link modelToText} writes it. */
  readonly champion: string;
  readonly championId: string;
  readonly baseline: string;
  /**
   * Rows to learn from and rows to judge by; what they are exactly is the strategy's own business. Objects, lists,
   * numbers, texts and typed arrays only, so that a structured clone carries it to a worker.
   */
  readonly data: unknown;
}

/** What the gate found: the challenger beside the champion on rows that neither had seen. */
export interface Verdict {
  readonly adopt: boolean;
  readonly reason: string;
  readonly rows: number;
  /** Mean loss difference champion − challenger, in the unit of the loss, with its interval. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly champion: Readonly<Record<string, number>>;
  readonly challenger: Readonly<Record<string, number>>;
}

export interface TrainingResult {
  readonly trigger: Trigger;
  /** Absent when nothing could be trained (the verdict says why). */
  readonly challenger?: TrainedModel;
  readonly candidates: number;
  readonly verdict: Verdict;
  readonly wallMs: number;
}

/** How a trigger ended. */
export type Outcome =
  | {
      readonly kind: "adopted";
      readonly trigger: Trigger;
      readonly model: string;
      readonly from: number;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: "refused";
      readonly trigger: Trigger;
      readonly model?: string;
      readonly verdict: Verdict;
    }
  | { readonly kind: "failed"; readonly trigger: Trigger; readonly error: string };

/** Remembers rows in order of seq, and freezes a job from them when asked. Rows without a label teach nothing. */
export interface Trainer {
  observe(row: StreamRow, served: Served): void;
  job(
    trigger: Trigger,
    champion: { readonly id: string; readonly text: string },
    baseline: string,
  ): TrainingJob;
  settle(outcome: Outcome): void;
}

/** What every strategy starts from. */
export interface AdaptationContext {
  readonly schema: RowSchema;
  /** Rows of the reference stage before the replay begins: what the first model learns from and what is normal. */
  readonly reference: Table;
  readonly seed: number | string;
}

/** A way to adapt: `none`, `original` (DRST V2 as it is), `default` (ours). */
export interface Strategy {
  readonly name: string;
  readonly about: string;
  /** The first model in service, and the frozen baseline. Both may be the same. */
  start(context: AdaptationContext): { readonly baseline: TrainedModel; readonly current: TrainedModel };
  monitor(context: AdaptationContext): Monitor;
  trainer(context: AdaptationContext): Trainer;
  /**
   * Pure; runs in a worker. Every random draw comes from the job's seed. Everything it needs is in the job: a strategy
   * of the same name with other options trains it alike.
   */
  train(job: TrainingJob): TrainingResult;
}

/** Only for documentation of {@link TrainingJob.data}: most strategies freeze data sets. */
export type FrozenRows = Pick<Dataset, "features" | "target" | "x" | "y">;
