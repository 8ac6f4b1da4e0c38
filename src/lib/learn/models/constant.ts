import type { Matrix } from "../data/matrix";
import { median } from "../score/quantile";
import type { Model, ModelKind, ModelState } from "./model";
import { oneOf, readOptions } from "./options";
import { outputFor } from "./predict";
import { floats, inputsOf } from "./restore";

export interface ConstantOptions {
  readonly statistic: "median" | "mean";
}

/** Says the same for every row: the median (or mean) of what it saw. The least that any model must beat. */
export const constant: ModelKind<ConstantOptions> = {
  kind: "constant",
  about: "the median or mean of the training target",
  missing: true,
  scaled: false,
  scaledTarget: false,
  watch: () => 0,
  options: (given) =>
    readOptions<ConstantOptions>(
      "constant",
      given,
      { statistic: "median" },
      { statistic: oneOf("median", "mean") },
    ),
  fit(x, y, options) {
    const value = options.statistic === "median" ? median(y) : y.reduce((sum, v) => sum + v, 0) / y.length;
    return constantModel(x.columns, value);
  },
  restore: (state: ModelState) => constantModel(inputsOf(state), floats(state, "value", 1)[0]),
};

function constantModel(inputs: number, value: number): Model {
  return {
    kind: "constant",
    inputs,
    predict: (x: Matrix, out?: Float64Array) => outputFor(x, inputs, out).fill(value, 0, x.rows),
    predictRow: () => value,
    state: () => ({ kind: "constant", config: { inputs }, arrays: { value: Float64Array.of(value) } }),
  };
}
