import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core, table } from "../../src/lib/index";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");
const DRST = process.env.DATAPLANE_LAB_DRST;

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, "drift", ...args], { encoding: "utf8" });
}

describe("dataplane-lab drift", function () {
  this.timeout(60_000);
  let folder: string;
  let reference: string;
  let stream: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-drift-"));
    reference = path.join(folder, "reference.csv");
    stream = path.join(folder, "stream.csv");
    const draw = core.random(1);
    const rows = (count: number, shift: (row: number) => number): table.Table => {
      const column = (by = shift): Float64Array =>
        Float64Array.from({ length: count }, (_, i) => 100 + draw.normal() + by(i));
      return table.Table.of({
        output_rate: column(),
        bridge_cycles: column(),
        firewall_cycles: column(() => 0),
        latency: column(),
      });
    };
    await table.writeCsv(
      rows(200, () => 0),
      reference,
    );
    await table.writeCsv(
      rows(300, (row) => (row < 100 ? 0 : 5)),
      stream,
    );
  });
  after(() => rmSync(folder, { recursive: true }));
  const small = ["--window", "100", "--bins", "16"];

  it("prints bound, limits, scores and alarms as one JSON document, the same for a seed", () => {
    const args = ["--reference", reference, "--stream", stream, ...small, "--json"];
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.bound, Math.LN2);
    assert.deepEqual(report.features, ["bridge_cycles", "firewall_cycles"]);
    assert.match(report.thresholds.how, /false-alarm rate 0.01/);
    assert.deepEqual(
      report.scores.map((s: { row: number }) => s.row),
      [50, 100, 150, 200, 250, 300],
    );
    assert.deepEqual(report.alarms, [150, 200, 250, 300]);
    const last = report.scores[5];
    assert.ok(last.perVnf.bridge > 0.6 && last.perVnf.firewall < 0.1);
    assert.equal(last.perFeature.bridge_cycles, last.perVnf.bridge);
    assert.equal(run(...args).stdout, stdout);
  });

  it("takes fixed limits, log 2, chosen features and a detector", () => {
    const { status, stdout, stderr } = run(
      ...["--reference", reference, "--stream", stream, ...small, "--log", "2", "--thresholds", "0.3,0.9"],
      ...["--features", "bridge_cycles", "--detector", "ks", "--json"],
    );
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.bound, 1);
    assert.deepEqual(
      report.scores.map((s: { level: number }) => s.level),
      [0, 0, 1, 2, 2, 2],
    );
    assert.equal(report.detector.name, "ks");
    assert.deepEqual(report.alarms, [200, 300]);
    assert.deepEqual(report.detector.verdicts[0].culprits, ["bridge_cycles"]);
  });

  it("reads as text too", () => {
    const { stdout } = run("--reference", reference, "--stream", stream, ...small, "--thresholds", "0.2");
    assert.match(
      stdout,
      /over 2 features \(bound 0.6931\)\nlimits 0.2000.*first alarm at row 200, 3 in all\n$/s,
    );
  });

  it("explains what is wrong", () => {
    const tables = ["--reference", reference, "--stream", stream];
    const failures: [string[], RegExp][] = [
      [[...tables, "--window", "100", "--thresholds", "0.2,0.8"], /at most 0.6931.*found 0.8/],
      [[...tables], /a reference of 300 rows or more, found 200 rows/],
      [[...tables, ...small, "--bins", "1"], /bins: a whole number from 2/],
      [[...tables, ...small, "--bins", "many"], /--bins: a whole number, found "many"/],
      [[...tables, ...small, "--form", "v3"], /form: "v2" or/],
      [[...tables, ...small, "--stride", "400"], /a stream of 400 rows or more/],
      [[...tables, ...small, "--features", "bridge_cycle"], /Did you mean "bridge_cycles"/],
      [[...tables, ...small, "--detector", "adwim"], /Did you mean "adwin"/],
      [["--reference", "no.csv", "--stream", stream], /no\.csv/],
    ];
    for (const [args, message] of failures) {
      const { status, stderr } = run(...args);
      assert.equal(status, 1, args.join(" "));
      assert.match(stderr, message);
    }
  });

  it("gives the measured course of the published tables (needs DATAPLANE_LAB_DRST)", async function () {
    if (DRST === undefined) this.skip();
    const base = await table.readCsv(path.join(DRST, "stage0_baseline_full.csv"));
    const cut = path.join(folder, "base.csv");
    await table.writeCsv(base.slice(-500).slice(0, 300), cut);
    const published = path.join(DRST, "stage2_resource_stimulus_full.csv");
    const { status, stdout, stderr } = run(
      "--reference",
      cut,
      "--stream",
      published,
      "--form",
      "v2",
      "--json",
    );
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.features.length, 60);
    const full = report.scores.find((s: { row: number }) => s.row === 300);
    assert.ok(Math.abs(full.score - 0.464) < 0.004, String(full.score));
  });
});
