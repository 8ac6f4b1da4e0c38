import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { drift, learn, perf, simulate, table } from "../../src/lib/index";

const folder = path.resolve(__dirname, "../../data/testbed");

function filesUnder(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

interface Manifest {
  readonly seed: number;
  readonly plans: readonly simulate.ExperimentPlan[];
}
const manifest = (): Manifest => JSON.parse(readFileSync(path.join(folder, "plan.json"), "utf8"));
const quantiles = (values: Iterable<number>, ...qs: number[]) => {
  const sorted = [...values].filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
  return qs.map((q) => learn.quantile(sorted, q));
};
const near = (found: number, expected: number, relative: number, label: string) =>
  assert.ok(Math.abs(found / expected - 1) <= relative, `${label}: ${found} is not near ${expected}`);

describe("the bundled testbed", () => {
  it("has every file under its checksum and no other", () => {
    const sums = readFileSync(path.join(folder, "SHA256SUMS"), "utf8").trimEnd().split("\n");
    const listed = new Map(sums.map((line) => line.split("  ").reverse() as [string, string]));
    for (const [file, expected] of listed) {
      const found = createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex");
      assert.equal(found, expected, file);
    }
    const unlisted = filesUnder(folder).filter((file) => !listed.has(file));
    assert.deepEqual(unlisted, ["CARD.md", "SHA256SUMS"]);
  });

  it("stays small: all bundled data below 5 MB", () => {
    const data = path.dirname(folder);
    // Fetched tables may lie beside it, outside git.
    const size = filesUnder(data)
      .filter((file) => !file.startsWith("../drst/"))
      .reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    assert.ok(size < 5e6, `${size} bytes`);
  });

  it("is what the code makes from its seed, byte for byte", () => {
    const { seed, plans } = manifest();
    for (const stage of [0, 1, 2, 3] as const) {
      const own = plans.filter((plan) => plan.stage === stage);
      assert.deepEqual(simulate.stagePlan(stage, { seed, experiments: own.length }), own, `stage ${stage}`);
      const sample = own[Math.min(1 + stage, own.length - 1)];
      for (const [name, bytes] of Object.entries(simulate.experimentFiles(sample))) {
        const file = path.join(folder, "raw", sample.scenario, sample.name, `${name}.gz`);
        assert.ok(gunzipSync(readFileSync(file)).equals(bytes), file);
      }
    }
  });

  it("has the rows that the notebooks live on", () => {
    const rows = (stage: number) => {
      const own = manifest().plans.filter((plan) => plan.stage === stage);
      return [own.length, own.reduce((sum, plan) => sum + plan.seconds, 0)];
    };
    const [ladders, ladderRows] = rows(0);
    const [stimuli, stimulusRows] = rows(2);
    assert.ok(ladders >= 6 && ladderRows >= 900);
    assert.ok(stimuli >= 12 && stimulusRows >= 600);
    const stressed = manifest().plans.flatMap(({ stress }) => stress);
    assert.equal(new Set(stressed.map(({ vnf, workers }) => `${vnf} ${workers}`)).size, 10);
  });

  it("says that it is simulated", () => {
    assert.match(readFileSync(path.join(folder, "CARD.md"), "utf8"), /\*\*Simulated\.\*\*/);
    assert.match(readFileSync(path.join(folder, "plan.json"), "utf8"), /"note": "Simulated\./);
  });
});

describe("the bundled testbed beside the published statistics", () => {
  let ladder: table.Table;
  let stimulus: table.Table;
  before(async function () {
    this.timeout(20_000);
    const reference = perf.openReference("testbed");
    [ladder, stimulus] = [await reference.table(0), await reference.table(2)];
  });

  it("has the rates of the published stages", () => {
    const [median, most] = quantiles(ladder.numbers("input_rate"), 0.5, 1);
    near(median, 4209, 0.03, "median input of stage 0");
    near(most, 9954, 0.01, "largest input of stage 0");
    const input = stimulus.numbers("input_rate");
    const ratio = stimulus.numbers("output_rate").map((rate, i) => rate / input[i]);
    const share = (low: number, high: number) =>
      ratio.filter((x) => x >= low && x < high).length / ratio.length;
    assert.ok(Math.abs(share(0, 0.6) - 0.26) < 0.03);
    assert.ok(Math.abs(share(0.6, 0.95) - 0.21) < 0.03);
    assert.ok(Math.abs(learn.pearson(input, stimulus.numbers("output_rate")) - 0.305) < 0.06);
    assert.ok(learn.pearson(ladder.numbers("input_rate"), ladder.numbers("output_rate")) > 0.9999);
  });

  it("has the medians of the published counters, least and largest of the five VNFs", () => {
    const published: Partial<Record<table.Event, readonly [number, number, number, number]>> = {
      instructions: [8.04e9, 8.97e9, 9.93e9, 1.02e10],
      branches: [1.59e9, 1.77e9, 1.95e9, 2.02e9],
      "branch-misses": [6.87e6, 7.92e6, 7.72e6, 8.06e6],
      "cache-misses": [2185, 4004, 1449, 2436],
      "cache-references": [1.53e7, 2.0e7, 6.67e6, 9.35e6],
      cycles: [2.892e9, 2.892e9, 2.892e9, 2.892e9],
      "L1-dcache-load-misses": [1.62e7, 2.11e7, 6.89e6, 9.94e6],
      "L1-dcache-loads": [2.49e9, 2.77e9, 3.06e9, 3.16e9],
      "LLC-load-misses": [1347, 2788, 825, 1725],
      "LLC-stores": [4.81e6, 6.07e6, 2.95e6, 3.31e6],
      "LLC-loads": [9.27e6, 1.4e7, 3.75e6, 6.07e6],
    };
    for (const [event, [low0, high0, low2, high2]] of Object.entries(published)) {
      const within = event.endsWith("misses") && !/^(branch|L1)/.test(event) ? 0.15 : 0.05;
      for (const [stage, low, high] of [
        [ladder, low0, high0],
        [stimulus, low2, high2],
      ] as const) {
        const medians = table.VNFS.map((vnf) => quantiles(stage.numbers(`${vnf}_${event}`), 0.5)[0]);
        near(Math.min(...medians), low, within, `${event}, least`);
        near(Math.max(...medians), high, within, `${event}, largest`);
      }
    }
  });

  it("flips the ranking of the counters to the end of the chain in stage 2", () => {
    const cacheTraffic = /_(LLC-loads|LLC-stores|cache-references|L1-dcache-load-misses)$/;
    const top = (t: table.Table) =>
      learn
        .correlations(learn.dataset(t, { target: "output_rate", features: table.COUNTERS, missing: "drop" }))
        .slice(0, 10);
    const [c, s] = [top(ladder), top(stimulus)];
    for (const { feature } of [...c, ...s]) assert.match(feature, cacheTraffic);
    assert.ok(c[0].correlation > 0.97 && c[9].correlation > 0.95);
    assert.equal(c[0].feature, "ndpi_stats_LLC-loads");
    for (const { feature } of s.slice(0, 4)) assert.match(feature, /^bridge_/);
    for (const { feature } of s.slice(4, 8)) assert.match(feature, /^payload_scan_/);
    assert.ok(s[0].correlation > 0.75 && s[0].correlation < 0.9);
  });

  it("drifts from stage 0 to stage 2 as the published tables do", () => {
    const score = (a: table.Table, b: table.Table) =>
      drift.jensenShannon(a, b, { features: table.COUNTERS, form: "probability" }).score;
    const tail = ladder.slice(-500);
    const reference = tail.slice(0, 300);
    assert.ok(score(reference, tail.slice(50, 350)) < 0.045);
    const stream = tail.concat(stimulus);
    assert.ok(Math.abs(score(reference, stream.slice(400, 700)) - 0.266) < 0.05, "200 rows of stage 2");
    for (const from of [0, 200, 400, 600]) {
      assert.ok(
        Math.abs(score(reference, stimulus.slice(from, from + 300)) - 0.46) < 0.05,
        `plateau at ${from}`,
      );
    }
  });

  it("is about as predictable as published: ridge on ten counters, shuffled", () => {
    const data = learn.dataset(ladder, { target: "output_rate", features: table.COUNTERS, missing: "drop" });
    const recipe = { model: { kind: "ridge" }, features: { top: 10 } };
    const { scores } = learn.evaluate(data, recipe, { split: "shuffled", folds: 5 });
    assert.ok(Math.abs(scores.r2 - 0.979) < 0.01, String(scores.r2));
    assert.ok(Math.abs(scores.accuracy["0.2"] - 90.2) < 8, String(scores.accuracy["0.2"]));
  });
});
