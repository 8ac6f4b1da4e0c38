import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeChunks } from "../../src/lib/core";

describe("writeChunks", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "write-chunks-"));
    file = path.join(folder, "new", "out.bin");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes all chunks in order, also from two buffers that are used in turn", async () => {
    function* chunks(): Generator<Buffer> {
      const buffers = [Buffer.alloc(200_000), Buffer.alloc(200_000)];
      for (let i = 0; i < 9; i++) yield buffers[i % 2].fill(i);
    }
    await writeChunks(file, chunks());
    const bytes = readFileSync(file);
    assert.equal(bytes.length, 9 * 200_000);
    for (let i = 0; i < 9; i++)
      assert.ok(bytes.subarray(i * 200_000, (i + 1) * 200_000).every((b) => b === i));
  });

  it("leaves the old file, and nothing beside it, when the chunks end in an error", async () => {
    const old = path.join(folder, "old.txt");
    writeFileSync(old, "old");
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from("new");
      throw new Error("no more");
    }
    await assert.rejects(writeChunks(old, chunks()), /no more/);
    assert.equal(readFileSync(old, "utf8"), "old");
    assert.deepEqual(readdirSync(folder), ["old.txt"]);
  });
});
