import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const tracked = (): string[] =>
  execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);

describe("the project folder", () => {
  it("has the agreed top level and nothing else", () => {
    const allowed = new Set(
      "notebooks src data scripts docker environment test bench package.json package-lock.json tsconfig.json README.md CONTRIBUTING.md CHANGELOG.md LICENSE biome.json".split(
        " ",
      ),
    );
    const top = new Set(tracked().map((file) => file.split("/")[0]));
    assert.deepEqual(
      [...top].filter((name) => !allowed.has(name) && !name.startsWith(".")),
      [],
    );
  });

  it("stores notebooks without outputs", () => {
    const notebooks = tracked().filter((file) => /^notebooks\/.*\.ipynb$/.test(file));
    for (const file of notebooks) {
      const { cells } = JSON.parse(readFileSync(path.join(root, file), "utf8"));
      for (const cell of cells) {
        if (cell.cell_type !== "code") continue;
        assert.deepEqual(cell.outputs, [], `${file} has no outputs`);
        assert.equal(cell.execution_count, null, `${file} has no execution counts`);
      }
    }
  });
});
