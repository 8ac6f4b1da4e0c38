import { Table } from "../../../src/lib/table";
import * as view from "../../../src/lib/view";
import { FIGURES, HOSTILE } from "../../view/support/figures";

/** What the notebook shows, cell by cell. */
export const SHOWN: readonly { readonly name: string; readonly item: view.Showable }[] = [
  ...["line-chart", "hostile", "correlation-map", "plotly"].map((name) => ({ name, item: FIGURES[name]() })),
  { name: "table", item: Table.of({ [HOSTILE[3]]: [HOSTILE[3], HOSTILE[4], null], rate: [1, 2.5, null] }) },
  { name: "text", item: HOSTILE[3] },
];

/** A notebook, nbformat 4.5, that was run and shows each item by `view.show`. */
export function executedNotebook(): string {
  return notebook(
    { name: "python3", display_name: "Python 3", language: "python" },
    SHOWN.map(({ name, item }, i) => ({
      execution_count: i + 1,
      source: `view.show(${JSON.stringify(name)})`,
      outputs: [{ output_type: "display_data", ...view.bundleOf(item) }],
    })),
  );
}

/** A notebook, nbformat 4.5, of our kernel, with code cells that were not run yet. */
export function notebookToRun(cells: readonly string[]): string {
  return notebook(
    { name: "tslab", display_name: "TypeScript (Dataplane Lab)", language: "typescript" },
    cells.map((source) => ({ execution_count: null, source, outputs: [] })),
  );
}

function notebook(kernelspec: object, cells: readonly object[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec, language_info: { name: "typescript" } },
    cells: cells.map((cell, i) => ({ cell_type: "code", id: `cell-${i}`, metadata: {}, ...cell })),
  });
}
