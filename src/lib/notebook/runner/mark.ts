import { freshId, hasTag, type Notebook, type NotebookCell } from "../format";

const errorTag = "dataplane-lab-error";
const anchor = "dataplane-lab-error-cell";

/** Takes away what an earlier run left: outputs, counts, injected parameters and marks of a failure. */
export function clearRun(notebook: Notebook): void {
  notebook.cells = notebook.cells.filter(
    (cell) =>
      !hasTag(cell, errorTag) &&
      !hasTag(cell, "papermill-error-cell-tag") &&
      !(cell.cell_type === "code" && hasTag(cell, "injected-parameters")),
  );
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.papermill;
    delete cell.metadata.execution;
  }
  delete notebook.metadata.papermill;
  delete notebook.metadata["dataplane-lab"];
}

/** Marks the cell that failed, and says so at the top of the notebook with a link to it. */
export function markFailure(notebook: Notebook, failed: NotebookCell, what: string): void {
  const ids = new Set(notebook.cells.map(({ id }) => id));
  const style = 'style="color: #c62828; font-weight: bold"';
  const label = failed.execution_count == null ? "a cell" : `In [${failed.execution_count}]`;
  const mark = (source: string): NotebookCell => ({
    cell_type: "markdown",
    id: freshId(undefined, source, ids),
    metadata: { tags: [errorTag] },
    source,
  });
  const here = mark(
    `<span id="${anchor}" ${style}>The run failed at the cell below (${what}) and stopped there.</span>`,
  );
  notebook.cells.splice(notebook.cells.indexOf(failed), 0, here);
  notebook.cells.unshift(
    mark(`<span ${style}>This run failed at <a href="#${anchor}">${label}</a> (${what}).</span>`),
  );
}
