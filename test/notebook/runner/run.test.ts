import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  type Manifest,
  type RunEvent,
  type RunOptions,
  type RunResult,
  readNotebook,
  runNotebooks,
} from "../../../src/lib/notebook";
import { writeNotebookFile } from "../cases";

const bundle = (figure: string): string =>
  `lastWriteDisplayData({ data: { "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png": "AAEC" }, metadata: { "dataplane-lab": { figure: "${figure}", title: "A <b> figure", simulated: true } } as never, transient: {} }, false);`;

describe("runNotebooks", function () {
  this.timeout(240_000);
  let folder: string;
  let one: string;
  let two: string;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "lab-run-"));
    one = path.join(folder, "01 one.ipynb");
    two = path.join(folder, "02-two.ipynb");
    await writeNotebookFile(one, [
      ["let seed = 1;\nlet mode: string = 'fast';", "parameters"],
      `import { lastWriteDisplayData } from "tslab/dist/jupyter";\n${bundle("first")}`,
      "console.log(seed, mode);",
    ]);
    await writeNotebookFile(two, ["console.error('two');"]);
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const run = (files: string[], options: RunOptions = {}): Promise<RunResult> =>
    runNotebooks(files, { base: folder, ...options });

  it("writes executed notebooks, figures, pages, gallery and manifest, and takes over what did not change", async () => {
    const events: RunEvent[] = [];
    const first = await run([one, two], {
      parameters: { seed: "7", mode: "8" },
      onEvent: (event) => events.push(event),
    });
    assert.match(path.relative(folder, first.folder), /^results\/\d{8}T\d{6}Z-[0-9a-f]{6}$/);
    assert.deepEqual((await fs.readdir(first.folder)).sort(), [
      "01-one.html",
      "01-one.ipynb",
      "02-two.html",
      "02-two.ipynb",
      "figures",
      "index.html",
      "manifest.json",
    ]);
    assert.deepEqual(await fs.readdir(path.join(first.folder, "figures")), [
      "01-one-first.png",
      "01-one-first.svg",
    ]);
    assert.deepEqual(
      [...(await fs.readFile(path.join(first.folder, "figures", "01-one-first.png")))],
      [0, 1, 2],
    );
    assert.deepEqual((await fs.readdir(path.join(folder, "results"))).length, 1, "no draft is left");
    const manifest: Manifest = JSON.parse(
      await fs.readFile(path.join(first.folder, "manifest.json"), "utf8"),
    );
    assert.deepEqual(manifest, JSON.parse(JSON.stringify(first.manifest)));
    assert.equal(manifest.passed, 2);
    assert.equal(manifest.notebooks[0].source, "01 one.ipynb");
    assert.equal(manifest.notebooks[0].figures[0].title, "A <b> figure");
    assert.match(manifest.library, /^[0-9a-f]{64}$/);
    const executed = await readNotebook(path.join(first.folder, "01-one.ipynb"));
    assert.deepEqual(
      executed.cells.map(({ execution_count }) => execution_count),
      [1, 2, 3, 4],
    );
    assert.equal(executed.cells[1].source, '// Parameters of this run\n{\n  seed = 7;\n  mode = "8";\n}');
    assert.deepEqual(executed.cells[3].outputs, [{ output_type: "stream", name: "stdout", text: ["7 8\n"] }]);
    const gallery = await fs.readFile(path.join(first.folder, "index.html"), "utf8");
    assert.match(gallery, /A &lt;b&gt; figure/);
    assert.match(gallery, /simulated<\/span>/);
    assert.ok(events.some(({ state, notebook }) => state === "passed" && notebook === "02-two"));
  });

  it("takes over what did not change: notebook, parameters, data and library", async () => {
    // A project of its own, so that nobody's build and nobody's data change meanwhile.
    const project = path.join(folder, "project");
    const dist = path.join(project, "src", "lib", "dist");
    await fs.cp(path.resolve("src/lib/dist"), dist, { recursive: true });
    await fs.cp(path.resolve("src/lib/package.json"), path.join(project, "src", "lib", "package.json"));
    await fs.symlink(path.resolve("node_modules"), path.join(project, "node_modules"), "junction");
    await fs.writeFile(path.join(project, "package.json"), '{ "name": "dataplane-lab-project" }');
    await fs.mkdir(path.join(project, "data"));
    await fs.writeFile(path.join(project, "data", "a.csv"), "1");
    const { runNotebooks: runThere } = require(path.join(dist, "notebook")) as {
      runNotebooks: typeof runNotebooks;
    };
    const reusedFrom = async (
      parameters: Record<string, string>,
    ): Promise<[string, (string | undefined)[]]> => {
      const { manifest } = await runThere([one, two], { base: folder, parameters, changed: true });
      return [manifest.run, manifest.notebooks.map((entry) => entry.reusedFrom)];
    };
    const seven = { seed: "7", mode: "8" };
    const [first, none] = await reusedFrom(seven);
    assert.deepEqual(none, [undefined, undefined]);
    await writeNotebookFile(two, ["console.error('other');"]);
    const [second, notebook] = await reusedFrom(seven);
    assert.deepEqual(notebook, [first, undefined]);
    const newest = (await fs.readdir(path.join(folder, "results"))).sort().at(-1) ?? "";
    assert.ok(existsSync(path.join(folder, "results", newest, "figures", "01-one-first.svg")));
    const [, parameter] = await reusedFrom({ seed: "8", mode: "8" });
    assert.deepEqual(parameter, [undefined, second]);
    assert.deepEqual((await reusedFrom(seven))[1], [first, second]);
    await fs.writeFile(path.join(project, "data", "a.csv"), "2");
    assert.deepEqual((await reusedFrom(seven))[1], [undefined, undefined]);
    await fs.appendFile(path.join(dist, "index.js"), "\n");
    assert.deepEqual((await reusedFrom(seven))[1], [undefined, undefined]);
  });

  it("checks parameters before anything runs, in the compiler's words", async () => {
    const target = path.join(folder, "out");
    await assert.rejects(
      run([one], { output: target, parameters: { seed: "abc" } }),
      /Type 'string' is not assignable to type 'number'/,
    );
    await assert.rejects(
      run([one, two], { output: target, parameters: { sead: "1" } }),
      /Cannot find name "sead"\. Did you mean seed\?/,
    );
    assert.deepEqual((await fs.readdir(folder)).sort(), ["01 one.ipynb", "02-two.ipynb"]);
  });

  it("refuses a folder that is not a run folder, and replaces one that is", async () => {
    const target = path.join(folder, "mine");
    await fs.mkdir(target);
    await fs.writeFile(path.join(target, "thesis.tex"), "x");
    await assert.rejects(run([two], { output: target }), /Nothing of yours is overwritten/);
    assert.deepEqual(await fs.readdir(target), ["thesis.tex"]);
    await fs.rename(path.join(target, "thesis.tex"), path.join(target, "manifest.json"));
    await run([two], { output: target });
    assert.ok(existsSync(path.join(target, "index.html")));
    await assert.rejects(run([], {}), /at least one notebook/);
    await assert.rejects(run([two], { output: two }), /found a file/);
  });

  it("stops within a moment when told to, and leaves nothing", async () => {
    await writeNotebookFile(two, ["for (;;) {}"]);
    const stop = new AbortController();
    const running = run([two], { signal: stop.signal, onEvent: () => setTimeout(() => stop.abort(), 1500) });
    await assert.rejects(running);
    assert.deepEqual(await fs.readdir(path.join(folder, "results")), []);
  });

  it("leaves no kernel behind when it is killed, even one in an endless loop, and no half run folder", async () => {
    const pidFile = path.join(folder, "pid");
    await writeNotebookFile(two, [
      `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(pidFile)}, String(process.pid));\nfor (;;) {}`,
    ]);
    const library = path.resolve(__dirname, "../../../src/lib/dist/notebook");
    const script = `require(${JSON.stringify(library)}).runNotebooks([${JSON.stringify(two)}], { base: ${JSON.stringify(folder)} })`;
    const runner = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    await until(() => existsSync(pidFile));
    const kernel = Number(await fs.readFile(pidFile, "utf8"));
    assert.ok(isRunning(kernel));
    runner.kill("SIGKILL");
    const began = performance.now();
    await until(() => !isRunning(kernel));
    assert.ok(performance.now() - began < 5000);
    const left = await fs.readdir(path.join(folder, "results"));
    assert.ok(
      left.every((name) => name.startsWith(".")),
      left.join(),
    );
    await writeNotebookFile(two, ["1"]);
    await run([two]);
    const names = await fs.readdir(path.join(folder, "results"));
    assert.ok(names.length === 1 && !names[0].startsWith("."), "the next run sweeps the draft away");
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(condition(), "waited for 20 s");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
