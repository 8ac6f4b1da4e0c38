/** smoothl1: Huber's loss with bound 1; huber: with a chosen bound; mse: squared error. All are means over the batch. */
export type Loss = "smoothl1" | "mse" | "huber";

export const LOSSES: readonly Loss[] = ["smoothl1", "mse", "huber"];

/**
 * The mean loss of `rows` outputs against their targets; its derivative by each output goes into `delta`.
 * Below the bound: error²/2; above: bound·(|error| − bound/2).
 */
export function lossAndDelta(
  loss: Loss,
  bound: number,
  outputs: Float64Array,
  targets: Float64Array,
  delta: Float64Array,
  rows: number,
): number {
  let sum = 0;
  if (loss === "mse") {
    for (let r = 0; r < rows; r++) {
      const error = outputs[r] - targets[r];
      sum += error * error;
      delta[r] = (2 * error) / rows;
    }
    return sum / rows;
  }
  const limit = loss === "smoothl1" ? 1 : bound;
  for (let r = 0; r < rows; r++) {
    const error = outputs[r] - targets[r];
    const size = Math.abs(error);
    if (size <= limit) {
      sum += 0.5 * error * error;
      delta[r] = error / rows;
    } else {
      sum += limit * (size - 0.5 * limit);
      delta[r] = (Math.sign(error) * limit) / rows;
    }
  }
  return sum / rows;
}
