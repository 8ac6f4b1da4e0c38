import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { perf } from "../../src/lib/index";
import { readRaw } from "../../src/lib/perf/source";
import { experimentFiles, inFolder, writeFolder } from "./folders";

describe("raw files", () => {
  it("a single line of 1 GB is refused at once, in bounded memory", async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, "firewall.csv");
      // Sparse: takes no room on the disk. Its NUL bytes do not matter, since only the start is looked at.
      const handle = await open(file, "w");
      await handle.truncate(1 << 30);
      await handle.close();
      const before = process.memoryUsage().arrayBuffers;
      await assert.rejects(readRaw(file, { maxBytes: 2 ** 31 }), { name: "LabError", code: "format" });
      await assert.rejects(readRaw(file), { name: "LabError", code: "limit" });
      assert.ok(process.memoryUsage().arrayBuffers - before < 8 << 20);
    });
  });

  it("the error stands in an experiment's error too, with the file", async () => {
    await inFolder(async (folder) => {
      await writeFolder(folder, experimentFiles());
      const handle = await open(path.join(folder, "bridge.csv"), "w");
      await handle.truncate(1 << 30);
      await handle.close();
      await assert.rejects(perf.readExperiment(folder), (error: Error) =>
        /bridge\.csv.*at most/.test(error.message),
      );
    });
  });

  it("gzip is known by its bytes, damaged gzip is an error, a bomb stops at the limit", async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, "x.csv");
      const packed = gzipSync(Buffer.from("1 7840\n"));
      await writeFile(file, packed);
      assert.equal((await readRaw(file)).toString(), "1 7840\n");
      for (const length of [5, packed.length - 1]) {
        await writeFile(file, packed.subarray(0, length));
        await assert.rejects(readRaw(file), { name: "LabError", code: "format" });
      }
      await writeFile(file, gzipSync(Buffer.alloc(32 << 20, "1\n")));
      await assert.rejects(readRaw(file, { maxBytes: 4 << 20 }), { name: "LabError", code: "limit" });
      await writeFile(file, gzipSync(Buffer.alloc(32 << 20, "1")));
      await assert.rejects(readRaw(file), { name: "LabError", code: "format" });
    });
  });

  it("files above a megabyte are read whole, folders and missing files are named", async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, "long.csv");
      await writeFile(file, Buffer.alloc(3 << 20, "1 7840\n"));
      assert.equal((await readRaw(file)).length, 3 << 20);
      await assert.rejects(readRaw(folder), { name: "LabError", code: "not-found" });
      await assert.rejects(readRaw(path.join(folder, "gone")), { name: "LabError", code: "not-found" });
    });
  });
});
