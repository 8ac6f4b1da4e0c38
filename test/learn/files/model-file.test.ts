import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import type { TreeModel } from "../../../src/lib/learn/trees/tree-model";
import * as table from "../../../src/lib/table";

function trained(kind = "boosting"): learn.TrainedModel {
  const draw = core.random(1);
  const load = Array.from({ length: 50 }, () => draw.uniform());
  const t = table.Table.of({
    experiment: load.map((_, i) => `e${i % 2}`),
    load,
    output_rate: load.map((v) => 9 * v),
  });
  const model = kind === "boosting" ? { kind, trees: 3, minLeaf: 5 } : { kind };
  return learn.train(learn.dataset(t, { target: "output_rate" }), { model });
}

/** A file with a right checksum in which the attacker set one place (`model.arrays.left`) to what he likes. */
function forged(place: string, value: unknown, kind?: string): string {
  const body = JSON.parse(learn.modelToText(trained(kind))).body;
  const steps = place.split(".");
  const last = steps.pop() ?? "";
  let at = body;
  for (const step of steps) at = at[step];
  at[last] = value;
  const text = JSON.stringify(body);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return `{"format":"dataplane-lab model","version":1,"sha256":"${sha256}","body":${text}}\n`;
}

describe("learn: model files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "learn-model-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("carry features, scaler, target, metrics, seed and the hash of the data", async () => {
    const model = trained("ridge");
    const file = await learn.saveModel(path.join(folder, "m"), model);
    assert.equal(path.basename(file), learn.MODEL_FILE);
    const { pipeline, card } = await learn.loadModel(path.join(folder, "m"));
    assert.deepEqual([...pipeline.features], ["load"]);
    assert.equal(pipeline.target, "output_rate");
    assert.deepEqual(pipeline.scaler, model.pipeline.scaler);
    assert.equal(card.seed, 0);
    assert.match(card.data.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(card.metrics, model.card.metrics);
    assert.deepEqual(readdirSync(path.join(folder, "m")), [learn.MODEL_FILE]);
  });

  it("are the same bytes for the same seed", () => {
    assert.equal(learn.modelToText(trained()), learn.modelToText(trained()));
  });

  it("cut anywhere are refused", () => {
    const text = learn.modelToText(trained("ridge")).trim();
    for (let end = 0; end < text.length; end += 7) {
      assert.throws(() => learn.modelFromText(text.slice(0, end)), core.LabError, `cut at ${end}`);
    }
  });

  it("with any digit changed are refused", () => {
    const text = learn.modelToText(trained("ridge"));
    const digits = [...text.matchAll(/\d/g)].map((match) => match.index ?? 0);
    for (const at of digits.filter((_, i) => i % 11 === 0)) {
      const changed = text.slice(0, at) + String((Number(text[at]) + 1) % 10) + text.slice(at + 1);
      assert.throws(() => learn.modelFromText(changed), core.LabError, `changed at ${at}`);
    }
  });

  it("say which file, what was found, and what to do", async () => {
    const file = await learn.saveModel(folder, trained("ridge"));
    writeFileSync(file, readFileSync(file, "utf8").replace('"output_rate"', '"output_rata"'));
    await assert.rejects(learn.loadModel(folder), (error: core.LabError) => {
      assert.equal(error.code, "checksum");
      assert.equal(error.where.file, file);
      assert.match(error.message, /train again/);
      return true;
    });
    await assert.rejects(learn.loadModel(path.join(folder, "none")), { code: "not-found" });
    assert.throws(() => learn.modelFromText('{"format":"dataplane-lab model","version":2}'), {
      code: "version",
    });
    assert.throws(() => learn.modelFromText("null"), { code: "format" });
    assert.throws(() => learn.modelFromText("[".repeat(100_000)), { code: "format" });
  });

  it("hostile ones with a right checksum are refused too", () => {
    const array = (type: string, values: ArrayBufferView, length: number) => ({
      type,
      length,
      base64: Buffer.from(new Uint8Array(values.buffer)).toString("base64"),
    });
    const nodes = (trained().pipeline.model as TreeModel).trees.feature.length;
    const all = (value: number) => array("int32", new Int32Array(nodes).fill(value), nodes);
    const cases: [what: string, place: string, value: unknown, kind?: string][] = [
      ["a walk in a circle", "model.arrays.left", all(0)],
      ["a child outside", "model.arrays.right", all(1e6)],
      ["an unknown feature", "model.arrays.feature", all(7)],
      ["a root outside", "model.arrays.roots", array("int32", Int32Array.of(-1), 1)],
      ["an array left out", "model.arrays.value", undefined],
      ["a length that lies", "model.arrays.value.length", 1e9],
      ["a type that is a method", "model.arrays.value.type", "constructor"],
      ["an unknown kind", "model.kind", "toString"],
      ["too few weights", "model.arrays.weights", array("float64", new Float64Array(0), 0), "ridge"],
      ["no inputs", "model.config.inputs", -1],
      ["a huge network", "model.config.hidden", [65536, 65536, 65536], "mlp"],
      ["the same feature twice", "features", ["load", "load"]],
      ["more features than inputs", "features", ["load", "more"]],
      ["a scaler of another width", "scaler.mean", array("float64", new Float64Array(0), 0), "ridge"],
      ["no model", "model", undefined],
      ["a model that is a number", "model", 7],
    ];
    for (const [what, place, value, kind] of cases) {
      assert.throws(() => learn.modelFromText(forged(place, value, kind)), core.LabError, what);
    }
    assert.ok(learn.modelFromText(forged("features", ["load"])), "an honest change passes");
  });
});
