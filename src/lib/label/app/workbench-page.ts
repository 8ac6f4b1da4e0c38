import path from "node:path";
import { clientScript, type Json, type PageSpec, type SourceSpec } from "../../widget";
import { type ExportReport, exportLabels } from "../export/export-labels";
import { addressHider } from "../records/privacy";
import { openWorkbench } from "./open-workbench";
import { planWorkbench, type WorkbenchOptions } from "./source-options";

/** What the widget server needs to open a workbench in its own thread. */
export function workbenchSource(options: WorkbenchOptions): SourceSpec {
  // Another thread may stand in another folder.
  const absolute = { ...options, data: path.resolve(options.data) };
  return {
    module: path.join(__dirname, `source${path.extname(__filename)}`),
    options: absolute as unknown as Json,
  };
}

/** The workbench as a page of its own: `widget.serve(label.workbenchPage({ data: "rules.csv" }))`. */
export function workbenchPage(options: WorkbenchOptions): PageSpec {
  return {
    name: "workbench",
    title: `Label ${path.basename(options.data)}`,
    script: clientScript("label", "workbench.js"),
    source: workbenchSource(options),
  };
}

/** Writes what the page's save would write, without a page; also while another process labels. */
export async function saveWorkbench(options: WorkbenchOptions): Promise<ExportReport> {
  const plan = await planWorkbench(options);
  const { data, store } = await openWorkbench(plan, "read");
  try {
    const hide = addressHider(plan.privacy);
    return await exportLabels(store, data, plan.export, hide === undefined ? {} : { hide });
  } finally {
    await store.close();
  }
}
