import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { perf } from "../../../src/lib/index";
import { rawExcerpts } from "../drst";

describe("quality of the 2322 raw excerpts (set DATAPLANE_LAB_DRST)", () => {
  let report: perf.QualityReport;
  before(async function () {
    report = await perf.quality(await rawExcerpts(this as unknown as Mocha.Context));
  });

  it("files: cut to 13 lines, CRLF", () => {
    const { files } = report;
    assert.equal(files.count, 2322);
    assert.deepEqual(files.commonLines, { lines: 13, files: 2311 });
    // The published count is 2305: it takes a zip archive, whose bytes hold a CR LF, for a text file.
    assert.equal(files.crlf, 2304);
    assert.deepEqual(files.binary, ["pcm/const_input/const-1gbps.zip"]);
    assert.deepEqual([files.empty, files.notUtf8, files.unreadable], [[], [], []]);
  });

  it("perf stat: comments, fields, missing and multiplexed counts, events, years", () => {
    const { perf: own } = report;
    assert.deepEqual([own.files, own.startedComments, own.blankAfterComment], [945, 945, 945]);
    assert.equal(own.startedNotFirst.length, 15);
    assert.deepEqual([own.dataLines, own.fields, own.emptyUnits], [10380, { 9: 10380 }, 10380]);
    assert.deepEqual(own.notCounted, { cycles: 132, "cache-references": 129 });
    assert.deepEqual([own.notCountedLines, own.notSupportedLines, own.badLines], [261, 0, 0]);
    assert.equal(own.multiplexedLines, 5971);
    assert.equal(own.multiplexedShare.toFixed(3), "0.575");
    // 11 events everywhere, but in the 15 files where a conflict marker took the place of a line.
    assert.deepEqual(own.eventsPerFile, { 10: 15, 11: 930 });
    assert.equal(Object.keys(own.events).length, 11);
    assert.deepEqual(own.missingEvents, [
      "L1-dcache-load-misses",
      "L1-dcache-loads",
      "LLC-load-misses",
      "LLC-stores",
      "LLC-loads",
    ]);
    assert.deepEqual(own.years, { 2022: 550, 2023: 395 });
  });

  it("conflict markers: 88 lines in 87 files", () => {
    const { conflicts } = report;
    assert.deepEqual([conflicts.lines, conflicts.files, conflicts.kinds], [88, 87, { "<": 87, "=": 1 }]);
    const { "latency.csv": latency, ...others } = conflicts.names;
    assert.equal(latency, 63);
    assert.deepEqual(Object.values(others), new Array(8).fill(3));
    const folders = conflicts.places
      .filter(({ file }) => !file.endsWith("latency.csv"))
      .map(({ file }) => path.dirname(file));
    assert.deepEqual(
      [...new Set(folders)],
      ["intervention/exp-6", "intervention/exp-35", "intervention/exp-51"],
    );
  });

  it("latency: layouts and time-outs", () => {
    const { latency } = report;
    assert.equal(latency.files, 221);
    assert.deepEqual(latency.layouts, { value: 114, "seq value": 105, "epoch,value": 1, mixed: 1 });
    assert.deepEqual(
      [latency.mixed, latency.comma],
      [["intervention/exp-6/latency.csv"], ["pcm/amqp/latency.csv"]],
    );
    // 2788 where commas do not split: the 13 lines of the comma-separated file come on top.
    assert.equal(latency.values, 2788 + 13);
    assert.deepEqual([latency.timeouts, latency.filesWithTimeouts], [597, 105]);
    assert.deepEqual([latency.leadingTimeouts, latency.timeoutsInLatencyCsv], [544, 583]);
    assert.deepEqual([latency.below1000, latency.badLines], [0, 0]);
  });

  it("rates: one header, units, frame sizes, start-up rows", () => {
    const { rates } = report;
    assert.deepEqual([rates.files, Object.values(rates.headers)], [444, [444]]);
    assert.deepEqual([rates.txRows, rates.rxRows, rates.badRows], [2661, 2661, 6]);
    assert.deepEqual([rates.zeroTxRows, rates.zeroRxRows], [0, 201]);
    assert.deepEqual(rates.packetUnit, { Mpps: 5075, pps: 46 });
    const folders = new Set(rates.ppsFiles.map((file) => path.dirname(file)));
    assert.deepEqual([...folders], ["pcm/l2fwd-40gbps", "pcm/step_rates_40G"]);
    // Of the rows with packets; of all rows the 350 and 360 bytes together are 75 %.
    const sizes = Object.entries(rates.frameBytes).map(
      ([bytes, share]) => `${bytes} B ${(100 * share).toFixed(0)} %`,
    );
    assert.deepEqual(sizes, ["60 B 2 %", "70 B 10 %", "130 B 3 %", "350 B 76 %", "360 B 2 %", "1020 B 2 %"]);
  });

  it("nf_out: fields and tags", () => {
    const { nfOut } = report;
    assert.deepEqual([nfOut.files, nfOut.withHeader, nfOut.rows, nfOut.fields], [108, 0, 1401, { 21: 1401 }]);
    const { load_generator: generator, simple_fwd_tb: forwarder, ...chain } = nfOut.tags;
    assert.deepEqual([generator, forwarder, nfOut.markers], [13, 2, 3]);
    assert.deepEqual(Object.keys(chain).sort(), [
      "bridge",
      "firewall",
      "ndpi_stat",
      "payload_scan",
      "router",
    ]);
    assert.deepEqual(nfOut.states, { W: 1401 });
    assert.ok(nfOut.tagOrders > 1);
  });

  it("pcm: layouts, blanks in cells, years", () => {
    const { pcm } = report;
    assert.deepEqual([pcm.coreColumns, pcm.memoryColumns], [{ 99: 198, 133: 3 }, { 29: 33 }]);
    const { split, total, stamped } = pcm.pcieLayouts;
    // Published as 24 split ones: const-1gbps is there twice, in two folders.
    assert.deepEqual([split.length, total.length, stamped.length], [25, 5, 3]);
    assert.equal(split.filter((file) => file.includes("const-1gbps/")).length, 2);
    const folders = (files: readonly string[]): string[] =>
      files.map((file) => path.basename(path.dirname(file))).sort();
    assert.deepEqual(folders(total), ["cpu-1", "cpu-2", "cpu-3", "exp-6", "llc-1"]);
    assert.deepEqual(folders(stamped), ["amqp", "l2fwd-40gbps", "step_rates_40G"]);
    assert.ok(pcm.leadingSpaces.L3OCC > 0 && pcm.trailingSpaces.SKT0 > 0);
    assert.deepEqual(Object.keys(pcm.years), ["2024", "2025"]);
  });

  it("junk and folders", () => {
    const { junk, scenarios } = report;
    const counts = [junk.notebookCheckpoints, junk.editorLocks, junk.temporary].map((files) => files.length);
    assert.deepEqual(counts, [7, 1, 8]);
    const stress = scenarios.find(({ folder }) => folder === "resource_stimulus");
    assert.deepEqual([stress?.experiments, stress?.hyphenated, stress?.others.length], [101, 50, 51]);
    assert.deepEqual(stress?.withoutLatency, ["exp-3-1-1"]);
    assert.deepEqual(
      scenarios.map(({ folder, incomplete }) => [folder, incomplete]),
      [
        "fixed_rate",
        "incremental/incremental",
        "intervention",
        "load_stimulus",
        "random_rates",
        "resource_stimulus",
      ].map((folder) => [folder, {}]),
    );
  });

  it("prints every section", () => {
    const text = perf.qualityText(report);
    for (const fact of [
      "2311 of 13 lines",
      "88 lines in 87 files",
      "5971 (57.5 %)",
      "597 of 2801 values",
      "exp-3-1-1",
    ]) {
      assert.ok(text.includes(fact), fact);
    }
  });
});

describe("quality of any folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "lab-quality-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("lists empty, binary, mixed-encoding and unreadable files and goes on", async () => {
    await mkdir(path.join(folder, "exp1"));
    const put = (name: string, bytes: string | Buffer): Promise<void> =>
      writeFile(path.join(folder, name), bytes);
    await put("exp1/firewall.csv", "");
    await put("exp1/bridge.csv", Buffer.from([1, 0, 2]));
    await put("exp1/tx_stats.csv", Buffer.from("Time,Ger\u00e4t\n1,\xe4\n", "latin1"));
    await put("exp1/latency.csv", "1 5000\n2 15000000\n3 oops\n2 7");
    await put("exp1/rx_stats.csv.gz", Buffer.from([0x1f, 0x8b, 8, 0]));
    const report = await perf.quality(folder);
    assert.deepEqual(report.files.empty, ["exp1/firewall.csv"]);
    assert.deepEqual(report.files.binary, ["exp1/bridge.csv"]);
    assert.deepEqual(report.files.notUtf8, ["exp1/tx_stats.csv"]);
    assert.deepEqual(
      report.files.unreadable.map(({ file }) => file),
      ["exp1/rx_stats.csv.gz"],
    );
    const { latency, scenarios } = report;
    assert.deepEqual([latency.values, latency.timeouts, latency.below1000, latency.badLines], [3, 1, 1, 1]);
    assert.deepEqual(scenarios[0].incomplete, {
      exp1: ["nf_router.csv", "ndpi_stats.csv", "payload_scan.csv"],
    });
  });

  it("does not follow links in circles", async () => {
    await mkdir(path.join(folder, "a"));
    await symlink("..", path.join(folder, "a", "up"));
    assert.equal((await perf.quality(folder)).files.count, 0);
  });

  it("names a folder that is not there", async () => {
    await assert.rejects(perf.quality(path.join(folder, "gone")), { name: "LabError", code: "not-found" });
  });
});
