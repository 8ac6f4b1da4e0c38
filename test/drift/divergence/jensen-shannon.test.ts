import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import { DIVERGENCE_FORMS, jensenShannon, scorePerVnf } from "../../../src/lib/drift";
import { countsDivergence } from "../../../src/lib/drift/divergence/counts-divergence";
import { Table } from "../../../src/lib/table";

function close(actual: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const x = Array.from({ length: 300 }, (_, i) => ((i * 7919) % 1009) / 1009);
const y = Array.from({ length: 300 }, (_, i) => (((i * 104729) % 1013) / 1013) ** 1.2);
const A = Table.of({ a: x.map((v) => 1e10 * v), b: y.map((v) => 1e3 * v) });
const B = Table.of({ a: y.map((v) => 1e10 * v), b: x.map((v) => 1e3 * v ** 2) });

describe("jensenShannon", () => {
  // Expected values: NumPy 2.4.6 histograms, SciPy 1.17.1 jensenshannon(...)**2, on the samples above.
  it("agrees with NumPy in DRST's arithmetic: densities, + 1e-12, renormalised", () => {
    close(jensenShannon(A, B, { form: "v2" }).score, 0.031201168367440885);
    close(jensenShannon(A, B, { form: "v2", bins: 10 }).score, 0.013496325642201653);
  });

  it("agrees with SciPy on probabilities, also for samples of different size", () => {
    close(jensenShannon(A, B).score, 0.031408848824885725);
    close(jensenShannon(A.slice(0, 200), B).score, 0.03268401510659899);
  });

  it("of counts agrees with SciPy in both logs", () => {
    const p = Int32Array.of(10, 20, 30, 40);
    const q = Int32Array.of(5, 25, 20, 50);
    close(countsDivergence(p, 0, 100, q, 0, 100, 4, 0), 0.013456636982326972, 1e-15);
    close(countsDivergence(p, 0, 100, q, 0, 100, 4, 0) / Math.LN2, 0.01941382344144615, 1e-15);
  });

  it("gives the same from look-ups and from logarithms", () => {
    const rng = random(5);
    for (let k = 0; k < 50; k++) {
      const p = Int32Array.from({ length: 16 }, () => rng.integer(9));
      const q = rng.shuffle(p.slice());
      const total = p.reduce((sum, c) => sum + c, 0);
      const half = q.map((c) => 2 * c);
      close(
        countsDivergence(p, 0, total, q, 0, total, 16, 0),
        countsDivergence(p, 0, total, half, 0, 2 * total, 16, 0),
        1e-14,
      );
    }
  });

  for (const form of DIVERGENCE_FORMS) {
    describe(`in form ${form}`, () => {
      it("is 0 for equal samples, the bound for disjoint ones, and knows its bound in either log", () => {
        const low = Table.of({ v: [1, 2, 3, 1, 2, 3] });
        const high = Table.of({ v: [101, 102, 103, 101, 102, 103] });
        assert.equal(jensenShannon(A, A, { form }).score, 0);
        for (const [log, bound] of [
          ["e", Math.LN2],
          ["2", 1],
        ] as const) {
          const apart = jensenShannon(low, high, { form, log, outside: "edge" });
          assert.equal(apart.bound, bound);
          if (form !== "v1") close(apart.score, bound, 1e-9);
          close(
            jensenShannon(A, B, { form, log }).score / bound,
            jensenShannon(A, B, { form }).score / Math.LN2,
          );
        }
      });

      it("does not depend on the order of rows, nor (with joint bins) on which sample is which", () => {
        const rows = random(1).shuffle(Int32Array.from({ length: 300 }, (_, i) => i));
        assert.deepEqual(jensenShannon(A.take(rows), B, { form }), jensenShannon(A, B, { form }));
        assert.deepEqual(jensenShannon(A, B.take(rows), { form }), jensenShannon(A, B, { form }));
        if (form !== "v1") {
          close(jensenShannon(A, B, { form }).score, jensenShannon(B, A, { form }).score, 1e-15);
        }
      });

      it("leaves missing cells out and counts those of the window", () => {
        const holes = x.map((v, i) => (i % 3 === 0 ? null : v));
        const kept = x.filter((_, i) => i % 3 !== 0);
        const whole = jensenShannon(Table.of({ v: y }), Table.of({ v: kept }), { form });
        const holed = jensenShannon(Table.of({ v: y }), Table.of({ v: holes }), { form });
        close(holed.score, whole.score, 1e-14);
        assert.equal(holed.missing, 100);
        assert.equal(holed.windowRows, 300);
        const nothing = jensenShannon(Table.of({ v: y }), Table.of({ v: [null, null] }), { form });
        assert.ok(Number.isNaN(nothing.score));
      });
    });
  }

  it("scores constant features 0, and keeps them out of the mean of the others", () => {
    const a = Table.of({ flat: [5, 5, 5], moves: [1, 2, 3] });
    const b = Table.of({ flat: [5, 5, 5], moves: [7, 8, 9] });
    assert.equal(jensenShannon(a.select(["flat"]), b.select(["flat"])).score, 0);
    const both = jensenShannon(a, b);
    close(both.score, Math.LN2);
    assert.ok(Number.isNaN(both.values[0]));
    assert.equal(jensenShannon(a, b, { form: "v1" }).values[0], 0);
  });

  it("drops values outside frozen bins as DRST did, or puts them in the edge bins", () => {
    const a = Table.of({ v: [0, 1, 2, 3] });
    const b = Table.of({ v: [0, 1, 99, -7] });
    const dropped = jensenShannon(a, b, { form: "v1", bins: 4 });
    assert.equal(dropped.outside, 2);
    close(dropped.score, jensenShannon(a, Table.of({ v: [0, 1] }), { form: "v1", bins: 4 }).score);
    const edge = jensenShannon(a, b, { form: "v1", bins: 4, outside: "edge" });
    assert.equal(edge.outside, 0);
    close(edge.score, jensenShannon(a, Table.of({ v: [0, 1, 3, 0] }), { form: "v1", bins: 4 }).score);
    // All outside: the histogram is empty, which counts as uniform, and the reference here is uniform.
    assert.equal(jensenShannon(a, Table.of({ v: [50, 60] }), { form: "v1", bins: 4 }).score, 0);
  });

  it("puts a value on an edge into the upper bin, whatever the rounding", () => {
    let onEdge = 0;
    for (let bins = 2; bins < 80; bins++) {
      for (const top of [49, 60, 99]) {
        const values = Array.from({ length: top + 1 }, (_, i) => i);
        const window = values.flatMap((v) => Array.from({ length: 1 + ((v * v) % 7) }, () => v));
        // Whole numbers: the quotient is exact where it matters.
        const counts = (sample: readonly number[]): Int32Array => {
          const exact = new Int32Array(bins);
          for (const v of sample) exact[Math.min(bins - 1, Math.floor((v * bins) / top))]++;
          return exact;
        };
        onEdge += values.filter((v) => Math.floor(v * (bins / top)) < Math.floor((v * bins) / top)).length;
        const [p, q] = [counts(values), counts(window)];
        const expected = countsDivergence(p, 0, values.length, q, 0, window.length, bins, 0);
        const actual = jensenShannon(Table.of({ v: values }), Table.of({ v: window }), { bins }).score;
        close(actual, expected, 1e-15);
      }
    }
    assert.ok(onEdge > 10, "some of the products are rounded below an edge");
  });

  it("tells functions apart that a mean over all hides", () => {
    const base = Table.of({ firewall_cycles: x, nf_router_cycles: y, bridge_cycles: x });
    const fault = base.with(
      "bridge_cycles",
      x.map((v) => v + 5),
    );
    const perVnf = scorePerVnf(jensenShannon(base, fault));
    assert.deepEqual(Object.keys(perVnf), ["firewall", "nf_router", "bridge"]);
    assert.equal(perVnf.firewall, 0);
    close(perVnf.bridge as number, Math.LN2);
  });

  it("refuses what makes no sense, and says where", () => {
    assert.throws(() => jensenShannon(A, Table.of({ a: [] as number[], b: [] })), /rows in the window/);
    assert.throws(
      () => jensenShannon(A, Table.of({ a: [1, Number.POSITIVE_INFINITY], b: [1, 2] })),
      /column "a": expected finite numbers.*Infinity in row 1/,
    );
    for (const bins of [0, 1, -3, 2.5, Number.NaN, 1e9]) {
      assert.throws(() => jensenShannon(A, B, { bins }), /bins: a whole number from 2 to 65535/);
    }
    assert.throws(() => jensenShannon(A, B, { form: "V2" as "v2" }), /Did you mean "v2"/);
    assert.throws(() => jensenShannon(A, B, { log: "10" as "2" }), /log: "e" or "2"/);
    assert.throws(() => jensenShannon(A, B, { features: ["c"] }), /a column "c", found "a", "b"/);
    assert.throws(() => jensenShannon(Table.of({ latency: [1] }), A), /at least one numeric column to watch/);
  });

  it("keeps its footing at the ends of the number range", () => {
    const tiny = Table.of({ v: [0, Number.MIN_VALUE, 2 * Number.MIN_VALUE] });
    const huge = Table.of({ v: [-1e300, 0, 1e300] });
    for (const t of [tiny, huge]) {
      const apart = jensenShannon(t.slice(0, 1), t.slice(1), { bins: 2 });
      close(apart.score, Math.LN2);
    }
  });
});
