import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { simulate } from "../../src/lib/index";

const project = path.resolve(__dirname, "../..");
const binary = path.join(project, "src", "cli", "bin", "dataplane-lab.js");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, as a user runs it (npm test builds it first). */
function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [binary, "simulate", ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("dataplane-lab simulate", () => {
  let scratch: string;
  before(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-cli-simulate-"));
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it("writes what the library writes, and says what was done to the chain", async () => {
    const folder = path.join(scratch, "plain");
    const ended = await run(..."--stage 2 --seed 7 --experiments 2 --seconds 20 -o".split(" "), folder);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /resource_stimulus\/exp-3-1-1: 20 s, 1 stress on nf_router from \S+ to \S+ s/);
    assert.match(ended.stdout, /2 simulated experiments in /);
    for (const plan of simulate.stagePlan(2, { seed: 7, experiments: 2, seconds: 20 })) {
      for (const [name, bytes] of Object.entries(simulate.experimentFiles(plan))) {
        assert.ok(readFileSync(path.join(folder, plan.scenario, plan.name, name)).equals(bytes), name);
      }
    }
  });

  it("does not mix experiments of two runs, and writes the same ones again", async () => {
    const folder = path.join(scratch, "mixed");
    const plan = (seed: number, count: number) =>
      run(...`--stage 2 --seed ${seed} --experiments ${count} --seconds 10 -o`.split(" "), folder);
    assert.equal((await plan(7, 2)).code, 0);
    const file = path.join(folder, "resource_stimulus", "exp-3-1-1", "latency.csv");
    const before = readFileSync(file);
    const mixed = await plan(8, 1);
    assert.equal(mixed.code, 1);
    assert.match(
      mixed.stderr,
      /resource_stimulus: .*beside the 1 to be written, found 1: exp-3-3-1\. Choose/,
    );
    assert.ok(readFileSync(file).equals(before));
    assert.equal((await plan(8, 2)).code, 0);
    assert.ok(!readFileSync(file).equals(before));
  });

  it("prints one JSON document with the plans and the files", async () => {
    const folder = path.join(scratch, "json");
    const args = "--stage 3 --vnf bridge --experiments 1 --seconds 10 --gzip --json -o".split(" ");
    const ended = await run(...args, folder);
    const document = JSON.parse(ended.stdout);
    assert.equal(document.simulated, true);
    assert.equal(document.experiments[0].plan.interventions[0].vnf, "bridge");
    const place = path.join(folder, "intervention", "exp-1");
    const files = readdirSync(place).map((name) => `intervention/exp-1/${name}`);
    assert.deepEqual(document.experiments[0].files.sort(), files.sort());
    assert.ok(files.every((file) => file.endsWith(".gz")));
  });

  it("refuses wrong values before it writes anything", async () => {
    const folder = path.join(scratch, "none");
    for (const [args, pattern] of [
      ["--stage 5", /a stage from 0 to 3, found 5/],
      ["--stage x", /--stage: a whole number of at least 0, found "x"/],
      ["--stage 2 --vnf brige", /a VNF among firewall/],
      ["--stage 0 --experiments 0", /--experiments: a whole number of at least 1, found "0"/],
      ["--stage 0 --speed 3", /unknown option '--speed'/],
    ] as const) {
      const ended = await run(...args.split(" "), "-o", folder);
      assert.notEqual(ended.code, 0, args);
      assert.match(ended.stderr, pattern);
    }
    const missing = await run("--stage", "0");
    assert.match(missing.stderr, /required option '-o, --output <folder>' not specified/);
    assert.equal(existsSync(folder), false);
  });
});
