import type { Layer } from "./network";

// The inner loops of the dense engine. JavaScript has no vector instructions, so what counts is how many products
// each loaded number takes part in: the blocks of 2 × 4 and 4 keep their sums in registers.

/** sums[r, o] = bias[o] + Σ weight[o, i] · values[r, i]. */
export function forwardLayer(
  layer: Layer,
  w: Float64Array,
  values: Float64Array,
  sums: Float64Array,
  rows: number,
): void {
  const { inputs, outputs, weightsAt, biasesAt } = layer;
  const wholeOutputs = outputs - (outputs % 4);
  let r = 0;
  for (; r + 1 < rows; r += 2) {
    const a0 = r * inputs;
    const a1 = a0 + inputs;
    const s0 = r * outputs;
    const s1 = s0 + outputs;
    for (let o = 0; o < wholeOutputs; o += 4) {
      let p = weightsAt + o * inputs;
      let q = p + inputs;
      let u = q + inputs;
      let v = u + inputs;
      let x0 = w[biasesAt + o];
      let x1 = w[biasesAt + o + 1];
      let x2 = w[biasesAt + o + 2];
      let x3 = w[biasesAt + o + 3];
      let y0 = x0;
      let y1 = x1;
      let y2 = x2;
      let y3 = x3;
      for (let i = 0; i < inputs; i++) {
        const a = values[a0 + i];
        const b = values[a1 + i];
        const w0 = w[p++];
        const w1 = w[q++];
        const w2 = w[u++];
        const w3 = w[v++];
        x0 += w0 * a;
        y0 += w0 * b;
        x1 += w1 * a;
        y1 += w1 * b;
        x2 += w2 * a;
        y2 += w2 * b;
        x3 += w3 * a;
        y3 += w3 * b;
      }
      sums[s0 + o] = x0;
      sums[s0 + o + 1] = x1;
      sums[s0 + o + 2] = x2;
      sums[s0 + o + 3] = x3;
      sums[s1 + o] = y0;
      sums[s1 + o + 1] = y1;
      sums[s1 + o + 2] = y2;
      sums[s1 + o + 3] = y3;
    }
  }
  for (; r < rows; r++) forwardRow(layer, w, values, r * inputs, sums, r * outputs, wholeOutputs);
  if (wholeOutputs < outputs) forwardRest(layer, w, values, sums, rows, wholeOutputs);
}

function forwardRow(
  { inputs, weightsAt, biasesAt }: Layer,
  w: Float64Array,
  values: Float64Array,
  from: number,
  sums: Float64Array,
  to: number,
  wholeOutputs: number,
): void {
  for (let o = 0; o < wholeOutputs; o += 4) {
    let p = weightsAt + o * inputs;
    let q = p + inputs;
    let u = q + inputs;
    let v = u + inputs;
    let x0 = w[biasesAt + o];
    let x1 = w[biasesAt + o + 1];
    let x2 = w[biasesAt + o + 2];
    let x3 = w[biasesAt + o + 3];
    for (let i = 0; i < inputs; i++) {
      const a = values[from + i];
      x0 += w[p++] * a;
      x1 += w[q++] * a;
      x2 += w[u++] * a;
      x3 += w[v++] * a;
    }
    sums[to + o] = x0;
    sums[to + o + 1] = x1;
    sums[to + o + 2] = x2;
    sums[to + o + 3] = x3;
  }
}

function forwardRest(
  { inputs, outputs, weightsAt, biasesAt }: Layer,
  w: Float64Array,
  values: Float64Array,
  sums: Float64Array,
  rows: number,
  first: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = r * inputs;
    for (let o = first; o < outputs; o++) {
      const at = weightsAt + o * inputs;
      let sum = w[biasesAt + o];
      for (let i = 0; i < inputs; i++) sum += w[at + i] * values[from + i];
      sums[r * outputs + o] = sum;
    }
  }
}

/** gradient[o, i] += Σ delta[r, o] · values[r, i], and the same for the biases. */
export function weightGradient(
  { inputs, outputs, weightsAt, biasesAt }: Layer,
  delta: Float64Array,
  values: Float64Array,
  gradient: Float64Array,
  rows: number,
): void {
  const whole = rows - (rows % 4);
  for (let o = 0; o < outputs; o++) {
    const at = weightsAt + o * inputs;
    let bias = 0;
    for (let r = 0; r < whole; r += 4) {
      const d0 = delta[r * outputs + o];
      const d1 = delta[(r + 1) * outputs + o];
      const d2 = delta[(r + 2) * outputs + o];
      const d3 = delta[(r + 3) * outputs + o];
      bias += d0 + d1 + d2 + d3;
      // Behind a ReLU whole blocks are often zero.
      if (d0 === 0 && d1 === 0 && d2 === 0 && d3 === 0) continue;
      let p = r * inputs;
      let q = p + inputs;
      let u = q + inputs;
      let v = u + inputs;
      for (let i = 0; i < inputs; i++) {
        gradient[at + i] += d0 * values[p++] + d1 * values[q++] + d2 * values[u++] + d3 * values[v++];
      }
    }
    for (let r = whole; r < rows; r++) {
      const d = delta[r * outputs + o];
      bias += d;
      const from = r * inputs;
      for (let i = 0; i < inputs; i++) gradient[at + i] += d * values[from + i];
    }
    gradient[biasesAt + o] += bias;
  }
}

/** back[r, i] = Σ delta[r, o] · weight[o, i]. */
export function backwardLayer(
  { inputs, outputs, weightsAt }: Layer,
  w: Float64Array,
  delta: Float64Array,
  back: Float64Array,
  rows: number,
): void {
  back.fill(0, 0, rows * inputs);
  const whole = outputs - (outputs % 4);
  for (let r = 0; r < rows; r++) {
    const to = r * inputs;
    const from = r * outputs;
    for (let o = 0; o < whole; o += 4) {
      const d0 = delta[from + o];
      const d1 = delta[from + o + 1];
      const d2 = delta[from + o + 2];
      const d3 = delta[from + o + 3];
      if (d0 === 0 && d1 === 0 && d2 === 0 && d3 === 0) continue;
      let p = weightsAt + o * inputs;
      let q = p + inputs;
      let u = q + inputs;
      let v = u + inputs;
      for (let i = 0; i < inputs; i++) back[to + i] += d0 * w[p++] + d1 * w[q++] + d2 * w[u++] + d3 * w[v++];
    }
    for (let o = whole; o < outputs; o++) {
      const d = delta[from + o];
      const at = weightsAt + o * inputs;
      for (let i = 0; i < inputs; i++) back[to + i] += d * w[at + i];
    }
  }
}
