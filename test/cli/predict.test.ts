import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as learn from "../../src/lib/learn";
import * as table from "../../src/lib/table";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
}

describe("dataplane-lab predict", function () {
  this.timeout(60_000);
  let folder: string;
  let model: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-predict-"));
    model = path.join(folder, "model");
    const load = Array.from({ length: 20 }, (_, i) => i);
    const t = table.Table.of({ load, output_rate: load.map((v) => 2 * v + 1) });
    await learn.saveModel(
      model,
      learn.train(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } }),
    );
    writeFileSync(
      path.join(folder, "in.csv"),
      "experiment,second,load,other,output_rate\na,1,3,x,7\na,2,,x,9\na,3,5,x,\n",
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it("refuses an output whose ending names no format of tables", () => {
    const out = path.join(folder, "out.xlsx");
    const { status, stderr } = run("predict", model, path.join(folder, "in.csv"), "-o", out);
    assert.equal(status, 1);
    assert.match(stderr, /ends in \.csv, \.csv\.gz or \.parquet, found ".*out\.xlsx"/);
    assert.equal(existsSync(out), false);
  });

  it("names the table that lacks a feature", () => {
    const lacking = path.join(folder, "lacking.csv");
    writeFileSync(lacking, "second,other\n1,2\n");
    const { status, stderr } = run("predict", model, lacking, "-o", path.join(folder, "none.csv"));
    assert.equal(status, 1);
    assert.match(stderr, /lacking\.csv: expected a column "load", found /);
    const importance = run("importance", model, lacking);
    assert.match(importance.stderr, /lacking\.csv: expected a column/);
  });

  it("writes where each row is from, the target and the prediction; missing stays missing", () => {
    const out = path.join(folder, "out.csv");
    const { status, stdout, stderr } = run(
      "predict",
      model,
      path.join(folder, "in.csv"),
      "-o",
      out,
      "--json",
    );
    assert.equal(status, 0, stderr);
    const [header, ...lines] = readFileSync(out, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    assert.deepEqual(header, ["second", "experiment", "output_rate", "predicted_output_rate"]);
    assert.deepEqual(
      lines.map((cells) => cells.slice(0, 3)),
      [
        ["1", "a", "7"],
        ["2", "a", "9"],
        ["3", "a", ""],
      ],
    );
    assert.deepEqual(
      lines.map((cells) => (cells[3] === "" ? null : Math.round(Number(cells[3])))),
      [7, null, 11],
    );
    const report = JSON.parse(stdout);
    assert.deepEqual([report.rows, report.missing, report.scores.n], [3, 1, 1]);
  });

  it("a table without a feature, a changed model and no model are errors", () => {
    const bad = path.join(folder, "bad.csv");
    writeFileSync(bad, "laod\n1\n");
    const feature = run("predict", model, bad, "-o", path.join(folder, "x.csv"));
    assert.equal(feature.status, 1);
    assert.match(feature.stderr, /"load".*Did you mean "laod"/);
    const changed = path.join(folder, "changed.json");
    writeFileSync(
      changed,
      readFileSync(path.join(model, "model.json"), "utf8").replace('"trained":20', '"trained":21'),
    );
    const tampered = run("predict", changed, bad, "-o", path.join(folder, "x.csv"), "--json");
    assert.equal(tampered.status, 1);
    assert.equal(JSON.parse(tampered.stdout).error.code, "checksum");
    assert.match(run("predict", folder, bad, "-o", "x.csv").stderr, /dataplane-lab train/);
  });
});
