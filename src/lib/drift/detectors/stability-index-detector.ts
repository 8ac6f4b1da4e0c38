import { between, oneOf, whole } from "../checks";
import type { RowWindow } from "../row-window";
import { binCounts, stabilityEdges, stabilityIndex, stabilityThreshold } from "../statistics/stability-index";
import type { DetectorKind } from "./detector";
import { type WindowTest, windowedKind } from "./windowed-detector";

const DEFAULTS = {
  window: 300,
  stride: 300,
  start: "empty" as "reference" | "empty",
  bins: 10,
  by: "quantile" as "quantile" | "width",
  /** Probability of a false alarm at one look over all features; the threshold follows from the sample sizes. */
  alpha: 0.01,
  /** A fixed limit such as 0.25 in place of alpha; null to use alpha. */
  threshold: null as number | null,
};

function psiTest(reference: Float64Array, options: typeof DEFAULTS, features: number): WindowTest {
  const rows = reference.length / features;
  const columns = Array.from({ length: features }, (_, f) => {
    const column = reference.subarray(f * rows, (f + 1) * rows);
    if (column.every(Number.isNaN)) return undefined;
    const edges = stabilityEdges(column, options.bins, options.by);
    const counts = binCounts(column, edges);
    return { edges, counts, total: sumOf(counts) };
  });
  const alpha = options.alpha / features;
  const common = options.threshold ?? stabilityThreshold(alpha, options.bins, rows, options.window);
  return {
    evaluate(window: RowWindow) {
      const statistics = new Float64Array(features).fill(Number.NaN);
      for (const [f, column] of columns.entries()) {
        if (column === undefined) continue;
        const counts = binCounts(window.column(f), column.edges);
        const total = sumOf(counts);
        if (total === 0) continue;
        const index = stabilityIndex(column.counts, counts);
        // Chance alone makes the index of fewer values larger; a limit from alpha means full samples.
        const sizes = (1 / rows + 1 / options.window) / (1 / column.total + 1 / total);
        statistics[f] = options.threshold === null ? index * sizes : index;
      }
      return { statistics, threshold: common };
    },
  };
}

const sumOf = (counts: Int32Array): number => counts.reduce((sum, c) => sum + c, 0);

export const STABILITY_INDEX: DetectorKind = windowedKind(
  {
    name: "psi",
    summary: "population stability index of a window against the reference, feature by feature",
    watches: "features",
    needsReference: true,
    fires: "above",
    orderFree: true,
    rate: "look",
    defaults: DEFAULTS,
  },
  psiTest,
  (options) => {
    between("alpha", options.alpha, 0, 1);
    whole("bins", options.bins, 2, 65535);
    oneOf("by", options.by, ["quantile", "width"]);
    if (options.threshold !== null) between("threshold", options.threshold, 0, Number.POSITIVE_INFINITY);
  },
);
