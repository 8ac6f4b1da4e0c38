import { between, oneOf } from "../checks";
import { type RowWindow, sortedValues } from "../row-window";
import { asymptoticPValue, exactPValue, type KsMethod, ksGap } from "../statistics/kolmogorov-smirnov";
import type { DetectorKind } from "./detector";
import { type WindowTest, windowedKind } from "./windowed-detector";

const DEFAULTS = {
  window: 100,
  stride: 100,
  start: "empty" as "reference" | "empty",
  /** Probability of a false alarm at one look, over all features together. */
  alpha: 0.01,
  /** "bonferroni" divides alpha by the number of features; "none" does not. */
  correction: "bonferroni" as "bonferroni" | "none",
  method: "auto" as KsMethod,
};

/** Above this product of sample sizes a p-value is taken from the limit distribution. */
const EXACT_WORK = 1_000_000;

function ksTest(reference: Float64Array, options: typeof DEFAULTS, features: number): WindowTest {
  const rows = reference.length / features;
  const sorted = Array.from({ length: features }, (_, f) =>
    sortedValues(reference.subarray(f * rows, (f + 1) * rows)),
  );
  // The p-value depends on the sizes and one whole number, and a stream meets the same few again and again.
  const known = new Map<string, number>();
  const pValue = (gap: number, n: number, m: number): number => {
    const key = `${gap}/${n}/${m}`;
    let p = known.get(key);
    if (p === undefined) {
      const exact = options.method === "exact" || (options.method === "auto" && n * m <= EXACT_WORK);
      p = exact ? exactPValue(gap, n, m) : asymptoticPValue(gap / (n * m), n, m);
      if (known.size >= 10_000) known.clear();
      known.set(key, p);
    }
    return p;
  };
  const threshold = options.correction === "none" ? options.alpha : options.alpha / features;
  return {
    evaluate(window: RowWindow) {
      const statistics = new Float64Array(features);
      for (let f = 0; f < features; f++) {
        const values = sortedValues(window.column(f));
        const [n, m] = [sorted[f].length, values.length];
        statistics[f] = n === 0 || m === 0 ? Number.NaN : pValue(ksGap(sorted[f], values), n, m);
      }
      return { statistics, threshold };
    },
  };
}

export const KOLMOGOROV_SMIRNOV: DetectorKind = windowedKind(
  {
    name: "ks",
    summary: "two-sample Kolmogorov-Smirnov test of a window against the reference, feature by feature",
    watches: "features",
    needsReference: true,
    fires: "below",
    orderFree: true,
    rate: "limit",
    defaults: DEFAULTS,
  },
  ksTest,
  (options) => {
    between("alpha", options.alpha, 0, 1);
    oneOf("correction", options.correction, ["bonferroni", "none"]);
    oneOf("method", options.method, ["auto", "exact", "asymptotic"]);
  },
);
