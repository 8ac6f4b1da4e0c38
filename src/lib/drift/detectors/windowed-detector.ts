import { fail } from "../../core";
import { oneOf, whole } from "../checks";
import { checkRow, featureBlock } from "../features";
import { packFloats, unpackFloats } from "../pack";
import { RowWindow, type RowWindowState } from "../row-window";
import {
  type Detector,
  type DetectorKind,
  type DetectorOptions,
  type DetectorState,
  NO_VERDICT,
  type Verdict,
} from "./detector";
import { countMissing, needReference, readFeatures, readOptions } from "./read-options";

/** What a test of a window finds for each feature; a feature without values has NaN. */
export interface Finding {
  /** One statistic a feature. */
  readonly statistics: Float64Array;
  /** The limit each is compared with. */
  readonly threshold: number;
}

/** The part that differs between windowed detectors: a test of the window against the reference. */
export interface WindowTest {
  /** @param looks evaluations so far, to seed a test that draws at random */
  evaluate(window: RowWindow, looks: number): Finding;
}

export interface WindowOptions {
  readonly window: number;
  readonly stride: number;
  readonly start: "reference" | "empty";
}

interface Plan<T extends WindowOptions> {
  readonly kind: Omit<DetectorKind, "create" | "restore">;
  readonly options: T;
  readonly features: readonly string[];
  /** Makes the test for a reference (column after column), at the beginning and after each rebase. */
  readonly test: (reference: Float64Array, options: T, features: number) => WindowTest;
}

/** Keeps the last rows and tests them every `stride` rows; a rebase makes them the reference. */
class WindowedDetector<T extends WindowOptions> implements Detector {
  readonly #plan: Plan<T>;
  #reference: Float64Array;
  #test: WindowTest;
  #window: RowWindow;
  #sinceLook = 0;
  #looks = 0;
  rows = 0;
  missing = 0;

  constructor(plan: Plan<T>, reference: Float64Array) {
    this.#plan = plan;
    this.#reference = reference;
    this.#test = plan.test(reference, plan.options, plan.features.length);
    this.#window = new RowWindow(plan.features.length, plan.options.window);
    if (plan.options.start === "reference") {
      this.#window.fillFrom(reference, reference.length / plan.features.length);
    }
  }

  get name(): string {
    return this.#plan.kind.name;
  }

  get features(): readonly string[] {
    return this.#plan.features;
  }

  update(row: ArrayLike<number>): Verdict {
    checkRow(row, this.features, this.rows);
    this.#window.push(row);
    this.missing += countMissing(row);
    this.rows++;
    this.#sinceLook++;
    if (!this.#window.full || this.#sinceLook < this.#plan.options.stride) return NO_VERDICT;
    this.#sinceLook = 0;
    const { statistics, threshold } = this.#test.evaluate(this.#window, this.#looks++);
    return this.#verdict(statistics, threshold);
  }

  #verdict(statistics: Float64Array, threshold: number): Verdict {
    const above = this.#plan.kind.fires === "above";
    const culprits: string[] = [];
    let extreme = Number.NaN;
    for (let f = 0; f < statistics.length; f++) {
      const statistic = statistics[f];
      if (Number.isNaN(statistic)) continue;
      if (above ? statistic > threshold : statistic < threshold) culprits.push(this.features[f]);
      if (Number.isNaN(extreme) || (above ? statistic > extreme : statistic < extreme)) extreme = statistic;
    }
    const alarm = culprits.length > 0;
    return {
      evaluated: true,
      alarm,
      warning: false,
      statistic: extreme,
      threshold,
      culprits,
      level: Number(alarm),
    };
  }

  rebase(): void {
    if (this.#window.filled === 0)
      fail({ code: "argument", expected: "rows in the window", found: "none yet" });
    this.#reference = this.#window.block().slice();
    this.#test = this.#plan.test(this.#reference, this.#plan.options, this.features.length);
    this.#sinceLook = 0;
    // The window is the reference now: comparing it with itself tells nothing.
    if (this.#plan.options.start === "empty") {
      this.#window = new RowWindow(this.features.length, this.#plan.options.window);
    }
  }

  toJSON(): DetectorState {
    return {
      detector: this.name,
      version: 1,
      options: this.#plan.options,
      features: this.features,
      referenceRows: this.#reference.length / this.features.length,
      reference: packFloats(this.#reference),
      window: this.#window.toJSON(),
      sinceLook: this.#sinceLook,
      looks: this.#looks,
      rows: this.rows,
      missing: this.missing,
    };
  }

  static restore<T extends WindowOptions>(
    state: DetectorState,
    plan: (options: T, features: readonly string[]) => Plan<T>,
  ): Detector {
    const features = [...(state.features as string[])];
    const options = state.options as T;
    const referenceRows = whole("referenceRows", state.referenceRows as number, 0);
    const reference = unpackFloats(state.reference, features.length * referenceRows, "reference");
    const detector = new WindowedDetector(plan(options, features), reference);
    detector.#window = RowWindow.restore(state.window as RowWindowState, features.length, options.window);
    detector.#sinceLook = whole("sinceLook", state.sinceLook as number, 0);
    detector.#looks = whole("looks", state.looks as number, 0);
    detector.rows = whole("rows", state.rows as number, 0);
    detector.missing = whole("missing", state.missing as number, 0);
    return detector;
  }
}

/** A kind of detector from its promises, its defaults, and its test of a window. */
export function windowedKind<T extends WindowOptions & Readonly<Record<string, unknown>>>(
  promises: Omit<DetectorKind, "create" | "restore" | "defaults" | "binary"> & { readonly defaults: T },
  test: Plan<T>["test"],
  check: (options: T) => void,
): DetectorKind {
  const kind = { ...promises, binary: false };
  const plan = (options: T, features: readonly string[]): Plan<T> => {
    whole("window", options.window, 2);
    whole("stride", options.stride, 1);
    oneOf("start", options.start, ["reference", "empty"]);
    check(options);
    return { kind, options, features, test };
  };
  return {
    ...kind,
    create(options: DetectorOptions): Detector {
      const chosen = plan(readOptions(kind.name, options, kind.defaults), readFeatures(kind.name, options));
      const needed = kind.needsReference || chosen.options.start === "reference";
      const reference = needed ? needReference(kind.name, options) : undefined;
      if (
        reference !== undefined &&
        chosen.options.start === "reference" &&
        reference.length < chosen.options.window
      ) {
        fail({
          code: "argument",
          expected: `a reference of ${chosen.options.window} rows or more, as many as the window`,
          found: `${reference.length} rows`,
        });
      }
      return new WindowedDetector(
        chosen,
        reference === undefined ? new Float64Array(0) : featureBlock(reference, chosen.features),
      );
    },
    restore: (state) => WindowedDetector.restore<T>(state, plan),
  };
}
