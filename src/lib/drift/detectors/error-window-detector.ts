import { between } from "../checks";
import { type RowWindow, sortedValues } from "../row-window";
import { largerPValue } from "../statistics/mann-whitney";
import type { DetectorKind } from "./detector";
import { type WindowTest, windowedKind } from "./windowed-detector";

const DEFAULTS = {
  window: 50,
  stride: 50,
  start: "empty" as "reference" | "empty",
  /** Probability of a false alarm at one look. */
  alpha: 0.01,
};

function errorTest(reference: Float64Array, options: typeof DEFAULTS, features: number): WindowTest {
  const rows = reference.length / features;
  // The size of a residual counts, not its sign.
  const sizes = Array.from({ length: features }, (_, f) =>
    sortedValues(reference.slice(f * rows, (f + 1) * rows).map(Math.abs)),
  );
  return {
    evaluate(window: RowWindow) {
      const statistics = new Float64Array(features);
      for (let f = 0; f < features; f++) {
        const recent = sortedValues(window.column(f).map(Math.abs));
        const measurable = recent.length > 0 && sizes[f].length > 0;
        statistics[f] = measurable ? largerPValue(sizes[f], recent) : Number.NaN;
      }
      return { statistics, threshold: options.alpha / features };
    },
  };
}

export const ERROR_WINDOW: DetectorKind = windowedKind(
  {
    name: "error-window",
    summary: "rank test that a model's recent errors are larger than its errors on the reference",
    watches: "error",
    needsReference: true,
    fires: "below",
    orderFree: true,
    rate: "look",
    defaults: DEFAULTS,
  },
  errorTest,
  (options) => between("alpha", options.alpha, 0, 1),
);
