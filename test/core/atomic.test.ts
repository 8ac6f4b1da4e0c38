import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { replaceFileAtomic, writeFileAtomic } from "../../src/lib/core";

describe("core atomic files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "lab-atomic-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("write, replace, and make the folders on the way", async () => {
    const file = path.join(folder, "a", "b", "c.txt");
    await writeFileAtomic(file, "one");
    await writeFileAtomic(file, new Uint8Array([116, 119, 111]));
    assert.equal(await readFile(file, "utf8"), "two");
    assert.deepEqual(await readdir(path.dirname(file)), ["c.txt"]);
  });

  it("keep the old file and leave nothing behind when the writer fails", async () => {
    const file = path.join(folder, "c.txt");
    await writeFileAtomic(file, "old");
    await assert.rejects(
      replaceFileAtomic(file, async (temporary) => {
        await writeFile(temporary, "half");
        throw new Error("stop");
      }),
      /stop/,
    );
    assert.equal(await readFile(file, "utf8"), "old");
    assert.deepEqual(await readdir(folder), ["c.txt"]);
  });

  it("show the old file under its name until the new one is whole", async () => {
    const file = path.join(folder, "c.txt");
    await writeFileAtomic(file, "old");
    await replaceFileAtomic(file, async (temporary) => {
      assert.equal(path.dirname(temporary), folder);
      await writeFile(temporary, "new");
      assert.equal(await readFile(file, "utf8"), "old");
    });
    assert.equal(await readFile(file, "utf8"), "new");
  });

  it("let two writers of one file both finish, and the file is one of theirs", async () => {
    const file = path.join(folder, "c.txt");
    await Promise.all([writeFileAtomic(file, "a".repeat(1e5)), writeFileAtomic(file, "b".repeat(1e5))]);
    assert.match(await readFile(file, "utf8"), /^(a{100000}|b{100000})$/);
    assert.deepEqual(await readdir(folder), ["c.txt"]);
  });

  it("fail when nothing was written", async () => {
    await assert.rejects(
      replaceFileAtomic(path.join(folder, "c.txt"), async () => {}),
      { code: "ENOENT" },
    );
    assert.deepEqual(await readdir(folder), []);
  });
});
