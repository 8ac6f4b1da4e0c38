import { fail } from "../../core";
import { whole } from "../checks";
import type { DivergenceForm, LogBase, OutsideRule } from "../divergence/options";
import { type DriftScore, scorePerVnf } from "../divergence/score";
import { type ScorerState, WindowScorer, windowScorer } from "../divergence/window-scorer";
import { driftFeatures } from "../features";
import { calibrateBlock } from "../thresholds/calibrate";
import { fixedThresholds, levelOf } from "../thresholds/fixed";
import type { ResampleMethod } from "../thresholds/resample";
import {
  type Detector,
  type DetectorKind,
  type DetectorOptions,
  type DetectorState,
  NO_VERDICT,
  type Verdict,
} from "./detector";
import { countMissing, needReference, readOptions } from "./read-options";

const DEFAULTS = {
  window: 300,
  stride: 50,
  bins: 64,
  log: "e" as LogBase,
  outside: "drop" as OutsideRule,
  start: "reference" as "reference" | "empty",
  /** One limit or several increasing ones (tiers); null: found from the reference by the false-alarm rate. */
  thresholds: null as number | readonly number[] | null,
  falseAlarmRate: 0.01,
  looks: 1,
  method: "stationary" as ResampleMethod,
  resamples: 400,
  seed: 12345,
};

/** What is compared with the thresholds: the mean over all features, or the largest mean of a network function. */
type Judged = "mean" | "vnf";

type Options = typeof DEFAULTS;

class JensenShannonDetector implements Detector {
  readonly name: string;
  readonly #judged: Judged;
  readonly #options: Options;
  readonly #scorer: WindowScorer;
  #levels: readonly number[];
  missing = 0;

  constructor(
    name: string,
    judged: Judged,
    options: Options,
    scorer: WindowScorer,
    levels: readonly number[] | undefined,
  ) {
    this.name = name;
    this.#judged = judged;
    this.#options = options;
    this.#scorer = scorer;
    this.#levels = levels ?? this.#findLevels();
  }

  #findLevels(): readonly number[] {
    const { thresholds, log } = this.#options;
    if (thresholds !== null) {
      return fixedThresholds(typeof thresholds === "number" ? [thresholds] : thresholds, { log }).levels;
    }
    const statistic = (score: DriftScore): number => judge(score, this.#judged);
    const { reference, features, options } = this.#scorer;
    return calibrateBlock(reference, features, { ...this.#options, form: options.form }, statistic).levels;
  }

  get features(): readonly string[] {
    return this.#scorer.features;
  }

  get rows(): number {
    return this.#scorer.rows;
  }

  update(row: ArrayLike<number>): Verdict {
    const score = this.#scorer.update(row);
    this.missing += countMissing(row);
    if (score === undefined) return NO_VERDICT;
    const statistic = judge(score, this.#judged);
    const level = levelOf(statistic, this.#levels);
    return {
      evaluated: true,
      alarm: level > 0,
      warning: false,
      statistic,
      threshold: this.#levels[0],
      culprits: this.#judged === "vnf" && level > 0 ? vnfsAbove(score, this.#levels[0]) : [],
      level,
    };
  }

  rebase(): void {
    this.#scorer.rebase();
    // The new reference has other rows, and as many as the window: chance alone now scores differently.
    this.#levels = this.#findLevels();
  }

  toJSON(): DetectorState {
    return {
      detector: this.name,
      version: 1,
      options: this.#options,
      scorer: this.#scorer.toJSON(),
      levels: this.#levels,
      missing: this.missing,
    };
  }
}

function judge(score: DriftScore, judged: Judged): number {
  if (judged === "mean") return score.score;
  const means = Object.values(scorePerVnf(score)).filter((mean) => !Number.isNaN(mean));
  return means.length === 0 ? Number.NaN : Math.max(...means);
}

function vnfsAbove(score: DriftScore, threshold: number): string[] {
  return Object.entries(scorePerVnf(score))
    .filter(([, mean]) => mean >= threshold)
    .map(([vnf]) => vnf);
}

function kind(name: string, form: DivergenceForm, judged: Judged, summary: string): DetectorKind {
  return {
    name,
    summary,
    watches: "features",
    binary: false,
    needsReference: true,
    fires: "above",
    orderFree: true,
    rate: "look",
    defaults: DEFAULTS,
    create(options: DetectorOptions): Detector {
      const reference = needReference(name, options);
      const features = options.features ?? driftFeatures(reference);
      const chosen = readOptions(name, options, DEFAULTS);
      if (judged === "vnf") needVnfs(name, features);
      const scorer = windowScorer(reference, { ...chosen, features, form });
      return new JensenShannonDetector(name, judged, chosen, scorer, undefined);
    },
    restore(state: DetectorState): Detector {
      const scorer = WindowScorer.restore(state.scorer as ScorerState);
      const options = readOptions(name, state.options as DetectorOptions, DEFAULTS);
      const { levels } = fixedThresholds(state.levels as number[], { log: options.log });
      const detector = new JensenShannonDetector(name, judged, options, scorer, levels);
      detector.missing = whole("missing", state.missing as number, 0);
      return detector;
    },
  };
}

function needVnfs(name: string, features: readonly string[]): void {
  const values = new Float64Array(features.length);
  if (Object.keys(scorePerVnf({ features, values })).length > 0) return;
  fail({
    code: "argument",
    expected: `features named <vnf>_<event> for detector "${name}"`,
    found: features.slice(0, 3).join(", "),
  });
}

export const JENSEN_SHANNON_KINDS: readonly DetectorKind[] = [
  kind("jsd-probability", "probability", "mean", "mean Jensen-Shannon divergence over the features"),
  kind("jsd-v2", "v2", "mean", "the same with the arithmetic of DRST's newest monitor"),
  kind("jsd-v1", "v1", "mean", "the same with bins frozen from the reference, constant cost a row"),
  kind("jsd-vnf", "probability", "vnf", "largest mean Jensen-Shannon divergence of a network function"),
];
