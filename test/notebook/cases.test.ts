import { promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type RunResult, readNotebook, runNotebooks } from "../../src/lib/notebook";
import { cases, writeNotebookFile } from "./cases";
import { checkVerdict } from "./verdict";

describe("every way to fail, through the batch runner", function () {
  this.timeout(120_000);
  let folder: string;
  let result: RunResult;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "lab-cases-"));
    for (const { name, cells } of cases) await writeNotebookFile(path.join(folder, `${name}.ipynb`), cells);
    result = await runNotebooks(
      cases.map(({ name }) => path.join(folder, `${name}.ipynb`)),
      { output: path.join(folder, "run"), timeout: 5000 },
    );
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));

  for (const wanted of cases) {
    it(wanted.name, async () => {
      const entry = result.manifest.notebooks.find(({ name }) => name === wanted.name);
      const executed = await readNotebook(path.join(result.folder, `${wanted.name}.ipynb`));
      checkVerdict(wanted, executed, entry?.outcome === "failed");
    });
  }
});
