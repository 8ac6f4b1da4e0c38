import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { simulate } from "../../src/lib/index";

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function hashOf(folder: string): Record<string, string> {
  const hash = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(folder, file)))
      .digest("hex");
  return Object.fromEntries(filesUnder(folder).map((file) => [file, hash(file)]));
}

describe("simulate.writeExperiment", () => {
  let scratch: string;
  before(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-simulate-"));
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  async function written(name: string, options: simulate.StageOptions, gzip = false): Promise<string> {
    const folder = path.join(scratch, name);
    for (const stage of [0, 1, 2, 3] as const) {
      for (const plan of simulate.stagePlan(stage, { seconds: 20, ...options })) {
        await simulate.writeExperiment(plan, folder, { gzip });
      }
    }
    return folder;
  }

  it("writes the same bytes for the same seed, others for another, and the same first two of three", async () => {
    const two = hashOf(await written("two", { seed: 3, experiments: 2 }));
    const three = hashOf(await written("three", { seed: 3, experiments: 3 }));
    const other = hashOf(await written("other", { seed: 4, experiments: 2 }));
    assert.ok(Object.keys(two).length > 60);
    for (const [file, hash] of Object.entries(two)) {
      assert.equal(three[file], hash, file);
      if (!file.endsWith("_stats.csv")) assert.notEqual(other[file], hash, file);
    }
  });

  it("writes gzip members with the same content and a header that names no system and no time", async () => {
    const plain = await written("plain", { seed: 3, experiments: 1 });
    const packed = await written("packed", { seed: 3, experiments: 1 }, true);
    assert.deepEqual(
      filesUnder(packed),
      filesUnder(plain).map((file) => `${file}.gz`),
    );
    for (const file of filesUnder(plain)) {
      const member = readFileSync(path.join(packed, `${file}.gz`));
      assert.deepEqual([...member.subarray(3, 8), member[9]], [0, 0, 0, 0, 0, 255], file);
      assert.ok(gunzipSync(member).equals(readFileSync(path.join(plain, file))), file);
    }
  });

  it("names the folders and files as the original does", async () => {
    const folder = await written("names", { seed: 3, experiments: 1, captureEvery: 0 });
    const vnfs = ["bridge", "firewall", "ndpi_stats", "nf_router", "payload_scan"].map((vnf) => `${vnf}.csv`);
    const always = [...vnfs, "latency.csv", "tx_stats.csv", "rx_stats.csv"];
    const expected = [
      ...always.map((file) => `load_stimulus/exp1/${file}`),
      ...[...always, "nf_out.csv"].map((file) => `random_rates/exp-1/${file}`),
      ...always.map((file) => `resource_stimulus/exp-3-1-1/${file}`),
      ...[...always, "nf_out.csv"].map((file) => `intervention/exp-1/${file}`),
    ];
    assert.deepEqual(filesUnder(folder), expected.sort());
  });
});
