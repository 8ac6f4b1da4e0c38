/** Adam's memory: Kingma and Ba (2015), with PyTorch's constants and its weight decay (added to the gradient). */
export interface Adam {
  readonly first: Float64Array;
  readonly second: Float64Array;
  step: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export function adam(parameters: number): Adam {
  return { first: new Float64Array(parameters), second: new Float64Array(parameters), step: 0 };
}

/** Moves weights[from…] one step against the gradient. */
export function adamStep(
  state: Adam,
  weights: Float64Array,
  gradient: Float64Array,
  learningRate: number,
  weightDecay: number,
  from: number,
): void {
  const { first, second } = state;
  state.step++;
  const rate = learningRate / (1 - BETA1 ** state.step);
  const correction = 1 / Math.sqrt(1 - BETA2 ** state.step);
  for (let i = from; i < weights.length; i++) {
    const g = gradient[i] + weightDecay * weights[i];
    const m = BETA1 * first[i] + (1 - BETA1) * g;
    const v = BETA2 * second[i] + (1 - BETA2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] -= (rate * m) / (Math.sqrt(v) * correction + EPSILON);
  }
}
