import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import { newKernels } from "../../../src/lib/learn/dense/kernels";

describe("learn: kernels", () => {
  it("multiply matrices of any shape, plain and transposed", () => {
    const kernels = newKernels();
    const draw = core.random(1);
    for (const [m, n, k] of [
      [1, 1, 1],
      [2, 3, 4],
      [3, 8, 5],
      [5, 17, 2],
      [4, 26, 9],
      [1, 64, 10],
      [16, 1, 33],
      [2, 2, 0],
    ]) {
      for (const transposed of [false, true]) {
        const all = new Float64Array(kernels.memory.buffer);
        const [a, b, c] = [
          all.subarray(0, m * k),
          all.subarray(1200, 1200 + k * n),
          all.subarray(2400, 2400 + m * n),
        ];
        for (const part of [a, b, c]) for (let i = 0; i < part.length; i++) part[i] = draw.normal();
        all[2400 + m * n] = 77;
        const expected = c.slice();
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            for (let p = 0; p < k; p++)
              expected[i * n + j] += a[transposed ? p * m + i : i * k + p] * b[p * n + j];
          }
        }
        const [row, column] = transposed ? [8, 8 * m] : [8 * k, 8];
        kernels.multiply(0, row, column, 9600, 19200, m, n, k);
        c.forEach((value, i) => {
          assert.ok(Math.abs(value - expected[i]) < 1e-12, `${m}×${k}×${n}: ${value} against ${expected[i]}`);
        });
        assert.equal(all[2400 + m * n], 77, "nothing behind the result is touched");
      }
    }
  });

  it("step as Adam's paper says", () => {
    const { memory, adam } = newKernels();
    const all = new Float64Array(memory.buffer);
    const weights = [1, -2, 0.5, 3];
    const [m, v] = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    all.set(weights, 0);
    for (let t = 1; t <= 5; t++) {
      const gradient = weights.map((w, i) => Math.sin(t + i) * w);
      all.set(gradient, 10);
      adam(0, 80, 160, 240, 32, 0.01 / (1 - 0.9 ** t), 0.1, 1 / Math.sqrt(1 - 0.999 ** t));
      weights.forEach((w, i) => {
        const g = gradient[i] + 0.1 * w;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        weights[i] = w - (0.01 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8);
      });
      all.subarray(0, 4).forEach((w, i) => {
        assert.ok(Math.abs(w - weights[i]) < 1e-13);
        weights[i] = w;
      });
    }
  });
});
