import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { structureModel } from "../../../src/lib/loop/monitor/structure-model";
import { StructureSign } from "../../../src/lib/loop/monitor/structure-sign";
import { symmetricEigen } from "../../../src/lib/loop/monitor/symmetric-eigen";

/** Rows of four features: a, its double, b, and a·b, all above 0, with little noise. */
function related(rows: number, seed: string, scale = 1): Float64Array {
  const draw = random(seed);
  const block = new Float64Array(rows * 4);
  for (let i = 0; i < rows; i++) {
    const a = scale * (1 + draw.uniform());
    const b = 1 + draw.uniform();
    block.set([a, 2 * a, b, a * b], i * 4);
    for (let j = 0; j < 4; j++) block[i * 4 + j] *= 1 + 1e-4 * draw.normal();
  }
  return block;
}

const rows = 200;
const segments = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 20));

describe("symmetricEigen", () => {
  it("solves a matrix whose answer is known", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    assert.ok(Math.abs(values[0] - 3) < 1e-12 && Math.abs(values[1] - 1) < 1e-12);
    assert.ok(Math.abs(Math.abs(vectors[0]) - Math.SQRT1_2) < 1e-12);
  });

  it("gives orthonormal vectors that make up the matrix again", () => {
    const n = 12;
    const draw = random("matrix");
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = draw.normal();
    const { values, vectors } = symmetricEigen(matrix, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        let dot = 0;
        for (let k = 0; k < n; k++) {
          sum += values[k] * vectors[k * n + i] * vectors[k * n + j];
          dot += vectors[i * n + k] * vectors[j * n + k];
        }
        assert.ok(Math.abs(sum - matrix[i * n + j]) < 1e-10);
        assert.ok(Math.abs(dot - Number(i === j)) < 1e-10);
      }
    }
  });
});

describe("StructureSign", () => {
  const sign = () =>
    new StructureSign({ rows: related(rows, "reference"), features: 4, segments }, { window: 20 });
  const feed = (some: Float64Array, fed = sign()) => {
    for (let at = 0; at < some.length; at += 4) fed.update(some.subarray(at, at + 4));
    return fed;
  };

  it("stays down for the same relations, and for a load never seen", () => {
    for (const scale of [1, 10, 0.1]) {
      const { statistic, threshold } = feed(related(40, `new ${scale}`, scale));
      assert.ok(statistic < threshold, `${statistic} against ${threshold} at ${scale}`);
    }
  });

  it("goes up when a relation breaks, and down again when that is the new normal", () => {
    const broken = related(200, "broken");
    for (let at = 0; at < broken.length; at += 4) broken[at + 1] *= 1.3;
    const fed = feed(broken.slice(0, 160));
    assert.ok(fed.statistic > fed.threshold);
    fed.rebase(broken, 4);
    assert.ok(Number.isNaN(fed.statistic), "what was measured against the old plane is forgotten");
    feed(broken.slice(160), fed);
    assert.ok(fed.statistic < fed.threshold);
  });

  it("passes over rows with missing cells, and survives zeros and negatives", () => {
    const fed = feed(new Float64Array(80).fill(Number.NaN));
    assert.ok(Number.isNaN(fed.statistic));
    feed(new Float64Array(160).fill(0), fed);
    assert.ok(Number.isFinite(fed.statistic));
    feed(new Float64Array(160).fill(-5), fed);
    assert.ok(Number.isFinite(fed.statistic));
  });

  it("knows when there is no structure to lose", () => {
    const draw = random("noise");
    const noise = Float64Array.from({ length: 800 }, () => draw.normal());
    assert.equal(structureModel(noise, 4), undefined);
    const fed = new StructureSign({ rows: noise, features: 4, segments }, { window: 20 });
    feed(related(40, "x"), fed);
    assert.ok(Number.isNaN(fed.threshold) && !(fed.statistic >= fed.threshold));
  });
});
