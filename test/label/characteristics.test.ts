import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const sheet = path.resolve(__dirname, "../../src/lib/label/CHARACTERISTICS.md");
const rows = readFileSync(sheet, "utf8")
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("the sheet of the eighteen characteristics", () => {
  it("has all of them, in their order", () => {
    assert.deepEqual(
      rows.map(([, number]) => Number(number)),
      Array.from({ length: 18 }, (_, i) => i + 1),
    );
  });

  it("names for each what shows it, and that exists; only multimedia is out of scope", () => {
    for (const [, number, , name, here, shown] of rows) {
      const links = [...shown.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
      for (const link of links) assert.ok(existsSync(path.resolve(path.dirname(sheet), link)), link);
      assert.equal(links.length === 0, here.startsWith("no"), `${number} ${name}`);
      assert.equal(here.startsWith("no"), name === "Multimedia");
    }
  });
});
