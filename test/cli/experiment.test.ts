import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { table } from "../../src/lib/index";
import { experimentFiles, inFolder, writeFolder } from "../perf/folders";
import { pairOf, traffic } from "../perf/pair/support";

const ROOT = path.join(__dirname, "..", "..");
const COMMAND = path.join(ROOT, "src", "cli", "bin", "dataplane-lab.js");
const CAPTURED = path.join(ROOT, "data", "testbed", "raw", "resource_stimulus", "exp-5-3-1");

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("dataplane-lab experiment (needs the built command)", () => {
  it("writes what table writes for an experiment with its logs, and says nothing of captures", async () => {
    await inFolder(async (folder) => {
      const [one, other] = [path.join(folder, "one.csv"), path.join(folder, "other.csv")];
      const mine = await run("experiment", CAPTURED, "-o", one);
      const theirs = await run("table", CAPTURED, "-o", other);
      assert.deepEqual([mine.code, mine.stderr], [0, theirs.stderr]);
      assert.equal(mine.stdout.replace(one, ""), theirs.stdout.replace(other, ""));
      assert.deepEqual(await readFile(one), await readFile(other));
    });
  });

  it("takes rates and latency from a pair of captures, and accounts for every packet", async () => {
    await inFolder(async (folder) => {
      const [out, side] = [path.join(folder, "out.csv"), path.join(folder, "report.json")];
      const { code, stdout, stderr } = await run(
        "experiment",
        CAPTURED,
        "--prefer-captures",
        "--one-in",
        "1413",
        "-o",
        out,
        "--report",
        side,
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /46 rows, 66 columns/);
      assert.match(stdout, /ingress: 1591 frames, 1591 packets, 1055 matched, 536 lost, 0 not to be judged/);
      assert.match(stdout, /egress: 1055 frames.*0 without an ingress packet/);
      assert.match(stdout, /clock offset: 0 µs, taken as one clock/);
      const read = await table.readPerformanceCsv(out);
      assert.equal([...read.numbers("input_rate")].filter((rate) => rate > 1500).length, 3);
      const { captures } = JSON.parse(await readFile(side, "utf8"));
      assert.deepEqual([captures.oneIn, captures.ingress.unmatched], [1413, 536]);
    });
  });

  it("answers in JSON, with an offset that is given or estimated", async () => {
    const { stdout } = await run(
      "experiment",
      CAPTURED,
      "--prefer-captures",
      "--offset",
      "estimate",
      "--json",
    );
    const { rows, columns, output, report } = JSON.parse(stdout);
    assert.deepEqual([rows, columns, output], [46, 66, null]);
    assert.deepEqual([report.captures.offset.how, report.captures.leastLatency], ["estimated", 0]);
    assert.equal(report.captures.offset.pairs, 1055);
    const given = await run("experiment", CAPTURED, "--prefer-captures", "--offset", "-2000", "--json");
    const { captures } = JSON.parse(given.stdout).report;
    assert.deepEqual([captures.offset, captures.negative], [{ micros: -2000, how: "given", pairs: null }, 0]);
  });

  it("reads a folder that holds captures and no logs, also cut ones, and names what is missing", async () => {
    await inFolder(async (folder) => {
      const files = experimentFiles();
      for (const name of ["tx_stats.csv", "rx_stats.csv", "latency.csv"]) files.delete(name);
      const [ingress, egress] = pairOf(traffic(300, { gap: 10_000 }));
      files.set("ingress.pcap", Buffer.from(ingress));
      files.set("egress.pcap", Buffer.from(egress.subarray(0, egress.length - 30)));
      const place = path.join(folder, "exp-1");
      await writeFolder(place, files, true);
      const { code, stdout, stderr } = await run("experiment", place, "--align", "min");
      assert.equal(code, 0, stderr);
      assert.match(stdout, /3 rows, 66 columns/);
      assert.match(stdout, /299 matched, 0 lost, 1 not to be judged/);
      assert.match(stdout, /stopped early: .*1 more byte|stopped early: .*more bytes/);
      assert.match(stderr, /damaged-capture: 1 in 1 files/);
      await rm(path.join(place, "egress.pcap.gz"));
      const without = await run("experiment", place, "--json");
      assert.equal(without.code, 1);
      assert.match(JSON.parse(without.stdout).error.message, /tx_stats\.csv/);
    });
  });

  it("refuses what it cannot mean", async () => {
    const attempts: [string[], RegExp][] = [
      [["--offset", "soon"], /--offset: a number/],
      [["--offset", ""], /--offset: a number/],
      [["--one-in", "0"], /oneIn/],
      [["--one-in", "1e999"], /--one-in/],
      [["--horizon", "-1"], /horizon/],
      [["--prefix", "2.5"], /prefix/],
      [["--judge", "some"], /overlap, all/],
      [["--tunnel", "under"], /outer, inner/],
      [["-o", "table.xlsx"], /\.csv, \.csv\.gz or \.parquet/],
      [["--offset", "5000000"], /no-match|none among 1591/],
    ];
    for (const [args, message] of attempts) {
      const { code, stderr } = await run("experiment", CAPTURED, "--prefer-captures", ...args);
      assert.notEqual(code, 0, args.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /, "no stack for a user's mistake");
    }
    const scenario = await run("experiment", path.dirname(CAPTURED));
    assert.equal(scenario.code, 1);
    assert.match(scenario.stderr, /firewall\.csv/);
  });
});
