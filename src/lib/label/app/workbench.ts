import { LabError } from "../../core";
import { type MountedWidget, mount } from "../../widget";
import { openData } from "../data/label-data";
import { rangesOf } from "../ranges/range-labels";
import { progressView } from "../session/label-view";
import { openLabels } from "../store/open-labels";
import { savedWorkbench } from "./saved-workbench";
import { planWorkbench, type WorkbenchOptions, type WorkbenchPlan } from "./source-options";
import { workbenchPage } from "./workbench-page";

export interface WorkbenchWidgetOptions extends WorkbenchOptions {
  /** Height of the workbench in a notebook, CSS pixels; default 900. */
  readonly height?: number;
}

/**
 * The labelling workbench as a widget: `view.show(await label.workbench({ data: "instances.csv" }))`. Its server and
 * its journal work in a thread of their own, so labels are taken, and are on disk, while a cell computes. The saved
 * notebook keeps how far the labelling was when the cell ran.
 *
 * @throws LabError what {@link openData} and {@link openLabels} throw, before anything is served
 */
export async function workbench(options: WorkbenchWidgetOptions): Promise<MountedWidget> {
  const { height = 900, ...given } = options;
  const plan = await planWorkbench(given);
  const saved = await savedState(plan);
  return mount({ ...workbenchPage(given), saved, height });
}

async function savedState(plan: WorkbenchPlan): Promise<string> {
  const { dataset } = await openData(plan.data);
  const time = Date.now();
  try {
    const store = await openLabels(plan.folder, { dataset, mode: "read" });
    try {
      const progress = progressView(store.state, plan.annotator, true);
      const schema = store.state.schema ?? plan.schema;
      const ranges = rangesOf(store, plan.annotator);
      return savedWorkbench({ dataset, annotator: plan.annotator, progress, schema, ranges, time });
    } finally {
      await store.close();
    }
  } catch (error) {
    // A data set that nobody has begun to label has no journal yet.
    if (!(error instanceof LabError) || error.code !== "not-found") throw error;
    const progress = { rows: dataset.rows, labelled: 0, skipped: 0, classes: {}, disagreements: null };
    return savedWorkbench({ dataset, annotator: plan.annotator, progress, schema: plan.schema, time });
  }
}
