import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { table } from "../../src/lib/index";
import { experimentFiles, inFolder, writeFolder } from "../perf/folders";

const COMMAND = path.join(__dirname, "..", "..", "src", "cli", "bin", "dataplane-lab.js");

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("dataplane-lab table (needs the built command)", () => {
  it("writes an experiment as CSV that reads back, with a report", async () => {
    await inFolder(async (folder) => {
      await writeFolder(path.join(folder, "exp-1"), experimentFiles());
      const [out, side] = [path.join(folder, "out.csv"), path.join(folder, "report.json")];
      const { code, stdout, stderr } = await run(
        "table",
        path.join(folder, "exp-1"),
        "-o",
        out,
        "--report",
        side,
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /3 rows, 66 columns/);
      assert.match(stderr, /probe-timeout: 1 in 1 files/);
      const read = await table.readPerformanceCsv(out);
      assert.deepEqual([...read.numbers("bridge_cycles")], [4000, 4001, 4002]);
      assert.deepEqual([...new Set(read.texts("experiment"))], ["exp-1"]);
      const report = JSON.parse(await readFile(side, "utf8"));
      assert.deepEqual([report.rows, report.parser, report.files.length], [3, "strict", 8]);
    });
  });

  it("writes a scenario as Parquet, in the other parser and alignment", async () => {
    await inFolder(async (folder) => {
      for (const name of ["exp-2", "exp-10"])
        await writeFolder(path.join(folder, "s", name), experimentFiles());
      const out = path.join(folder, "out.parquet");
      const options = ["--parser", "drst-compat", "--align", "firewall", "--json"];
      const { code, stdout, stderr } = await run("table", path.join(folder, "s"), ...options, "-o", out);
      assert.equal(code, 0, stderr);
      const answer = JSON.parse(stdout);
      assert.deepEqual(
        [answer.rows, answer.columns, answer.report.experiments[0].align],
        [6, 66, "firewall"],
      );
      const read = await table.readParquet(out);
      assert.deepEqual(read.texts("experiment"), ["exp-2", "exp-2", "exp-2", "exp-10", "exp-10", "exp-10"]);
    });
  });

  it("fails with the file's name, and leaves nothing behind", async () => {
    await inFolder(async (folder) => {
      await writeFolder(path.join(folder, "exp-1"), experimentFiles());
      await rm(path.join(folder, "exp-1", "nf_router.csv"));
      const out = path.join(folder, "out.csv");
      const plain = await run("table", path.join(folder, "exp-1"), "-o", out);
      assert.equal(plain.code, 1);
      assert.match(plain.stderr, /exp-1.*nf_router\.csv/);
      const { stdout } = await run("table", folder, "-o", out, "--json");
      assert.equal(JSON.parse(stdout).error.code, "experiments");
      await assert.rejects(readFile(out), { code: "ENOENT" });
    });
  });

  it("refuses unknown options, choices, outputs and folders", async () => {
    const attempts: [string[], RegExp][] = [
      [["table", "x", "-o", "o.csv", "--align", "diagonal"], /min, firewall, time/],
      [["table", "x", "-o", "o.csv", "--parsr", "strict"], /--parser/],
      [["table", "x"], /-o/],
      [["table", "x", "-o", "o.xlsx"], /\.csv, \.csv\.gz or \.parquet/],
      [["table", "/no/such/folder", "-o", "o.csv"], /no.such.folder: expected a folder/],
    ];
    for (const [args, message] of attempts) {
      const { code, stderr } = await run(...args);
      assert.notEqual(code, 0, args.join(" "));
      assert.match(stderr, message);
    }
  });
});
