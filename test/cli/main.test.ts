import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const command = path.join(root, "src", "cli", "bin", "dataplane-lab.js");
const call = (...args: string[]) =>
  spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: "utf8" });

describe("the command line", () => {
  it("lists every command without loading the library", () => {
    const script = `process.argv = ["node", "dataplane-lab", "--help"]; process.on("exit", () => console.error(Object.keys(require.cache).filter((f) => /lib.dist/.test(f)).length)); require(${JSON.stringify(command)});`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(status, 0);
    assert.equal(stderr.trim(), "0");
    for (const name of [
      "table",
      "quality",
      "simulate",
      "run",
      "train",
      "predict",
      "importance",
      "drift",
      "flows",
      "capture",
      "join",
      "experiment",
      "loop",
      "serve",
      "models",
      "extract",
      "label",
    ]) {
      assert.match(stdout, new RegExp(`^  ${name}\\b`, "m"));
    }
  });

  it("ends with 2 and a hint for an unknown command or option", () => {
    const command = call("tabel");
    assert.equal(command.status, 2);
    assert.match(command.stderr, /Did you mean .*table/);
    const option = call("quality", "data/testbed/raw", "--jsn");
    assert.equal(option.status, 2);
    assert.match(option.stderr, /Did you mean --json/);
  });

  it("ends with 1 and one sentence for a missing file, with --json as one document too", () => {
    const { status, stdout, stderr } = call("quality", "no/such/folder", "--json");
    assert.equal(status, 1);
    assert.match(stderr, /^dataplane-lab: no\/such\/folder: expected a folder, found nothing/);
    assert.equal(JSON.parse(stdout).error.code, "not-found");
  });

  it("says in words what the operating system refused", () => {
    const { status, stdout, stderr } = call("simulate", "--stage", "0", "-o", "package.json/below", "--json");
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^dataplane-lab: .*package\.json.*: expected a folder that can be made, found a file where a folder was needed/,
    );
    assert.equal(JSON.parse(stdout).error.code, "ENOTDIR");
  });

  it("ends quietly when the reader of a pipe has seen enough", function () {
    if (process.platform === "win32") this.skip();
    for (const args of ["quality data/testbed/raw --json", "flows data/capture/lab.pcap.gz"]) {
      const line = `set -o pipefail; "${process.execPath}" "${command}" ${args} | head -c 1`;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { cwd: root, encoding: "utf8" });
      assert.deepEqual([status, stdout.length, stderr], [0, 1, ""], args);
    }
  });

  it("says in one sentence that the disk below standard output is full", function () {
    if (!existsSync("/dev/full")) this.skip();
    for (const args of ["quality data/testbed/raw --json", "flows data/capture/lab.pcap.gz"]) {
      const line = `"${process.execPath}" "${command}" ${args} > /dev/full`;
      const { status, stderr } = spawnSync("bash", ["-c", line], { cwd: root, encoding: "utf8" });
      assert.equal(status, 1, args);
      assert.match(stderr, /^dataplane-lab: [^\n]*no room left on the disk \(ENOSPC\)\n$/, args);
    }
  });
});
