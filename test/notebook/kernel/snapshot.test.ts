import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runNotebook } from "../../../src/lib/notebook";
import {
  kernelFile,
  refreshSnapshot,
  snapshotFile,
  unfitFile,
} from "../../../src/lib/notebook/kernel/snapshot";
import { writeNotebookFile } from "../cases";

/** What a program may notice of the process that it runs in. */
const cells = [
  'import { core } from "dataplane-lab";\nimport { fork } from "node:child_process";\nimport { Worker } from "node:worker_threads";',
  "console.log(Object.getOwnPropertyNames(globalThis).sort().filter((name) => !name.startsWith('__')).join());",
  "console.log(process.execArgv.length, process.argv.length, Error.stackTraceLimit, process.cwd(), process.env.MARK);",
  'const url = await import("node:url"); console.log(typeof url.pathToFileURL, core.random(1).integer(9));',
  'import { made } from "./helper"; console.log(made.toFixed(2));',
  'import * as mjs from "yaml-like"; console.log(mjs.value);',
  'console.log(await new Promise((resolve) => fork("child.js").on("message", resolve)));',
  "console.log(await new Promise((resolve) => new Worker('require(\"node:http\"); require(\"node:worker_threads\").parentPort.postMessage(7)', { eval: true }).on('message', resolve)));",
  "console.log((globalThis as any).WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), new Intl.NumberFormat('en').format(1e6), structuredClone({ a: 1 }));",
  'console.log(await (await fetch("data:text/plain,hello")).text(), new Date(0).toISOString(), Buffer.from("é").length);',
  "const wrong: number = 'text';",
];

describe("a kernel that starts from a snapshot", function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "lab-heap-"));
    file = path.join(folder, "a.ipynb");
    await writeNotebookFile(file, cells);
    await fs.writeFile(path.join(folder, "helper.ts"), "export const made: number = 1.5;\n");
    await fs.writeFile(path.join(folder, "child.js"), "process.send('from the child');\n");
    const other = path.join(folder, "node_modules", "yaml-like");
    await fs.mkdir(other, { recursive: true });
    await fs.writeFile(path.join(other, "index.js"), "exports.value = 8;\n");
    await fs.writeFile(path.join(other, "index.d.ts"), "export declare const value: number;\n");
    execFileSync(process.execPath, [kernelFile("prepare.js")]);
    process.env.MARK = "mark";
  });
  after(() => {
    delete process.env.MARK;
    delete process.env.DATAPLANE_LAB_SNAPSHOT;
    return fs.rm(folder, { recursive: true, force: true });
  });

  it("is as one that does not", async () => {
    // Either this Node can work from one, or it was found that it cannot, and why.
    assert.notEqual(existsSync(snapshotFile()), existsSync(unfitFile()));
    if (existsSync(unfitFile())) assert.match(await fs.readFile(unfitFile(), "utf8"), /signal SIGABRT/);
    const outputs = async (): Promise<unknown> =>
      (await runNotebook(file)).executed.cells.map((cell) => cell.outputs);
    const quick = await outputs();
    process.env.DATAPLANE_LAB_SNAPSHOT = "off";
    const plain = await outputs();
    delete process.env.DATAPLANE_LAB_SNAPSHOT;
    assert.deepEqual(quick, plain);
    assert.match(JSON.stringify(quick), /from the child.*hello.*TS2322/);
  });

  it("starts without it when it is damaged, and it is made again", async () => {
    const unfit = existsSync(unfitFile());
    const size = unfit ? 0 : (await fs.stat(snapshotFile())).size;
    const half = (): Promise<void> => fs.truncate(snapshotFile(), size >> 1);
    const text = (): Promise<void> => fs.writeFile(snapshotFile(), "?");
    for (const damage of unfit ? [text] : [half, text]) {
      execFileSync(process.execPath, [kernelFile("prepare.js")]);
      await damage();
      const { failure, executed } = await runNotebook(file);
      assert.equal(failure?.ename, "CompileError");
      assert.doesNotMatch(JSON.stringify(executed), /Assertion|snapshot/);
      assert.equal(existsSync(snapshotFile()), false);
    }
    if (unfit) return;
    refreshSnapshot();
    for (let i = 0; i < 600 && !existsSync(snapshotFile()); i++)
      await new Promise((done) => setTimeout(done, 100));
    assert.ok(existsSync(snapshotFile()));
  });
});
