import { fail, quote } from "../../core";
import { oneOf, whole } from "../checks";
import { checkRow } from "../features";
import { packFloats, unpackFloats } from "../pack";
import {
  type Detector,
  type DetectorKind,
  type DetectorOptions,
  type DetectorState,
  NO_VERDICT,
  type Verdict,
} from "./detector";
import { FeatureScale, type FeatureScaleState } from "./feature-scale";
import { ALARM, type Monitor, NO_LOOK, WARNING } from "./monitor";
import { countMissing, needReference, readFeatures, readOptions } from "./read-options";

export interface MonitorOptions {
  /**
   * "reference" turns each feature into standard deviations from its reference mean, so that one setting suits all;
   * "none" takes the values as they are.
   */
  readonly scale: "reference" | "none";
  /** With scale "reference": after a rebase so many rows are the new normal, and then the watch goes on. */
  readonly relearn?: number;
}

interface Plan<T extends MonitorOptions> {
  readonly kind: Omit<DetectorKind, "create" | "restore">;
  readonly options: T;
  readonly features: readonly string[];
  readonly monitor: (options: T, features: number) => Monitor;
}

/** One monitor a feature; an alarm of any is the detector's alarm. */
class MonitoredDetector<T extends MonitorOptions> implements Detector {
  readonly #plan: Plan<T>;
  readonly #monitors: readonly Monitor[];
  readonly #scale: FeatureScale;
  rows = 0;
  missing = 0;

  constructor(plan: Plan<T>, scale: FeatureScale) {
    this.#plan = plan;
    this.#scale = scale;
    this.#monitors = plan.features.map(() => plan.monitor(plan.options, plan.features.length));
  }

  get name(): string {
    return this.#plan.kind.name;
  }

  get features(): readonly string[] {
    return this.#plan.features;
  }

  update(row: ArrayLike<number>): Verdict {
    this.#check(row);
    const above = this.#plan.kind.fires === "above";
    this.rows++;
    if (this.#scale.learning) {
      this.#scale.learn(row);
      this.missing += countMissing(row);
      return NO_VERDICT;
    }
    let looked = false;
    let warning = false;
    let extreme = Number.NaN;
    let culprits: string[] | undefined;
    for (let f = 0; f < row.length; f++) {
      if (Number.isNaN(row[f])) {
        this.missing++;
        continue;
      }
      const monitor = this.#monitors[f];
      const says = monitor.push(this.#scale.apply(f, row[f]));
      if (says === NO_LOOK) continue;
      looked = true;
      if (says === WARNING) warning = true;
      if (says === ALARM) {
        culprits ??= [];
        culprits.push(this.features[f]);
      }
      const { statistic } = monitor;
      if (Number.isNaN(extreme) || (above ? statistic > extreme : statistic < extreme)) extreme = statistic;
    }
    if (!looked) return NO_VERDICT;
    const alarm = culprits !== undefined;
    return {
      evaluated: true,
      alarm,
      warning: warning && !alarm,
      statistic: extreme,
      threshold: this.#monitors[0].threshold,
      culprits: culprits ?? NO_VERDICT.culprits,
      level: Number(alarm),
    };
  }

  #check(row: ArrayLike<number>): void {
    checkRow(row, this.features, this.rows);
    if (!this.#plan.kind.binary) return;
    for (let f = 0; f < row.length; f++) {
      if (row[f] === 0 || row[f] === 1 || Number.isNaN(row[f])) continue;
      fail({
        code: "argument",
        expected: `0 (right) or 1 (wrong) for detector "${this.name}"`,
        found: `${row[f]} in row ${this.rows}`,
        where: { column: this.features[f] },
      });
    }
  }

  rebase(): void {
    for (const monitor of this.#monitors) monitor.reset();
    const { scale, relearn = 0 } = this.#plan.options;
    if (scale === "reference" && relearn > 0) this.#scale.relearn(relearn);
  }

  toJSON(): DetectorState {
    return {
      detector: this.name,
      version: 1,
      options: this.#plan.options,
      features: this.features,
      scale: this.#scale.toJSON(),
      // Packed, since a state may hold infinities, which JSON has not.
      monitors: this.#monitors.map((monitor) => {
        const state = Float64Array.from(monitor.save());
        return { length: state.length, values: packFloats(state) };
      }),
      rows: this.rows,
      missing: this.missing,
    };
  }

  static restore<T extends MonitorOptions>(state: DetectorState, plan: Plan<T>): Detector {
    const scale = FeatureScale.restore(state.scale as FeatureScaleState, plan.features.length);
    const detector = new MonitoredDetector(plan, scale);
    const saved = state.monitors as readonly { length: number; values: string }[];
    if (saved.length !== plan.features.length) {
      fail({
        code: "format",
        expected: `${plan.features.length} monitors in the state`,
        found: quote(saved.length),
      });
    }
    for (const [f, monitor] of detector.#monitors.entries()) {
      const length = whole("length", saved[f].length, 0);
      monitor.load([...unpackFloats(saved[f].values, length, `monitor ${f}`)]);
    }
    detector.rows = whole("rows", state.rows as number, 0);
    detector.missing = whole("missing", state.missing as number, 0);
    return detector;
  }
}

/** A kind of detector from its promises, its defaults, and the monitor of one feature. */
export function monitoredKind<T extends MonitorOptions & Readonly<Record<string, unknown>>>(
  promises: Omit<DetectorKind, "create" | "restore" | "defaults" | "needsReference"> & {
    readonly defaults: T;
  },
  monitor: Plan<T>["monitor"],
  check: (options: T) => void,
): DetectorKind {
  const kind = { ...promises, needsReference: promises.defaults.scale === "reference" };
  const plan = (options: T, features: readonly string[]): Plan<T> => {
    oneOf("scale", options.scale, ["reference", "none"]);
    check(options);
    return { kind, options, features, monitor };
  };
  return {
    ...kind,
    create(options: DetectorOptions): Detector {
      const chosen = plan(readOptions(kind.name, options, kind.defaults), readFeatures(kind.name, options));
      const { features } = chosen;
      const scale =
        chosen.options.scale === "reference"
          ? FeatureScale.of(needReference(kind.name, options), features)
          : new FeatureScale(features.length);
      return new MonitoredDetector(chosen, scale);
    },
    restore: (state) =>
      MonitoredDetector.restore(state, plan(state.options as T, [...(state.features as string[])])),
  };
}
