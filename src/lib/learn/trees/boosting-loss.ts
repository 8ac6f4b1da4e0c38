import { median, quantile } from "../score/quantile";

export type BoostingLossName = "squared" | "absolute" | "huber";

/** What boosting needs of a loss: Friedman (2001), sections 4.1 to 4.4. */
export interface BoostingLoss {
  /** The best constant to begin with. */
  start(y: Float64Array): number;
  /** The downhill direction at each row. */
  residual(y: Float64Array, predictions: Float64Array, out: Float64Array): void;
  /** The best step for the rows of one leaf. */
  leafValue(
    y: Float64Array,
    predictions: Float64Array,
    rows: Int32Array,
    from: number,
    to: number,
    l2: number,
  ): number;
  /** The mean error by which early stop goes. */
  error(y: Float64Array, predictions: Float64Array): number;
}

export function boostingLoss(name: BoostingLossName, huberQuantile: number): BoostingLoss {
  switch (name) {
    case "squared":
      return squared;
    case "absolute":
      return absolute;
    case "huber":
      return huber(huberQuantile);
  }
}

const squared: BoostingLoss = {
  start: (y) => y.reduce((sum, v) => sum + v, 0) / y.length,
  residual(y, predictions, out) {
    for (let i = 0; i < y.length; i++) out[i] = y[i] - predictions[i];
  },
  leafValue(y, predictions, rows, from, to, l2) {
    let sum = 0;
    for (let k = from; k < to; k++) sum += y[rows[k]] - predictions[rows[k]];
    return sum / (to - from + l2);
  },
  error: (y, predictions) => meanOf(y, predictions, (e) => e * e),
};

const absolute: BoostingLoss = {
  start: median,
  residual(y, predictions, out) {
    for (let i = 0; i < y.length; i++) out[i] = Math.sign(y[i] - predictions[i]);
  },
  leafValue: (y, predictions, rows, from, to, l2) =>
    (median(errorsOf(y, predictions, rows, from, to)) * (to - from)) / (to - from + l2),
  error: (y, predictions) => meanOf(y, predictions, Math.abs),
};

function huber(share: number): BoostingLoss {
  // The bound follows the residuals: what counts as far shrinks as the fit gets better.
  let bound = 0;
  return {
    start: median,
    residual(y, predictions, out) {
      for (let i = 0; i < y.length; i++) out[i] = Math.abs(y[i] - predictions[i]);
      bound = quantile(out.slice().sort(), share);
      for (let i = 0; i < y.length; i++) {
        out[i] = Math.max(-bound, Math.min(bound, y[i] - predictions[i]));
      }
    },
    leafValue(y, predictions, rows, from, to, l2) {
      const errors = errorsOf(y, predictions, rows, from, to);
      const middle = median(errors);
      let sum = 0;
      for (const e of errors) sum += Math.max(-bound, Math.min(bound, e - middle));
      return ((middle + sum / errors.length) * errors.length) / (errors.length + l2);
    },
    error: (y, predictions) =>
      meanOf(y, predictions, (e) => {
        const size = Math.abs(e);
        return size <= bound ? 0.5 * e * e : bound * (size - 0.5 * bound);
      }),
  };
}

function errorsOf(
  y: Float64Array,
  predictions: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
): Float64Array {
  const errors = new Float64Array(to - from);
  for (let k = from; k < to; k++) errors[k - from] = y[rows[k]] - predictions[rows[k]];
  return errors;
}

function meanOf(y: Float64Array, predictions: Float64Array, of: (error: number) => number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += of(y[i] - predictions[i]);
  return sum / y.length;
}
