import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { table } from "../../src/lib/index";

const ROOT = path.join(__dirname, "..", "..");
const COMMAND = path.join(ROOT, "src", "cli", "bin", "dataplane-lab.js");
const CAPTURE = path.join(ROOT, "data", "capture", "lab.pcap.gz");
const TRUTH = path.join(ROOT, "data", "capture", "truth.csv");

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("dataplane-lab join (needs the built command)", () => {
  let folder = "";
  let flows = "";
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "lab-join-"));
    flows = path.join(folder, "flows.csv");
    const { code, stderr } = await run("flows", CAPTURE, "-o", flows);
    assert.equal(code, 0, stderr);
  });
  after(() => rm(folder, { recursive: true }));

  it("labels the lab's own capture: every activity found, every attack under its name, no row more", async () => {
    const out = path.join(folder, "labelled.csv");
    const { code, stdout, stderr } = await run("join", flows, TRUTH, "-o", out, "--json");
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout);
    const [before, after, truth] = await Promise.all([flows, out, TRUTH].map((file) => table.readCsv(file)));
    assert.deepEqual([report.flows, report.matched + report.unmatched], [before.length, before.length]);
    assert.deepEqual([report.truthMatched, report.truthUnmatched, report.ambiguous], [truth.length, 0, 0]);
    assert.deepEqual([report.layout, report.offsetSeconds, report.toleranceSeconds], ["schedule", 0, 1]);
    assert.equal(after.length, before.length);
    assert.deepEqual(after.names, [...before.names, "Label", "Attack"]);
    // The attacker does nothing but attack, and nobody else attacks.
    const attacker = "10.77.0.3";
    for (const row of after.rows()) {
      const involved = [row.IPV4_SRC_ADDR, row.IPV4_DST_ADDR].includes(attacker);
      if (row.Label === 1) assert.ok(involved, JSON.stringify(row));
      assert.equal(row.Label === 1, row.Attack !== "Benign");
    }
    const unlabelled = [...after.rows()].filter(
      (row) => row.Label === 0 && [row.IPV4_SRC_ADDR, row.IPV4_DST_ADDR].includes(attacker),
    );
    assert.ok(unlabelled.length <= report.unmatched, `${unlabelled.length} of ${report.unmatched}`);
    assert.deepEqual([...new Set(after.texts("Attack"))].sort(), ["Benign", "DoS", "Reconnaissance"]);
  });

  it("says the same in words, reads and writes Parquet", async () => {
    const parquet = path.join(folder, "flows.parquet");
    await table.writeParquet(await table.readCsv(flows), parquet);
    const out = path.join(folder, "labelled.parquet");
    const { code, stdout, stderr } = await run("join", parquet, TRUTH, "-o", out);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\d+ flows: \d+ matched \(\d+ the other way round, 0 ambiguous\), \d+ unmatched$/m);
    assert.match(stdout, /^16 rows of ground truth \(schedule\): 16 matched, 0 unmatched$/m);
    assert.ok((await table.readParquet(out)).has("Attack"));
  });

  it("finds a clock that is off by itself, and without that finds nothing", async () => {
    const schedule = await table.readCsv(TRUTH);
    const shifted = path.join(folder, "shifted.csv");
    const ahead = 3 * 3_600_000;
    await table.writeCsv(
      schedule
        .with(
          "start_ms",
          schedule.numbers("start_ms").map((ms) => ms - ahead),
        )
        .with(
          "end_ms",
          schedule.numbers("end_ms").map((ms) => ms - ahead),
        ),
      shifted,
    );
    const out = path.join(folder, "o.csv");
    const none = JSON.parse((await run("join", flows, shifted, "-o", out, "--json")).stdout);
    assert.deepEqual([none.matched, none.truthUnmatched], [0, 16]);
    const given = JSON.parse(
      (await run("join", flows, shifted, "-o", out, "--offset", "10800", "--json")).stdout,
    );
    const straight = JSON.parse((await run("join", flows, TRUTH, "-o", out, "--json")).stdout);
    assert.deepEqual([given.matched, given.offsetSeconds], [straight.matched, 10800]);
    const auto = JSON.parse(
      (await run("join", flows, shifted, "-o", out, "--offset", "auto", "--json")).stdout,
    );
    assert.ok(Math.abs(auto.estimate.offset - 10800) < 0.25, `${auto.estimate.offset}`);
    assert.deepEqual([auto.estimate.support, auto.matched], [straight.matched, straight.matched]);
    assert.ok(auto.estimate.support > 1.5 * auto.estimate.runnerUp);
    assert.equal(auto.truthMatched, 16);
    const text = await run("join", flows, shifted, "-o", out, "--offset", "auto");
    assert.match(text.stdout, /estimated offset 10\d{3}(\.\d+)? s: \d+ of \d+ pairs agree/);
  });

  it("is stricter with a smaller tolerance", async () => {
    const out = path.join(folder, "o.csv");
    const matched = async (...options: string[]): Promise<number> =>
      JSON.parse((await run("join", flows, TRUTH, "-o", out, "--json", ...options)).stdout).matched;
    const [none, one, much] = [
      await matched("--tolerance", "0"),
      await matched(),
      await matched("--tolerance", "1e4"),
    ];
    assert.ok(none <= one && one <= much, `${none}, ${one}, ${much}`);
  });

  it("refuses files that are no flows or no ground truth, and values that mean nothing; writes nothing then", async () => {
    const out = path.join(folder, "never.csv");
    const prose = path.join(folder, "prose.csv");
    await writeFile(prose, "dear diary\nnothing happened\n");
    const empty = path.join(folder, "empty.csv");
    await writeFile(empty, "");
    const times = path.join(folder, "times.csv");
    await writeFile(
      times,
      "start_ms,end_ms,attack,protocol,src_addr,src_port,dst_addr,dst_port\nyesterday,,x,tcp,a,,b,\n",
    );
    const attempts: [string[], RegExp][] = [
      [[flows, prose], /ground truth with the columns of one layout/],
      [[flows, flows], /ground truth with the columns of one layout/],
      [[flows, empty], /empty\.csv/],
      [[prose, TRUTH], /FLOW_START_MILLISECONDS/],
      [[TRUTH, TRUTH], /FLOW_START_MILLISECONDS/],
      [[CAPTURE, TRUTH], /lab\.pcap\.gz.*binary/],
      [[path.join(folder, "gone.csv"), TRUTH], /gone\.csv/],
      [[flows, times], /expected a time.*yesterday/],
      [[flows, TRUTH, "--tolerance", "-1"], /tolerance: seconds, zero or more/],
      [[flows, TRUTH, "--tolerance", "long"], /--tolerance: a number of seconds/],
      [[flows, TRUTH, "--tolerance", ""], /--tolerance: a number of seconds/],
      [[flows, TRUTH, "--offset", "Infinity"], /--offset: a number of seconds/],
      [[flows, TRUTH, "--time-zone", "Mars/Phobos"], /a time zone such as/],
      [[flows], /truth/],
    ];
    for (const [args, message] of attempts) {
      const { code, stderr } = await run("join", ...args, "-o", out);
      assert.notEqual(code, 0, args.join(" "));
      assert.match(stderr, message, args.join(" "));
      assert.doesNotMatch(stderr, /\n\s+at /, `no stack: ${args.join(" ")}`);
      assert.ok(!existsSync(out), args.join(" "));
    }
  });
});
