import type { Binned } from "./binning";

/** For every bin of every feature, two numbers: the sum of the residuals and how many rows. */
export type Histogram = Float64Array;

/** Fills the bins of the given features with rows[from…to). `gathered` is room for to − from numbers. */
export function fillHistogram(
  histogram: Histogram,
  { bins, offsets, rows: height }: Binned,
  features: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  residual: Float64Array,
  gathered: Float64Array,
): void {
  // Residuals are gathered once, not once a feature.
  for (let k = from; k < to; k++) gathered[k - from] = residual[rows[k]];
  for (let f = 0; f < features.length; f++) {
    const feature = features[f];
    const base = feature * height;
    const offset = offsets[feature];
    histogram.fill(0, 2 * offset, 2 * offsets[feature + 1]);
    for (let k = from; k < to; k++) {
      const cell = 2 * (offset + bins[base + rows[k]]);
      histogram[cell] += gathered[k - from];
      histogram[cell + 1] += 1;
    }
  }
}

/** parent − child, into the parent: the histogram of the other child, without looking at its rows. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i];
}
