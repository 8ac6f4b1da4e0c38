import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { notebook } from "../../src/lib/index";

/** JupyterLab shows so many characters beside a side bar; longer lines have to be scrolled sideways. */
const WIDTH = 100;

const root = path.resolve(__dirname, "../..");
const files = execFileSync("git", ["ls-files", "-z", "notebooks/*.ipynb"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter(Boolean);

describe("the notebooks", () => {
  it("are seen by this test at all", () => assert.ok(files.length >= 8));

  for (const file of files) {
    it(`have no line of code over ${WIDTH} characters: ${path.basename(file)}`, () => {
      const { cells } = notebook.parseNotebook(readFileSync(path.join(root, file), "utf8"), file);
      const long = cells
        .filter((cell) => cell.cell_type === "code")
        .flatMap(({ id, source }) => source.split("\n").map((line) => ({ id, line })))
        .filter(({ line }) => line.length > WIDTH)
        .map(({ id, line }) => `cell ${id}, ${line.length} characters: ${line}`);
      assert.deepEqual(long, []);
    });
  }
});
