import { erf } from "./erf";

/** relu: max(0, x); tanh; gelu: x·Φ(x) with the exact normal distribution function. */
export type Activation = "relu" | "tanh" | "gelu";

export const ACTIVATIONS: readonly Activation[] = ["relu", "tanh", "gelu"];

const SQRT1_2 = Math.SQRT1_2;
const DENSITY = 1 / Math.sqrt(2 * Math.PI);

/** values[i] = f(sums[i]) for the first `count`. */
export function activate(kind: Activation, sums: Float64Array, values: Float64Array, count: number): void {
  switch (kind) {
    case "relu":
      // NaN goes through: a missing input must give a missing prediction, not a confident one.
      for (let i = 0; i < count; i++) values[i] = sums[i] < 0 ? 0 : sums[i];
      return;
    case "tanh":
      for (let i = 0; i < count; i++) values[i] = Math.tanh(sums[i]);
      return;
    case "gelu":
      for (let i = 0; i < count; i++) values[i] = 0.5 * sums[i] * (1 + erf(sums[i] * SQRT1_2));
  }
}

/** delta[i] *= f′(sums[i]) for the first `count`. */
export function deactivate(kind: Activation, sums: Float64Array, delta: Float64Array, count: number): void {
  switch (kind) {
    case "relu":
      for (let i = 0; i < count; i++) if (sums[i] <= 0) delta[i] = 0;
      return;
    case "tanh":
      for (let i = 0; i < count; i++) {
        const t = Math.tanh(sums[i]);
        delta[i] *= 1 - t * t;
      }
      return;
    case "gelu":
      for (let i = 0; i < count; i++) {
        const x = sums[i];
        delta[i] *= 0.5 * (1 + erf(x * SQRT1_2)) + x * DENSITY * Math.exp(-0.5 * x * x);
      }
  }
}
