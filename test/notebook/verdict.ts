import assert from "node:assert/strict";
import type { Notebook } from "../../src/lib/notebook";
import type { FailureCase } from "./cases";

interface ErrorOutput {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Holds an executed notebook against what its case must end in. `failed` is what the host said. */
export function checkVerdict(wanted: FailureCase, notebook: Notebook, failed: boolean): void {
  assert.equal(failed, wanted.failing !== undefined, "verdict");
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const printed = code
    .flatMap((cell) => cell.outputs ?? [])
    .filter(({ output_type }) => output_type === "stream")
    .map(({ text }) => (Array.isArray(text) ? text.join("") : String(text)))
    .join("");
  if (wanted.prints !== undefined)
    assert.ok(printed.includes(wanted.prints), `prints ${JSON.stringify(printed)}`);
  if (wanted.silent !== undefined)
    assert.ok(!printed.includes(wanted.silent), `prints ${JSON.stringify(printed)}`);
  if (wanted.failing === undefined) return;
  const cell = code[wanted.failing - 1];
  const error = cell.outputs?.find(({ output_type }) => output_type === "error") as unknown as ErrorOutput;
  assert.ok(error, `cell ${wanted.failing} has an error output`);
  assert.equal(error.ename, wanted.ename);
  if (wanted.evalue !== undefined) assert.match(error.evalue, wanted.evalue);
  const lines = error.traceback.join("\n").split("\n");
  for (const line of wanted.traceback ?? [])
    assert.ok(lines.includes(line), `${line}\nin\n${lines.join("\n")}`);
  // A mark stands right above the failed cell, and one that leads to it at the top.
  const at = notebook.cells.indexOf(cell);
  assert.equal(notebook.cells[at - 1].cell_type, "markdown");
  assert.match(notebook.cells[at - 1].source, /id="[a-z-]*error-cell"/);
  assert.match(notebook.cells[0].source, /href="#[a-z-]*error-cell"/);
}
