import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as core from "../../src/lib/core";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

describe("dataplane-lab train", function () {
  this.timeout(60_000);
  let folder: string;
  let csv: string;
  let plain: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-train-"));
    csv = path.join(folder, "rows.csv");
    plain = path.join(folder, "plain.csv");
    const draw = core.random(1);
    const lines = Array.from({ length: 90 }, (_, i) => {
      const load = 1 + draw.uniform();
      const cells = [load, i % 7 === 0 ? "" : draw.uniform(), 100 * load + draw.normal()];
      return { experiment: `exp-${i % 3}`, cells: cells.join(",") };
    });
    writeFileSync(
      csv,
      `experiment,firewall_cycles,bridge_cycles,output_rate\n${lines.map((l) => `${l.experiment},${l.cells}\n`).join("")}`,
    );
    writeFileSync(
      plain,
      `firewall_cycles,bridge_cycles,output_rate\n${lines.map((l) => `${l.cells}\n`).join("")}`,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it("prints metrics and baselines with their uncertainty as one JSON document, and writes the model", () => {
    const model = path.join(folder, "model");
    const { status, stderr, json } = run(
      "train",
      csv,
      "--target",
      "output_rate",
      "--features",
      "top:1",
      "-o",
      model,
      "--json",
    );
    assert.equal(status, 0, stderr);
    const report = json();
    assert.deepEqual(report.features, ["firewall_cycles"]);
    assert.deepEqual(report.rows, { learnt: 90, watched: 0, missingFeatures: 0, missingTarget: 0 });
    assert.deepEqual(
      report.evaluations.map((e: { split: string }) => e.split),
      ["shuffled", "segments"],
    );
    for (const { scores, estimates, baselines } of report.evaluations) {
      assert.ok(scores.r2 > 0.99 && scores.accuracy["0.1"] === 100);
      assert.ok(estimates.r2.low <= estimates.r2.value && estimates.r2.value <= estimates.r2.high);
      assert.ok(baselines.constant.r2 < 0.1 && baselines.persistence.r2 < 0.5);
    }
    assert.ok(report.evaluations[0].estimates.mae.seedDeviation > 0);
    assert.match(readFileSync(report.output, "utf8"), /"features":\["firewall_cycles"\]/);
  });

  it("the same seed gives the same document and model; model options can be set", () => {
    const [a, b] = ["a", "b"].map((name) => path.join(folder, name));
    const args = [
      "--target",
      "output_rate",
      "--model",
      "mlp",
      "--set",
      "hidden=[8]",
      "--set",
      "epochs=5",
      "--seed",
      "9",
    ];
    const runs = [a, b].map((output) => run("train", csv, ...args, "-o", output, "--json"));
    assert.equal(runs[0].status, 0, runs[0].stderr);
    assert.deepEqual({ ...runs[0].json(), output: "" }, { ...runs[1].json(), output: "" });
    assert.equal(
      readFileSync(path.join(a, "model.json"), "utf8"),
      readFileSync(path.join(b, "model.json"), "utf8"),
    );
    assert.deepEqual(runs[0].json().recipe.model, { kind: "mlp", hidden: [8], epochs: 5 });
  });

  it("reads as text too: split, interval, baselines", () => {
    const { status, stdout } = run("train", csv, "--target", "output_rate", "--split", "segments");
    assert.equal(status, 0);
    assert.match(stdout, /^output_rate from 2 features: ridge, 77 rows \(13 left out: missing features\)$/m);
    assert.match(stdout, /^segments:$/m);
    assert.match(stdout, /95 % over segments/);
    assert.match(stdout, /^ {2}constant .*\n {2}persistence /m);
  });

  it("without segments says what to add when asked to leave segments out", () => {
    const { status, stdout, stderr } = run(
      "train",
      plain,
      "--target",
      "output_rate",
      "--split",
      "segments",
      "--json",
    );
    assert.equal(status, 1);
    assert.match(stderr, /expected rows that tell their experiment.*Add an `experiment` column/);
    assert.equal(JSON.parse(stdout).error.code, "no-segments");
    assert.equal(run("train", plain, "--target", "output_rate", "--json").json().evaluations.length, 1);
  });

  for (const [what, args, message] of [
    ["an unknown target", ["--target", "output_rat"], /Did you mean "output_rate"/],
    [
      "an unknown feature",
      ["--target", "output_rate", "--features", "bridge_cycle"],
      /Did you mean "bridge_cycles"/,
    ],
    ["a features word that is none", ["--target", "output_rate", "--features", "top:x"], /top:<k>/],
    ["an unknown model", ["--target", "output_rate", "--model", "rigde"], /Did you mean "ridge"/],
    ["an unknown model option", ["--target", "output_rate", "--set", "alfa=1"], /Did you mean "alpha"/],
    ["an option without a value", ["--target", "output_rate", "--set", "alpha"], /--set name=value/],
    ["folds that are no number", ["--target", "output_rate", "--folds", "many"], /--folds: a whole number/],
    ["a target of text", ["--target", "experiment"], /a numeric column/],
  ] as const) {
    it(`${what} is an error with a way out`, () => {
      const { status, stderr } = run("train", csv, ...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  it("loads the engine that a model is trained with", () => {
    const common = [
      "train",
      plain,
      "--target",
      "output_rate",
      "--folds",
      "2",
      "--seeds",
      "1",
      "--set",
      "epochs=1",
    ];
    for (const model of [["lstm"], ["mlp", "--set", "engine=tfjs-cpu"]]) {
      const { status, stdout, stderr } = run(...common, "--model", ...model);
      assert.equal(status, 0, stderr);
      assert.match(stdout, new RegExp(`${model[0]}, \\d+ rows`));
    }
  });

  it("a missing file and a missing target are errors", () => {
    assert.equal(run("train", path.join(folder, "none.csv"), "--target", "y").status, 1);
    assert.equal(run("train", csv).status, 2);
  });
});
