import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeNotebookFile } from "../notebook/cases";

const command = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe("dataplane-lab run", function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "lab-cli-run-"));
    await writeNotebookFile(path.join(folder, "good.ipynb"), [
      ["let n = 1;", "parameters"],
      "console.log(n);",
    ]);
    await writeNotebookFile(path.join(folder, "bad.ipynb"), ['throw new Error("no");']);
    await writeNotebookFile(path.join(folder, "loop.ipynb"), ["for (;;) {}"]);
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));

  function start(...args: string[]): { child: ChildProcess; answer: Promise<Answer> } {
    const child = spawn(process.execPath, [command, "run", ...args], { cwd: folder });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    const answer = new Promise<Answer>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
    return { child, answer };
  }
  const run = (...args: string[]): Promise<Answer> => start(...args).answer;

  it("prints the manifest with --json and nothing else", async () => {
    const { code, out, err } = await run("good.ipynb", "-p", "n=7", "-o", "one", "--json");
    assert.equal(code, 0, err);
    const { folder: made, manifest } = JSON.parse(out);
    assert.equal(path.basename(made), "one");
    assert.deepEqual(manifest.parameters, { n: "7" });
    assert.equal(err, "");
  });

  it("ends with 1 when a notebook fails, says where, and keeps the run", async () => {
    const { code, out, err } = await run("good.ipynb", "bad.ipynb", "-o", "two", "--jobs", "2");
    assert.equal(code, 1);
    assert.match(out, /FAILED bad\.ipynb\n {2}Error: no\n {2}In\[1\], line 1:/);
    assert.match(out, /1 passed, 1 failed, 0 figures, [\d.]+ s\nGallery: .*two[\\/]index\.html\n$/);
    assert.match(err, /^ok {4}good {2}2 cells/m);
    assert.match(err, /^FAIL {2}bad {2}1 cells.* {2}Error: no$/m);
    assert.ok((await fs.readdir(path.join(folder, "two"))).includes("bad.ipynb"));
  });

  it("ends with 130 on Ctrl-C and leaves nothing", async () => {
    const { child, answer } = start("loop.ipynb", "-o", "three");
    await new Promise<void>((resolve) => child.stderr?.on("data", () => resolve()));
    child.kill("SIGINT");
    const { code, err } = await answer;
    assert.equal(code, 130);
    assert.match(err, /interrupted; nothing was written/);
    assert.ok((await fs.readdir(folder)).every((name) => !name.includes("three")));
  });

  const wrong: [string, string[], RegExp][] = [
    ["no notebook", [], /expected notebooks to run, found none/],
    ["a missing notebook", ["none.ipynb"], /none\.ipynb: expected a notebook, found no such file/],
    ["a parameter without a value", ["good.ipynb", "-p", "n"], /name=value/],
    ["an unknown parameter", ["good.ipynb", "-p", "m=1"], /Cannot find name "m"/],
    ["a wrong number of jobs", ["good.ipynb", "--jobs", "no"], /--jobs: a whole number of at least 1/],
    ["a wrong time limit", ["good.ipynb", "--timeout", "-1"], /--timeout: a number of at least 0/],
    ["an unknown option", ["good.ipynb", "--job", "1"], /unknown option '--job'/],
  ];
  for (const [name, args, message] of wrong) {
    it(`says what is wrong with ${name}`, async () => {
      const { code, err } = await run(...args);
      assert.notEqual(code, 0);
      assert.match(err, message);
    });
  }
});
