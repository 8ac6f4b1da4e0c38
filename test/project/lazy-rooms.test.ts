import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

const library = path.resolve(__dirname, "../../src/lib/dist/index.js");

function printed(...args: string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

describe("the built library", () => {
  it("loads a room when it is first used, once", () => {
    const code = `
      const loaded = (room) => require.resolve(${JSON.stringify(`${path.dirname(library)}/`)} + room) in require.cache;
      const lab = require(${JSON.stringify(library)});
      const { core } = lab;
      const first = [loaded("core"), loaded("learn"), core.random(1).uniform() < 1];
      console.log(JSON.stringify([first, lab.learn === lab.learn, loaded("learn"), Object.keys(lab).sort()]));`;
    const rooms = Object.keys(require("../../src/lib")).sort();
    assert.deepEqual(printed("-e", code), [[true, false, true], true, true, rooms]);
  });

  it("can be imported by name from an ECMAScript module", () => {
    const code = `import { core, table } from ${JSON.stringify(library)};
      console.log(JSON.stringify([typeof core.random, typeof table.Table]));`;
    assert.deepEqual(printed("--input-type=module", "-e", code), ["function", "function"]);
  });
});
