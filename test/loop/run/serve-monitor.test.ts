import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loop, stream, table } from "../../../src/lib/index";

describe("serveMonitor", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-serve-monitor-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("leaves the folder of another run as it is, and says whose it is", async () => {
    const file = path.join(folder, "run.json");
    const text = JSON.stringify({ run: "earlier", models: [] });
    writeFileSync(file, text);
    const log = stream.embeddedLog();
    const reference = table.Table.of({ load: [1, 2], output_rate: [1, 2] });
    try {
      await assert.rejects(loop.serveMonitor({ log, run: "later", reference, folder, waitMs: 0 }), {
        code: "exists",
        message: `${folder}: expected a folder of the run later, or a new one, found the run earlier. Choose another folder, or remove that one`,
      });
      // Its own run's folder is gone on with; there is no such run on this log.
      await assert.rejects(loop.serveMonitor({ log, run: "earlier", reference, folder, waitMs: 0 }), {
        code: "unavailable",
      });
    } finally {
      await log.close();
    }
    assert.deepEqual(readdirSync(folder), ["run.json"]);
    assert.equal(readFileSync(file, "utf8"), text);
  });
});
