import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { clientScript } from "../../src/lib/widget";

const dist = path.resolve(path.dirname(clientScript("widget", "page.js")), "..", "..");
const scripts = readdirSync(dist, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((room) => path.join(dist, room.name, "client"))
  .flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => path.join(folder, name));
    } catch {
      return [];
    }
  })
  .filter((file) => file.endsWith(".js"));

describe("the scripts for browsers", () => {
  it("are there, and bring everything along: no import, no network, no source map", () => {
    assert.ok(scripts.length >= 4, scripts.join(", "));
    for (const file of scripts) {
      const text = readFileSync(file, "utf8");
      // The widget's own script is the one thing that is loaded, from the widget's own server.
      assert.doesNotMatch(text, /(?:^|[;\s])import\s*["'{*]|\bfrom\s*["']|\brequire\(["']/, file);
      assert.doesNotMatch(text, /sourceMappingURL/, file);
      const foreign = [...text.matchAll(/https?:\/\/([\w.-]+)/g)]
        .map(([, host]) => host)
        .filter((host) => !["www.w3.org", "127.0.0.1"].includes(host));
      assert.deepEqual(foreign, [], file);
    }
  });

  it("of the notebook's output are small, for they are saved with it", () => {
    const { length } = readFileSync(clientScript("widget", "inline.js"));
    assert.ok(length < 3000, `${length} bytes`);
  });

  it("say which packages they contain", () => {
    const text = readFileSync(
      path.join(path.dirname(clientScript("widget", "page.js")), "LICENSES.txt"),
      "utf8",
    );
    assert.match(text, /preact \d[\s\S]*MIT[\s\S]*uplot \d[\s\S]*MIT/i);
  });
});
