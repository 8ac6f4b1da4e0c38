import { fail, quote } from "../../core";
import type { Table } from "../../table";
import { oneOf, whole } from "../checks";
import { checkRow, featureBlock } from "../features";
import { packFloats, unpackFloats } from "../pack";
import {
  type Detector,
  type DetectorKind,
  type DetectorOptions,
  type DetectorState,
  NO_VERDICT,
  type Verdict,
} from "./detector";
import { ALARM, type Monitor, NO_LOOK, WARNING } from "./monitor";
import { needReference, readFeatures, readOptions } from "./read-options";

export interface MonitorOptions {
  /**
   * "reference" turns each feature into standard deviations from its reference mean, so that one setting suits all;
   * "none" takes the values as they are.
   */
  readonly scale: "reference" | "none";
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
  /** For each feature what is subtracted, then what is divided by. */
  readonly #scale: Float64Array;
  rows = 0;
  missing = 0;

  constructor(plan: Plan<T>, scale: Float64Array) {
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
      const says = monitor.push((row[f] - this.#scale[2 * f]) / this.#scale[2 * f + 1]);
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
  }

  toJSON(): DetectorState {
    return {
      detector: this.name,
      version: 1,
      options: this.#plan.options,
      features: this.features,
      scale: packFloats(this.#scale),
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
    const scale = unpackFloats(state.scale, 2 * plan.features.length, "scale");
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
      const reference = chosen.options.scale === "reference" ? needReference(kind.name, options) : undefined;
      return new MonitoredDetector(chosen, scaleOf(chosen.features, reference));
    },
    restore: (state) =>
      MonitoredDetector.restore(state, plan(state.options as T, [...(state.features as string[])])),
  };
}

/** Mean and standard deviation (n − 1) of each feature over the reference; a constant one is only centred. */
function scaleOf(features: readonly string[], reference: Table | undefined): Float64Array {
  const scale = new Float64Array(2 * features.length);
  for (let f = 0; f < features.length; f++) scale[2 * f + 1] = 1;
  if (reference === undefined) return scale;
  const block = featureBlock(reference, features);
  for (let f = 0; f < features.length; f++) {
    const column = block.subarray(f * reference.length, (f + 1) * reference.length);
    const values = column.filter((v) => !Number.isNaN(v));
    if (values.length === 0) {
      fail({
        code: "argument",
        expected: "values in the reference",
        found: "none",
        where: { column: features[f] },
      });
    }
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
    scale[2 * f] = mean;
    if (variance > 0) scale[2 * f + 1] = Math.sqrt(variance);
  }
  return scale;
}
