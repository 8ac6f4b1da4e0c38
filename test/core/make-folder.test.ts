import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core } from "../../src/lib/index";

const FORMS = {
  makeFolder: core.makeFolder,
  makeFolderSync: async (folder: string) => core.makeFolderSync(folder),
};

for (const [name, makeFolder] of Object.entries(FORMS)) {
  describe(name, () => {
    const home = mkdtempSync(path.join(tmpdir(), "make-folder-"));
    after(() => rmSync(home, { recursive: true, force: true }));

    it("makes a folder with those it stands in, also twice and at once", async () => {
      // Who comes at which moment is different every time.
      for (let round = 0; round < 300; round++) {
        const folder = path.join(home, String(round), "a", "b", "c");
        await Promise.all([1, 2, 3, 4].map(() => makeFolder(folder)));
        await makeFolder(folder);
        assert.ok(statSync(folder).isDirectory());
      }
    });

    it("fails where a file is in the way", async () => {
      const file = path.join(home, "file");
      writeFileSync(file, "");
      await assert.rejects(makeFolder(file), { code: "EEXIST" });
      await assert.rejects(makeFolder(path.join(file, "below")), { code: "ENOTDIR" });
    });

    it("ends where a folder is there and none can be made", async function () {
      if (!existsSync("/proc/self")) this.skip();
      await assert.rejects(makeFolder("/proc/none/below"));
    });
  });
}
