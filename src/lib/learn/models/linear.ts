import type { Matrix } from "../data/matrix";
import type { Model, ModelKind, ModelState } from "./model";
import { nonNegative, readOptions } from "./options";
import { outputFor } from "./predict";
import { floats, inputsOf } from "./restore";
import { solveLeastSquares, solveRidge } from "./solve";

export interface RidgeOptions {
  /** Weight of the penalty on the squared coefficients (the intercept is free). */
  readonly alpha: number;
}

/** Least squares with a penalty on the coefficients: Hoerl and Kennard (1970). */
export const ridge: ModelKind<RidgeOptions> = {
  kind: "ridge",
  about: "linear, squared coefficients penalised",
  missing: false,
  scaled: true,
  scaledTarget: false,
  watch: () => 0,
  options: (given) => readOptions<RidgeOptions>("ridge", given, { alpha: 1 }, { alpha: nonNegative }),
  fit: (x, y, { alpha }) =>
    fitCentred("ridge", x, y, (a, b) => (alpha === 0 ? solveLeastSquares(a, b) : solveRidge(a, b, alpha))),
  restore: (state) =>
    linearModel(state.kind, floats(state, "weights", inputsOf(state)), floats(state, "intercept", 1)[0]),
};

/** Ordinary least squares; of columns that depend on each other, the dispensable ones get the coefficient 0. */
export const linear: ModelKind<object> = {
  kind: "linear",
  about: "ordinary least squares",
  missing: false,
  scaled: true,
  scaledTarget: false,
  watch: () => 0,
  options: (given) => readOptions("linear", given, {}, {}),
  fit: (x, y) => fitCentred("linear", x, y, solveLeastSquares),
  restore: ridge.restore,
};

function fitCentred(
  kind: string,
  x: Matrix,
  y: Float64Array,
  solve: (x: Matrix, y: Float64Array) => Float64Array,
): Model {
  const { rows, columns } = x;
  const mean = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) mean[j] += (x.data[at++] - mean[j]) / (i + 1);
  }
  let target = 0;
  for (let i = 0; i < rows; i++) target += (y[i] - target) / (i + 1);
  const data = new Float64Array(x.data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) data[at] = x.data[at] - mean[j];
  }
  const weights = solve(
    { rows, columns, data },
    y.map((v) => v - target),
  );
  let intercept = target;
  for (let j = 0; j < columns; j++) intercept -= weights[j] * mean[j];
  return linearModel(kind, weights, intercept);
}

function linearModel(kind: string, weights: Float64Array, intercept: number): Model {
  const inputs = weights.length;
  return {
    kind,
    inputs,
    predict(x, out) {
      const result = outputFor(x, inputs, out);
      const { data } = x;
      for (let i = 0, at = 0; i < x.rows; i++) {
        let sum = intercept;
        for (let j = 0; j < inputs; j++) sum += weights[j] * data[at++];
        result[i] = sum;
      }
      return result;
    },
    predictRow(row) {
      let sum = intercept;
      for (let j = 0; j < inputs; j++) sum += weights[j] * row[j];
      return sum;
    },
    state: (): ModelState => ({
      kind,
      config: { inputs },
      arrays: { weights, intercept: Float64Array.of(intercept) },
    }),
  };
}
