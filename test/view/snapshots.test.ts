import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { FIGURES } from "./support/figures";

const folder = path.join(__dirname, "snapshots");
/** Set to 1 to take today's pictures as the new snapshots, after looking at them. */
const accept = process.env.DATAPLANE_LAB_ACCEPT_SNAPSHOTS === "1";

describe("snapshots of every figure kind", function () {
  this.timeout(20_000);
  for (const [name, make] of Object.entries(FIGURES)) {
    it(`${name} looks as it did`, () => {
      const file = path.join(folder, `${name}.svg`);
      const beside = path.join(folder, `${name}.new.svg`);
      const svg = make().svg();
      if (accept) writeFileSync(file, svg);
      const known = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      if (svg === known) return rmSync(beside, { force: true });
      writeFileSync(beside, svg);
      assert.fail(
        `${known === undefined ? "There is no snapshot yet" : "The picture has changed"}: look at ${beside}` +
          `${known === undefined ? "" : ` beside ${file}`}. If it is right, run the tests again with ` +
          "DATAPLANE_LAB_ACCEPT_SNAPSHOTS=1 and commit the new snapshot.",
      );
    });
  }

  it("hold no picture of a figure that is gone", () => {
    const stray = readdirSync(folder).filter(
      (file) => !file.endsWith(".new.svg") && !Object.hasOwn(FIGURES, path.basename(file, ".svg")),
    );
    assert.deepEqual(stray, []);
  });
});
