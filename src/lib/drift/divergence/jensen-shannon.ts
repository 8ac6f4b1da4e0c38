import { fail } from "../../core";
import type { Table } from "../../table";
import { driftFeatures, featureBlock } from "../features";
import { ColumnRanges } from "./column-ranges";
import { FrozenHistogram } from "./frozen-histogram";
import { JointHistogram, type Measured } from "./joint-histogram";
import { type DivergenceOptions, type ResolvedDivergence, resolveDivergence } from "./options";
import { type DriftScore, driftScore } from "./score";

/**
 * How far the rows of `window` are from those of `reference`: the Jensen–Shannon divergence of their histograms,
 * feature by feature, and its mean. JSD = ½ KL(P‖M) + ½ KL(Q‖M), M = (P+Q)/2 (Lin 1991; the divergence, not its
 * square root), between 0 and the score's `bound`. The order of rows does not matter. Missing cells are left out and
 * counted; a feature that is constant over both tables is left out of the mean.
 *
 * @param options bins, log base, form, and `features` (default: {@link driftFeatures} of both tables)
 * @throws LabError for unknown options or columns, infinite cells, or a table without rows
 * @example
 * const a = table.Table.of({ cycles: [1, 1, 2, 2] });
 * const b = table.Table.of({ cycles: [2, 2, 3, 3] });
 * drift.jensenShannon(a, a).score //=> 0
 * drift.jensenShannon(a, b, { bins: 4, log: "2" }).score //=> 0.5
 */
export function jensenShannon(
  reference: Table,
  window: Table,
  options: DivergenceOptions & { readonly features?: readonly string[] } = {},
): DriftScore {
  const resolved = resolveDivergence(options);
  for (const [name, table] of [
    ["reference", reference],
    ["window", window],
  ] as const) {
    if (table.length === 0)
      fail({ code: "argument", expected: `rows in the ${name}`, found: "an empty table" });
  }
  const features = options.features ?? driftFeatures(reference, window);
  const p = featureBlock(reference, features);
  const q = featureBlock(window, features);
  return compareBlocks(p, reference.length, q, window.length, features, resolved);
}

/** The score of two blocks (column after column); see {@link jensenShannon}. */
export function compareBlocks(
  p: Float64Array,
  pRows: number,
  q: Float64Array,
  qRows: number,
  features: readonly string[],
  options: ResolvedDivergence,
): DriftScore {
  const values = new Float64Array(features.length);
  const counts =
    options.form === "v1"
      ? compareFrozen(p, q, qRows, values, options)
      : compareJoint(p, pRows, q, qRows, values, options);
  return driftScore(values, { options, features, referenceRows: pRows, windowRows: qRows, ...counts });
}

function compareJoint(
  p: Float64Array,
  pRows: number,
  q: Float64Array,
  qRows: number,
  values: Float64Array,
  options: ResolvedDivergence,
): { missing: number; outside: number; lacking: boolean } {
  const measured = (block: Float64Array, rows: number): Measured => ({
    block,
    rows,
    ranges: new ColumnRanges(values.length).measure(block),
  });
  const histogram = new JointHistogram(values.length, options);
  return { outside: 0, ...histogram.compare(measured(p, pRows), measured(q, qRows), values) };
}

function compareFrozen(
  p: Float64Array,
  q: Float64Array,
  qRows: number,
  values: Float64Array,
  options: ResolvedDivergence,
): { missing: number; outside: number; lacking: boolean } {
  const histogram = new FrozenHistogram(p, values.length, options);
  for (let f = 0; f < values.length; f++) {
    for (let i = f * qRows; i < (f + 1) * qRows; i++) histogram.change(f, histogram.binOf(f, q[i]), 1);
  }
  return histogram.score(values);
}
