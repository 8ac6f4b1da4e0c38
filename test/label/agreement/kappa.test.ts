import assert from "node:assert/strict";
import { cohenKappa, fleissKappa } from "../../../src/lib/label";

describe("agreement of annotators", () => {
  it("of two: the example of 50 grant proposals (Wikipedia, Cohen's kappa)", () => {
    // 20 both yes, 5 only the first, 10 only the second, 15 both no.
    const a: string[] = [];
    const b: string[] = [];
    const add = (left: string, right: string, count: number): void => {
      for (let i = 0; i < count; i++) {
        a.push(left);
        b.push(right);
      }
    };
    add("yes", "yes", 20);
    add("yes", "no", 5);
    add("no", "yes", 10);
    add("no", "no", 15);
    const { items, agreement, chance, kappa } = cohenKappa(a, b);
    assert.equal(items, 50);
    assert.ok(Math.abs(agreement - 0.7) < 1e-12);
    assert.ok(Math.abs(chance - 0.5) < 1e-12);
    assert.ok(Math.abs(kappa - 0.4) < 1e-12);
  });

  it("of two with equal agreement but different margins (the same source): 0.1304 and 0.2593", () => {
    const kappaOf = (counts: readonly number[]): number => {
      const pairs = [
        ["y", "y"],
        ["y", "n"],
        ["n", "y"],
        ["n", "n"],
      ];
      const all = counts.flatMap((count, i) => Array.from({ length: count }, () => pairs[i]));
      return cohenKappa(
        all.map(([left]) => left),
        all.map(([, right]) => right),
      ).kappa;
    };
    assert.equal(kappaOf([45, 15, 25, 15]).toFixed(4), "0.1304");
    assert.equal(kappaOf([25, 35, 5, 35]).toFixed(4), "0.2593");
  });

  it("of two leaves out what one of them left out, and is not defined where nothing can be known", () => {
    assert.equal(cohenKappa(["a", null, "b"], ["a", "a", null]).items, 1);
    assert.ok(Number.isNaN(cohenKappa([], []).kappa));
    assert.ok(Number.isNaN(cohenKappa(["a", "a"], ["a", "a"]).kappa), "one label only");
    assert.equal(cohenKappa(["a", "b"], ["a", "b"]).kappa, 1);
    assert.ok(cohenKappa(["a", "b"], ["b", "a"]).kappa < 0);
    assert.throws(() => cohenKappa(["a"], []), { code: "shape" });
  });

  it("of many: the example of 10 items and 14 raters (Wikipedia, Fleiss' kappa)", () => {
    const counts = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    const { agreement, chance, kappa } = fleissKappa(counts);
    assert.equal(agreement.toFixed(3), "0.378");
    assert.equal(chance.toFixed(3), "0.213");
    assert.equal(kappa.toFixed(3), "0.210");
  });

  it("of many is not defined without items, with one rater or one label", () => {
    assert.ok(Number.isNaN(fleissKappa([]).kappa));
    assert.ok(
      Number.isNaN(
        fleissKappa([
          [1, 0],
          [0, 1],
        ]).kappa,
      ),
    );
    assert.ok(
      Number.isNaN(
        fleissKappa([
          [3, 0],
          [3, 0],
        ]).kappa,
      ),
    );
    assert.throws(
      () =>
        fleissKappa([
          [2, 0],
          [1, 0],
        ]),
      { code: "shape" },
    );
  });
});
