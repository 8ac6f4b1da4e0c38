import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readNotebook, runNotebooks } from "../../src/lib/notebook";
import { cases, writeNotebookFile } from "./cases";
import { checkVerdict } from "./verdict";

const root = path.resolve(__dirname, "..", "..");
const local = path.join(root, "environment", ".venv", "bin", "python");
// Written last: an environment without it was never finished.
const stamp = path.join(root, "environment", ".venv", "dataplane-lab.stamp");
const python = process.env.DATAPLANE_LAB_PYTHON ?? (existsSync(stamp) ? local : undefined);

describe("every way to fail, through stock papermill and the Jupyter kernel", function () {
  this.timeout(120_000);
  let folder: string;
  if (python === undefined) {
    it("needs `npm run lab -- --setup-only`, or DATAPLANE_LAB_PYTHON", function () {
      this.skip();
    });
    return;
  }
  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "lab-papermill-"));
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));

  async function papermill(name: string, ...args: string[]): Promise<{ code: number | null; log: string }> {
    const files = [path.join(folder, `${name}.ipynb`), path.join(folder, `${name}-out.ipynb`)];
    return call("-m", "papermill", "--no-progress-bar", ...files, "--cwd", folder, ...args);
  }

  for (const wanted of cases) {
    it(wanted.name, async () => {
      await writeNotebookFile(path.join(folder, `${wanted.name}.ipynb`), wanted.cells);
      const { code } = await papermill(wanted.name, ...(wanted.slow ? ["--execution-timeout", "5"] : []));
      const executed = await readNotebook(path.join(folder, `${wanted.name}-out.ipynb`));
      checkVerdict(wanted, executed, code !== 0);
    });
  }

  it("checks parameters against their declarations", async () => {
    await writeNotebookFile(path.join(folder, "typed.ipynb"), [
      ['let seed = 1;\nlet mode: "slow" | "fast" = "fast";', "parameters"],
      "console.log(seed, mode);",
    ]);
    const good = await papermill("typed", "-p", "seed", "7", "-p", "mode", "slow");
    assert.equal(good.code, 0, good.log);
    const executed = await readNotebook(path.join(folder, "typed-out.ipynb"));
    assert.equal(executed.cells[1].source, '// Parameters\n{\n  seed = 7;\n  mode = "slow";\n}\n');
    assert.deepEqual(executed.cells[2].outputs?.[0].text, ["7 slow\n"]);
    const wrong = await papermill("typed", "-p", "seed", "abc");
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.log, /Type 'string' is not assignable to type 'number'/);
    const unknown = await papermill("typed", "-p", "sead", "1");
    assert.notEqual(unknown.code, 0);
    assert.match(unknown.log, /Cannot find name 'sead'/);
    const inexact = await papermill("typed", "-p", "seed", "9007199254740993");
    assert.notEqual(inexact.code, 0);
    assert.match(inexact.log, /2\^53/);
  });

  it("leaves notebooks of the batch runner valid for nbformat and nbconvert", async () => {
    const names = ["throw", "raises-exception", "repaired"];
    for (const { name, cells } of cases) {
      if (names.includes(name)) await writeNotebookFile(path.join(folder, `${name}.ipynb`), cells);
    }
    const { folder: run } = await runNotebooks(
      names.map((name) => path.join(folder, `${name}.ipynb`)),
      { output: path.join(folder, "run") },
    );
    for (const name of names) {
      const file = path.join(run, `${name}.ipynb`);
      const script = "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))";
      const checked = await call("-W", "error", "-c", script, file);
      assert.equal(checked.code, 0, checked.log);
    }
    const page = await call("-m", "nbconvert", "--to", "html", "--stdout", path.join(run, "throw.ipynb"));
    assert.equal(page.code, 0, page.log.slice(0, 2000));
    assert.match(page.log, /too far/);
  });

  function call(...args: string[]): Promise<{ code: number | null; log: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(python as string, args, { cwd: folder });
      let log = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          log += text;
        });
      }
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, log }));
    });
  }
});
