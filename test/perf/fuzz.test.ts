import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { core, perf } from "../../src/lib/index";
import { rawExcerpts } from "./drst";
import { contradiction } from "./samples";

/** One file of each kind and layout there is. `DATAPLANE_LAB_FULL_FUZZ=1` takes every raw file instead. */
const REPRESENTATIVES = [
  "load_stimulus/exp1/firewall.csv",
  "intervention/exp-6/firewall.csv",
  "intervention/exp-6/rx_stats.csv",
  "resource_stimulus/exp-3-1-2/tx_stats.csv",
  "pcm/step_rates_40G/rx_stats.csv",
  "load_stimulus/exp1/latency.csv",
  "random_rates/exp-1/latency.csv",
  "intervention/exp-6/latency.csv",
  "pcm/amqp/latency.csv",
  "const-1gbps/firewall-pcm.csv",
  "pcm/l2fwd-40gbps/l2fwd-pcm.csv",
  "const-1gbps/pcm-memory.csv",
  "const-1gbps/pcm-pcie.csv",
  "pcm/contention/cpu-1/pcm-pcie.csv",
  "pcm/l2fwd-40gbps/pcm-pcie.csv",
  "const-1gbps/nf_out.csv",
  "pcm/contention/vm-1/nf_out.csv",
];
const OFFSETS = 4096;

/** Cuts a file at every offset of its first 4 KB; each cut must be a typed error or agree with the whole file. */
function sweep(file: string, bytes: Buffer): void {
  const parser = perf.parserFor(file);
  assert.ok(parser !== undefined, file);
  const whole = parser.parse(bytes, { file });
  for (let length = 0; length < Math.min(OFFSETS, bytes.length); length++) {
    let cut: object;
    try {
      cut = parser.parse(bytes.subarray(0, length), { file });
    } catch (error) {
      assert.ok(error instanceof core.LabError, `${file} cut at ${length}: ${String(error)}`);
      assert.equal(error.where.file, file);
      continue;
    }
    assert.equal(contradiction(whole, cut), undefined, `${file} cut at ${length}`);
  }
}

describe("raw files cut at every offset of their first 4 KB (set DATAPLANE_LAB_DRST)", () => {
  for (const file of REPRESENTATIVES) {
    it(file, async function () {
      const root = await rawExcerpts(this);
      sweep(file, await readFile(path.join(root, file)));
    });
  }

  it("every raw file, with DATAPLANE_LAB_FULL_FUZZ=1; else every hundredth", async function () {
    const root = await rawExcerpts(this);
    this.timeout(0);
    const { readdir } = await import("node:fs/promises");
    const files = (await readdir(root, { recursive: true }))
      .filter((file) => perf.parserFor(file) !== undefined)
      .sort();
    const step = process.env.DATAPLANE_LAB_FULL_FUZZ === "1" ? 1 : 100;
    for (let i = 0; i < files.length; i += step) sweep(files[i], await readFile(path.join(root, files[i])));
  });
});
