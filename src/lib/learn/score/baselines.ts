import type { Dataset } from "../data/dataset";
import { takeValues } from "../data/matrix";
import type { Split } from "../split/split";
import { median } from "./quantile";

/** Predictions that need no model, row for row of a split's test part. */
export interface BaselinePredictions {
  /** The median of the training target: what to say when one knows nothing of the row. */
  readonly constant: Float64Array;
  /** The target of the row before in the same segment; NaN (not scored) for a segment's first row. */
  readonly persistence: Float64Array;
}

/** The constant and the persistence prediction for the test rows of a split. */
export function baselinePredictions(data: Dataset, split: Split): BaselinePredictions {
  const constant = median(takeValues(data.y, split.train));
  const ids = data.segments?.ids;
  return {
    constant: new Float64Array(split.test.length).fill(constant),
    persistence: Float64Array.from(split.test, (i) => {
      if (i === 0 || (ids !== undefined && ids[i] !== ids[i - 1])) return Number.NaN;
      // A row that was left out (no target) breaks the chain: the one before it is two steps away.
      return data.sourceRows[i] - data.sourceRows[i - 1] === 1 ? data.y[i - 1] : Number.NaN;
    }),
  };
}
