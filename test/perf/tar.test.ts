import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { extractTar, tarEntries } from "../../src/lib/perf/tar";
import { inFolder } from "./folders";

/** One member as POSIX writes it. */
function member(name: string, content: string, type = "0", prefix = ""): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, "utf8");
  header.write("0000644\0", 100);
  header.write(`${Buffer.byteLength(content).toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\x0000", 257, "latin1");
  header.write(prefix, 345, "utf8");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const END = Buffer.alloc(1024);

describe("tar archives", () => {
  it("gives files with their prefixes and long names, and skips folders", () => {
    const long = `${"deep/".repeat(30)}file.csv`;
    const archive = Buffer.concat([
      member("a/", "", "5"),
      member("b.csv", "1\n", "0", "a"),
      member("././@LongLink", `${long}\0`, "L"),
      member(long.slice(0, 99), "2\n"),
      END,
    ]);
    const entries = [...tarEntries(archive, "x.tar")].map(({ name, bytes }) => [name, bytes.toString()]);
    assert.deepEqual(entries, [
      ["a/b.csv", "1\n"],
      [long, "2\n"],
    ]);
  });

  it("never writes outside of its folder", async () => {
    await inFolder(async (folder) => {
      const inside = path.join(folder, "inside");
      for (const name of ["../evil", "/tmp/../tmp/lab-evil", "a/../../evil"]) {
        await assert.rejects(extractTar(Buffer.concat([member(name, "x"), END]), inside, "x.tar"), {
          name: "LabError",
          code: "format",
        });
      }
      assert.ok(!existsSync(path.join(folder, "evil")));
      await extractTar(Buffer.concat([member("ok/a", "x"), END]), inside, "x.tar");
      assert.equal(readFileSync(path.join(inside, "ok", "a"), "utf8"), "x");
    });
  });

  it("refuses links, damaged headers and cut members with the byte", () => {
    const whole = Buffer.concat([member("a", "x".repeat(600)), END]);
    const damaged = Buffer.from(whole);
    damaged[3] ^= 1;
    const cases: [Buffer, string][] = [
      [Buffer.concat([member("a", "", "2"), END]), "format"],
      [damaged, "checksum"],
      [whole.subarray(0, 1000), "format"],
    ];
    for (const [archive, code] of cases) {
      assert.throws(() => [...tarEntries(archive, "x.tar")], { name: "LabError", code });
    }
  });
});
