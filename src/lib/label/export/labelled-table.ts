import { Table } from "../../table";
import type { LabelData } from "../data/label-data";
import type { LabelStore } from "../store/label-store";
import { checkFree, labelColumnNames, labelTable } from "./label-columns";
import { type ResolveOptions, resolveLabels } from "./resolve-labels";

export interface LabelledTableOptions extends ResolveOptions {
  /** "all" (default), or only rows with a label. */
  readonly rows?: "all" | "labelled";
  /** Name of the label's column and beginning of the others'; default "label". */
  readonly prefix?: string;
}

/**
 * The data with its labels as columns: `label`, `label_annotator`, `label_time` (milliseconds), `label_confidence`,
 * `label_comment`, `label_origin`, `label_event`, `label_schema`. Columns are shared, not copied; models learn from it
 * without a file in between.
 */
export function labelledTable(store: LabelStore, data: LabelData, options: LabelledTableOptions = {}): Table {
  const names = labelColumnNames(options.prefix);
  checkFree(names, data.table.names);
  const labels = resolveLabels(store.state, options);
  const beside = labelTable(labels, names);
  const all = Table.fromColumns([
    ...data.table.names.map((name) => [name, data.table.column(name)] as const),
    ...beside.names.map((name) => [name, beside.column(name)] as const),
  ]);
  return options.rows === "labelled" ? all.filter((row) => labels.label[row] !== null) : all;
}
