import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { experimentFiles, inFolder, writeFolder } from "../perf/folders";

const COMMAND = path.join(__dirname, "..", "..", "src", "cli", "bin", "dataplane-lab.js");
const run = promisify(execFile);

describe("dataplane-lab quality (needs the built command)", () => {
  it("prints one JSON document, or lines for people", async () => {
    await inFolder(async (folder) => {
      await writeFolder(path.join(folder, "exp-1"), experimentFiles());
      const { stdout } = await run(process.execPath, [COMMAND, "quality", folder, "--json"]);
      const report = JSON.parse(stdout);
      assert.deepEqual([report.files.count, report.perf.files, report.latency.timeouts], [8, 5, 1]);
      assert.equal(report.scenarios[0].experiments, 1);
      const text = await run(process.execPath, [COMMAND, "quality", folder]);
      assert.match(text.stdout, /8 files/);
      assert.match(text.stdout, /1 of 3 values/);
    });
  });

  it("fails for a folder that is not there, in JSON too", async () => {
    const failure = await run(process.execPath, [COMMAND, "quality", "/no/such", "--json"]).catch(
      (error) => error,
    );
    assert.equal(failure.code, 1);
    assert.equal(JSON.parse(failure.stdout).error.code, "not-found");
  });
});
