import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core } from "../../src/lib/index";

describe("makeFolder", () => {
  const home = mkdtempSync(path.join(tmpdir(), "make-folder-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it("makes a folder with those it stands in, also twice and at once", async () => {
    const folder = path.join(home, "a", "b", "c");
    await Promise.all([core.makeFolder(folder), core.makeFolder(folder)]);
    await core.makeFolder(folder);
    assert.ok(statSync(folder).isDirectory());
  });

  it("fails where a file is in the way", async () => {
    const file = path.join(home, "file");
    writeFileSync(file, "");
    await assert.rejects(core.makeFolder(file), { code: "EEXIST" });
    await assert.rejects(core.makeFolder(path.join(file, "below")), { code: "ENOTDIR" });
  });

  it("ends where a folder is there and none can be made", async function () {
    if (!existsSync("/proc/self")) this.skip();
    await assert.rejects(core.makeFolder("/proc/none/below"));
  });
});
