import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { classifier, classScores, evaluateClassifier } from "../../../src/lib/learn";
import { Table } from "../../../src/lib/table";

/** Technologies by load and sense, with gaps, noise and rows nobody labelled. */
function rules(rows: number, noise: number): Table {
  const draw = random("rules");
  const load = Array.from({ length: rows }, () => (draw.uniform() < 0.05 ? null : draw.uniform()));
  const sense = Array.from({ length: rows }, () => ["INGRESS", "EGRESS", null][draw.integer(3)]);
  const label = load.map((value, i) => {
    if (i % 4 === 3) return null;
    if (draw.uniform() < noise) return ["TC", "OVS", "IPTABLES"][draw.integer(3)];
    return (value ?? 0) > 0.6 ? "OVS" : sense[i] === "EGRESS" ? "IPTABLES" : "TC";
  });
  return Table.of({
    load,
    sense,
    name: load.map((_, i) => `rule ${i}`),
    label,
    label_event: load.map((_, i) => i),
  });
}

describe("classifier", function () {
  this.timeout(60_000);

  it("learns classes from numbers and texts, and beats the commonest class", () => {
    const { scores, majority } = evaluateClassifier(rules(400, 0), { target: "label" });
    assert.equal(scores.rows, 300);
    assert.ok(scores.accuracy > 0.93, String(scores.accuracy));
    assert.ok(scores.macroF1 > 0.9);
    assert.ok(majority.accuracy < 0.6);
    assert.ok(majority.macroF1 < 0.3);
  });

  it("does not find classes in noise", () => {
    const { scores, majority } = evaluateClassifier(rules(400, 1), { target: "label" });
    assert.ok(scores.accuracy < majority.accuracy + 0.12, `${scores.accuracy} against ${majority.accuracy}`);
  });

  it("says how sure it is, less where classes meet", () => {
    const model = classifier(rules(400, 0), { target: "label" });
    assert.deepEqual(model.classes, ["IPTABLES", "OVS", "TC"]);
    assert.deepEqual(model.inputs.numeric, ["load"], "neither the target's own columns nor names of rows");
    assert.deepEqual(
      model.inputs.texts.map(({ name }) => name),
      ["sense"],
    );
    const { labels, confidence } = model.predict(
      Table.of({ load: [0.95, 0.1, 0.1], sense: ["EGRESS", "EGRESS", "INGRESS"] }),
    );
    assert.deepEqual(labels, ["OVS", "IPTABLES", "TC"]);
    for (const c of confidence) assert.ok(c > 1 / 3 && c <= 1);
  });

  it("is the same with the same seed, and takes other kinds of model", () => {
    const table = rules(200, 0.1);
    const predict = () => classifier(table, { target: "label", seed: 3 }).predict(table);
    assert.deepEqual(predict(), predict());
    const knn = classifier(table, {
      target: "label",
      features: ["load"],
      model: { kind: "knn", neighbours: 3 },
    });
    const { labels } = knn.predict(Table.of({ load: [0.9, null] }));
    assert.deepEqual(labels, ["OVS", null], "a gap that the model cannot do with gives no class");
  });

  it("refuses what cannot be learnt", () => {
    const one = Table.of({ load: [1, 2], label: ["a", "a"] });
    assert.throws(() => classifier(one, { target: "label" }), /at least two classes/);
    assert.throws(() => classifier(Table.of({ load: [1], label: [2] }), { target: "label" }), {
      code: "type",
    });
    const two = Table.of({ label: ["a", "b"], label_event: [1, 2] });
    assert.throws(() => classifier(two, { target: "label" }), { code: "no-features" });
    assert.throws(() => classifier(two, { target: "label", features: ["label_event"] }), {
      code: "argument",
    });
    assert.throws(() => evaluateClassifier(Table.of({ x: [1, 2], label: ["a", "b"] }), { target: "label" }), {
      code: "too-few-rows",
    });
  });

  it("scores: the worked numbers of a confusion matrix", () => {
    // tp, fp, fn by hand: a 2 1 1, b 1 1 2, c 1 1 0; a row without a prediction is wrong.
    const truth = ["a", "a", "a", "b", "b", "b", "c", null];
    const found = ["a", "a", "b", "b", "a", null, "c", "c"];
    const { rows, accuracy, macroF1, classes, confusion } = classScores(truth, found);
    assert.equal(rows, 7);
    assert.equal(accuracy, 4 / 7);
    assert.deepEqual(confusion, [
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]);
    assert.deepEqual(
      classes.map(({ precision, recall }) => [precision, recall]),
      [
        [2 / 3, 2 / 3],
        [1 / 2, 1 / 3],
        [1, 1],
      ],
    );
    assert.ok(Math.abs(macroF1 - (2 / 3 + 2 / 5 + 1) / 3) < 1e-12);
  });
});
