import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";

// What every kind of model promises, for all that are registered.

/** Options that keep the slow kinds quick. */
const QUICK: Record<string, object> = {
  mlp: { hidden: [8], epochs: 5 },
  lstm: { hidden: 4, epochs: 5, batch: 16, learningRate: 0.05, engine: "tfjs-cpu" },
  forest: { trees: 5 },
  boosting: { trees: 10, minLeaf: 2 },
};

function spec(kind: string): learn.ModelSpec {
  return { kind, ...QUICK[kind] };
}

function rows(count: number, change: (row: number) => Record<string, table.Cell | undefined> = () => ({})) {
  const draw = core.random(5);
  return table.Table.fromRows(
    Array.from({ length: count }, (_, i) => {
      const a = draw.normal();
      const b = draw.normal();
      return { experiment: `exp-${i % 3}`, a, b, output_rate: 50 + 10 * a - 5 * b, ...change(i) };
    }),
  );
}

function fitted(kind: string, t: table.Table, seed: number | string = 1): learn.Pipeline {
  return learn.fit(learn.dataset(t, { target: "output_rate" }), { model: spec(kind) }, { seed });
}

before(() => learn.loadEngine("tfjs-cpu"));

for (const kind of Object.keys(learn.MODEL_KINDS)) {
  const { missing } = learn.modelKind(kind);

  describe(`learn: contract of ${kind}`, function () {
    this.timeout(60_000);

    it("same seed, same predictions; and the data is not changed", () => {
      const t = rows(60);
      const before = t.numbers("a").slice();
      const [first, second] = [fitted(kind, t, 3), fitted(kind, t, 3)];
      assert.deepEqual(first.predict(t), second.predict(t));
      assert.deepEqual(t.numbers("a"), before);
    });

    it("one prediction per row, alike for one row and for many, with no trace of the call before", () => {
      const t = rows(60);
      const pipeline = fitted(kind, t);
      const all = pipeline.predict(t);
      assert.equal(all.length, 60);
      assert.ok(all.every(Number.isFinite));
      for (const i of [0, 17, 59]) {
        const row = pipeline.features.map((name) => t.numbers(name)[i]);
        assert.ok(Math.abs(pipeline.predictRow(row) - all[i]) <= 1e-9 * Math.abs(all[i]));
      }
      assert.deepEqual(pipeline.predict(t), all);
      assert.equal(pipeline.predict(t.slice(0, 0)).length, 0);
    });

    it("beats or equals nothing: no worse than 1.5 times the constant on what it has seen", () => {
      const t = rows(60);
      const y = t.numbers("output_rate");
      const error = learn.scores(y, fitted(kind, t).predict(t)).mae;
      const constant = learn.scores(y, new Float64Array(60).fill(learn.median(y))).mae;
      assert.ok(error <= 1.5 * constant, `${error} against ${constant}`);
    });

    it("comes back from its file with the same predictions, and the same file", () => {
      const t = rows(40);
      const trained = learn.train(learn.dataset(t, { target: "output_rate" }), { model: spec(kind) });
      const text = learn.modelToText(trained);
      const again = learn.modelFromText(text);
      assert.deepEqual(again.pipeline.predict(t), trained.pipeline.predict(t));
      assert.equal(learn.modelToText(again), text);
    });

    it("a constant column changes nothing", () => {
      const t = rows(60, () => ({ flat: 7e9 + 0.1 }));
      assert.ok(fitted(kind, t).predict(t).every(Number.isFinite));
    });

    it("a constant target is predicted as it is", () => {
      const t = rows(60, () => ({ output_rate: 42 }));
      for (const p of fitted(kind, t).predict(t)) assert.ok(Math.abs(p - 42) < 4, String(p));
    });

    it("missing cells: learnt from where the kind can, else those rows are left out and predicted as missing", () => {
      const t = rows(60, (i) => (i % 4 === 0 ? { b: null } : {}));
      const pipeline = fitted(kind, t);
      assert.equal(pipeline.trained + pipeline.watched, missing ? 60 : 45);
      assert.equal(pipeline.dropped, missing ? 0 : 15);
      pipeline.predict(t).forEach((p, i) => {
        assert.equal(Number.isNaN(p), !missing && i % 4 === 0, `row ${i}`);
      });
    });

    it("an all-missing column is no candidate; a target that is all missing is an error", () => {
      const t = rows(30).with("gone", new Float64Array(30).fill(Number.NaN));
      assert.deepEqual([...fitted(kind, t).features], ["a", "b"]);
      const none = rows(30).with("output_rate", new Float64Array(30).fill(Number.NaN));
      assert.throws(() => fitted(kind, none), { code: "too-few-rows" });
    });

    it("infinities and single rows are typed errors", () => {
      assert.throws(
        () =>
          fitted(
            kind,
            rows(20, (i) => (i === 3 ? { a: Number.NEGATIVE_INFINITY } : {})),
          ),
        {
          code: "value",
        },
      );
      assert.throws(() => fitted(kind, rows(1)), { code: "too-few-rows" });
    });

    it("two rows are enough to answer", () => {
      assert.ok(fitted(kind, rows(2)).predict(rows(2)).every(Number.isFinite));
    });

    it("one segment: fits, and refuses to be scored by segments", () => {
      const t = rows(20, () => ({ experiment: "only" }));
      assert.ok(fitted(kind, t).predict(t).every(Number.isFinite));
      const data = learn.dataset(t, { target: "output_rate" });
      assert.throws(() => learn.evaluate(data, { model: spec(kind) }, { split: "segments" }), {
        code: "too-few-segments",
      });
    });

    it("ten thousand columns", () => {
      const draw = core.random(9);
      const columns = Array.from(
        { length: 10_000 },
        (_, j) => [`c${j}`, Float64Array.from({ length: 20 }, () => draw.normal())] as const,
      );
      const t = table.Table.of([...columns, ["output_rate", columns[0][1].map((v) => 100 + v)] as const]);
      assert.ok(fitted(kind, t).predict(t).every(Number.isFinite));
    });

    it("huge and tiny magnitudes stay finite", () => {
      const t = rows(40);
      const wide = t
        .with(
          "a",
          t.numbers("a").map((v) => v * 1e12),
        )
        .with(
          "b",
          t.numbers("b").map((v) => v * 1e-12),
        )
        .with(
          "output_rate",
          t.numbers("output_rate").map((v) => v * 1e9),
        );
      assert.ok(fitted(kind, wide).predict(wide).every(Number.isFinite));
    });

    it("names a wrong option, and refuses rows of another width", () => {
      const t = rows(20);
      const data = learn.dataset(t, { target: "output_rate" });
      assert.throws(() => learn.fit(data, { model: { kind, learnigRate: 1 } }), { code: "unknown-option" });
      const { model } = fitted(kind, t);
      assert.throws(() => model.predict(learn.matrix([[1, 2, 3]])), { code: "shape" });
      assert.throws(() => model.predict(learn.matrix([[1, 2]]), new Float64Array(0)), { code: "shape" });
    });
  });
}

describe("learn: registry", () => {
  it("names the nearest kind", () => {
    assert.throws(() => learn.modelKind("rigde"), { code: "unknown-model", message: /Did you mean "ridge"/ });
    assert.throws(() => learn.modelKind("__proto__"), { code: "unknown-model" });
  });
});
