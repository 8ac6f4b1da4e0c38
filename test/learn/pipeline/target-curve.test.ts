import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import { Table } from "../../../src/lib/table";

const n = Array.from({ length: 300 }, (_, i) => i / 50);
const growth = Table.of({ load: n, output_rate: n.map((v) => Math.exp(v)) });
const data = learn.dataset(growth, { target: "output_rate" });

describe("targetCurve", () => {
  it("makes relative errors count: an exponential is a line on it", () => {
    const plain = learn.fit(data, { model: { kind: "linear" } });
    const bent = learn.fit(data, { model: { kind: "linear" }, targetCurve: "asinh" });
    const accuracy = (p: typeof plain) => learn.scores(data.y, p.predict(data)).accuracy["0.1"];
    assert.ok(accuracy(bent) > accuracy(plain) + 50, `${accuracy(bent)} against ${accuracy(plain)}`);
  });

  it("gives the same by row and by table, through a file, and with a scaled target", () => {
    const recipe = { model: { kind: "linear" }, targetCurve: "asinh", scaleTarget: true } as const;
    const trained = learn.train(data, recipe, { evaluations: [] });
    const again = learn.modelFromText(learn.modelToText(trained)).pipeline;
    assert.equal(again.targetCurve, "asinh");
    assert.deepEqual(again.predict(data), trained.pipeline.predict(data));
    assert.equal(
      again.predictRow([3]),
      trained.pipeline.predictMatrix({ rows: 1, columns: 1, data: Float64Array.of(3) })[0],
    );
  });

  it("learns targets at and below zero", () => {
    const signed = learn.dataset(Table.of({ load: n, output_rate: n.map((v) => v - 3) }), {
      target: "output_rate",
    });
    const p = learn.fit(signed, { model: { kind: "boosting", minLeaf: 5 }, targetCurve: "asinh" });
    assert.ok(learn.scores(signed.y, p.predict(signed)).mae < 0.1);
  });

  it("leaves the files of plain targets as they were", () => {
    const trained = learn.train(data, { model: { kind: "linear" } }, { evaluations: [] });
    assert.ok(!learn.modelToText(trained).includes("targetCurve"));
  });
});
