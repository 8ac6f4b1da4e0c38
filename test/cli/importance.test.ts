import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as core from "../../src/lib/core";
import * as learn from "../../src/lib/learn";
import * as table from "../../src/lib/table";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
}

describe("dataplane-lab importance", function () {
  this.timeout(60_000);
  let folder: string;
  let model: string;
  let csv: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-importance-"));
    model = path.join(folder, "model");
    csv = path.join(folder, "rows.csv");
    const draw = core.random(2);
    const column = () => Float64Array.from({ length: 80 }, () => draw.normal());
    const [a, b] = [column(), column()];
    const t = table.Table.of({
      firewall_cycles: a,
      bridge_cycles: b,
      output_rate: a.map((v, i) => 10 * b[i] + v),
    });
    await table.writeCsv(t, csv);
    await learn.saveModel(
      model,
      learn.train(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } }),
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it("prints features and network functions, highest first, as one JSON document", () => {
    const { status, stdout, stderr } = run("importance", model, csv, "--json");
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.deepEqual(
      report.features.map((f: { name: string }) => f.name),
      ["bridge_cycles", "firewall_cycles"],
    );
    assert.deepEqual(
      report.vnfs.map((f: { name: string }) => f.name),
      ["bridge", "firewall"],
    );
    assert.ok(report.features[0].increase > 5 * report.features[1].increase);
    assert.equal(report.baseline.n, 80);
    assert.equal(run("importance", model, csv, "--json").stdout, stdout);
  });

  it("reads as text too, and refuses repeats that are no count", () => {
    assert.match(run("importance", model, csv).stdout, /network functions.*bridge.*features:/s);
    const { status, stderr } = run("importance", model, csv, "--repeats", "none");
    assert.equal(status, 1);
    assert.match(stderr, /--repeats: a whole number of at least 1/);
  });
});
