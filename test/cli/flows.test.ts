import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { capture, flow, table } from "../../src/lib/index";
import { back, frames, type Step, there } from "../flow/support";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(args: readonly string[], input?: Uint8Array) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { input });
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

describe("dataplane-lab flows", function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  const steps: Step[] = [
    [0, there()],
    [1, back()],
    [100, there({ sourcePort: 5, vlan: 3 })],
  ];
  const bytes = capture.encodePcap(frames(steps));

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-flows-"));
    file = path.join(folder, "in.pcap");
    writeFileSync(file, bytes);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("writes CSV with the columns in their order, and the report of every packet", async () => {
    const output = path.join(folder, "out.csv");
    const report = path.join(folder, "report.json");
    const args = ["flows", file, "--features", "43", "-o", output, "--report", report];
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 0, stderr);
    assert.equal(stdout, `${output}: 2 flows of 3 of 3 packets\n`);
    const { table: expected, report: books } = await flow.exportFlows(file, { features: 43 });
    assert.equal(readFileSync(output, "utf8"), table.csvText(expected));
    assert.deepEqual(JSON.parse(readFileSync(report, "utf8")), JSON.parse(JSON.stringify(books)));
    assert.equal(books.packets.inFlows, 3);
  });

  it("writes the table to standard output, and exactly the asked columns without context", () => {
    const { stdout } = run(["flows", file, "--no-context"]);
    assert.deepEqual(stdout.split("\n")[0].split(","), flow.FLOW_COLUMNS);
    assert.equal(stdout.trim().split("\n").length, 3);
  });

  it("writes the same CSV compressed", () => {
    const output = path.join(folder, "out.csv.gz");
    const { status, stderr } = run(["flows", file, "-o", output]);
    assert.equal(status, 0, stderr);
    assert.equal(gunzipSync(readFileSync(output)).toString(), run(["flows", file]).stdout);
  });

  it("says that a file is empty, and names a folder in a file's place, also for the report", () => {
    const empty = path.join(folder, "empty.pcap");
    writeFileSync(empty, "");
    assert.match(
      run(["flows", empty, "-o", path.join(folder, "zero.csv")]).stderr,
      /empty\.pcap: an empty file/,
    );
    const inPlace = run(["flows", folder]);
    assert.deepEqual(
      [inPlace.status, inPlace.stderr],
      [1, `dataplane-lab: ${folder}: expected a capture file, found a folder\n`],
    );
    const report = run(["flows", file, "-o", path.join(folder, "zero.csv"), "--report", folder]);
    assert.equal(report.status, 1);
    assert.match(
      report.stderr,
      new RegExp(`^dataplane-lab: ${folder}: expected a file that can be replaced`),
    );
  });

  it("writes Parquet", async () => {
    const output = path.join(folder, "out.parquet");
    const { status, stderr } = run(["flows", file, "-o", output]);
    assert.equal(status, 0, stderr);
    const read = await table.readParquet(output);
    assert.deepEqual([read.length, read.at(0, "IN_PKTS"), read.at(1, "VLAN")], [2, 1, 3]);
  });

  it("takes several captures as one, standard input among them, and options of the flow table", () => {
    const { stdout, status } = run(
      ["flows", "-", file, "--idle", "0", "--active", "0", "--bytes", "frame"],
      bytes,
    );
    assert.equal(status, 0);
    const rows = stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    assert.deepEqual(
      rows.map((row) => [row[8], row[9], row[10], row[11]]),
      [
        ["108", "2", "108", "2"],
        ["116", "2", "0", "0"],
      ],
    );
  });

  it("reads a pipe by its path, plain and gzip", () => {
    const zipped = path.join(folder, "in.pcap.gz");
    writeFileSync(zipped, gzipSync(bytes));
    for (const input of [file, zipped]) {
      const script = 'cat "$1" | "$2" "$3" flows /dev/stdin';
      const { stdout, status } = spawnSync("sh", ["-c", script, "sh", input, process.execPath, bin], {
        encoding: "utf8",
      });
      assert.deepEqual([status, stdout.trim().split("\n").length], [0, 3]);
    }
  });

  it("prints flows as they end while the capture still comes", async () => {
    const child = spawn(process.execPath, [bin, "flows", "-", "--idle", "10", "--features", "43"]);
    let text = "";
    const line = new Promise<void>((resolve) => {
      child.stdout.on("data", (part: Buffer) => {
        text += part.toString();
        if (text.split("\n").length >= 3) resolve();
      });
    });
    child.stdin.write(bytes);
    await line;
    assert.match(text, /192\.0\.2\.1,40000/);
    child.stdin.end();
    const status = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(status, 0);
    assert.equal(text.trim().split("\n").length, 3);
  });

  it("replaces addresses", () => {
    for (const extra of [[], ["--hash-addresses"]]) {
      const { stdout } = run(["flows", file, "--anonymise", "secret", ...extra]);
      assert.ok(!stdout.includes("192.0.2.1") && !stdout.includes("198.51.100.7"));
      assert.equal(stdout.trim().split("\n").length, 3);
    }
  });

  it("warns of a cut capture and keeps what came before; fails when strict", () => {
    const cut = path.join(folder, "cut.pcap");
    writeFileSync(cut, bytes.subarray(0, bytes.length - 5));
    const lenient = run(["flows", cut]);
    assert.deepEqual([lenient.status, lenient.stdout.trim().split("\n").length], [0, 2]);
    assert.match(lenient.stderr, /stopped early: .*cut\.pcap @ byte \d+: expected 5 more bytes/);
    const output = path.join(folder, "none.csv");
    const strict = run(["flows", cut, "--strict", "-o", output]);
    assert.equal(strict.status, 1);
    assert.match(strict.stderr, /cut\.pcap @ byte/);
    assert.ok(!existsSync(output));
  });

  it("says what is wrong with options and files", () => {
    const wrong: [string[], RegExp][] = [
      [["flows", file, "--bytes", "l2"], /bytes to be "ip" or "frame" or "payload"/],
      [["flows", file, "--features", "9"], /43 or 53 features/],
      [["flows", file, "-o", path.join(folder, "x.txt")], /named \.csv, \.csv\.gz or \.parquet/],
      [["flows", file, "--missing", "none"], /--missing blank or zero/],
      [["flows", file, "--hash-addresses"], /--anonymise <key>/],
      [["flows", path.join(folder, "no.pcap")], /expected a file that can be opened, found no such file/],
      [["flows", __filename], /expected a pcap or pcapng file/],
    ];
    for (const [args, message] of wrong) {
      const { status, stderr } = run(args);
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });
});
