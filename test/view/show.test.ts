import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, it } from "mocha";
import { Table } from "../../src/lib/table";
import * as view from "../../src/lib/view";

const library = path.resolve(__dirname, "../../src/lib");

/** Runs a script in a process of its own, so that what it loads is not loaded here. */
function run(script: string): string {
  return execFileSync(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", script], {
    cwd: path.resolve(library, "../.."),
    encoding: "utf8",
  });
}

describe("view.show", function () {
  this.timeout(30_000);

  it("prints the text form outside a notebook, without loading the kernel or Vega", () => {
    const printed = run(`
      const view = require(${JSON.stringify(path.join(library, "view"))});
      view.show("plain <b>");
      const loaded = Object.keys(require.cache).filter((file) => /tslab|[/]vega|zeromq/.test(file));
      console.log(JSON.stringify(loaded));
    `);
    assert.equal(printed, "plain <b>\n[]\n");
  });

  it("writes one bundle through the kernel when there is one", () => {
    const printed = run(`
      const file = require.resolve("tslab/dist/jupyter");
      const calls = [];
      require.cache[file] = { exports: { lastWriteDisplayData: (bundle, update) => calls.push([bundle, update]) } };
      const view = require(${JSON.stringify(path.join(library, "view"))});
      view.show(view.barChart({ a: ["x"], b: [1] }, { category: "a", value: "b", title: "T" }));
      const [[bundle, update]] = calls;
      console.log(JSON.stringify([calls.length, update, Object.keys(bundle), typeof bundle.data["application/vnd.vegalite.v5+json"]]));
    `);
    assert.deepEqual(JSON.parse(printed), [1, false, ["data", "metadata", "transient"], "object"]);
  });

  it("shows a string as text and a table with its markup escaped", () => {
    assert.equal(view.bundleOf("<b>&").data["text/html"], "<p>&lt;b&gt;&amp;</p>");
    const html = String(view.bundleOf(Table.of({ "<i>": ["<script>", null] })).data["text/html"]);
    assert.doesNotMatch(html, /<i>|<script>/);
    assert.match(html, /&lt;script&gt;/);
  });
});
