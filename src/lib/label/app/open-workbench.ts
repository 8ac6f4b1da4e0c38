import { stat } from "node:fs/promises";
import path from "node:path";
import { fail } from "../../core";
import { schemas, Table } from "../../table";
import { type LabelData, openData } from "../data/label-data";
import { addressHider } from "../records/privacy";
import { schemaFor } from "../schema/shipped-schemas";
import type { LabelStore } from "../store/label-store";
import { openLabels, putSchema } from "../store/open-labels";
import type { WorkbenchPlan } from "./source-options";

/** Data and labels. */
export interface OpenWorkbench {
  readonly data: LabelData;
  readonly store: LabelStore;
}

/** Workbenches that are open in this thread. */
const OPEN = new Map<string, { readonly opened: Promise<OpenWorkbench>; users: number }>();

/**
 * Opens data and labels, or shares what another workbench of this thread has open: a cell that is run twice, and two
 * tabs, write the same labels. `release` closes them when the last user has.
 */
export async function shareWorkbench(
  plan: WorkbenchPlan,
): Promise<OpenWorkbench & { release(): Promise<void> }> {
  const file = await stat(plan.data).catch(() => undefined);
  const key = JSON.stringify([
    path.resolve(plan.folder),
    path.resolve(plan.data),
    file?.size,
    file?.mtimeMs,
    plan.privacy,
    plan.dictionary,
  ]);
  let shared = OPEN.get(key);
  if (shared === undefined) {
    shared = { opened: openWorkbench(plan, "auto"), users: 0 };
    OPEN.set(key, shared);
  }
  const mine = shared;
  mine.users++;
  let released = false;
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    mine.users--;
    if (mine.users > 0) return;
    OPEN.delete(key);
    await (await mine.opened).store.close();
  };
  try {
    const opened = await mine.opened;
    if (plan.schema !== undefined && opened.store.writable) await putSchema(opened.store, plan.schema);
    return { ...opened, release };
  } catch (error) {
    mine.users--;
    if (mine.users === 0) OPEN.delete(key);
    throw error;
  }
}

/** Data and labels of a workbench. Without a schema, given or kept, the columns decide which one. */
export async function openWorkbench(
  plan: WorkbenchPlan,
  mode: "auto" | "read",
): Promise<{ readonly data: LabelData; readonly store: LabelStore }> {
  const data = await openWorkbenchData(plan);
  const store = await openLabels(plan.folder, {
    dataset: data.dataset,
    mode,
    ...(plan.schema === undefined ? {} : { schema: plan.schema }),
    hide: addressHider(plan.privacy),
  });
  try {
    const standard = schemaFor(data.table);
    if (store.state.schema === undefined && store.writable && standard !== undefined)
      await putSchema(store, standard);
    if (store.state.schema === undefined) {
      fail({
        code: "no-schema",
        expected: "a label schema, which says what labels there are",
        found: "none",
        hint: "Give one: netlabeller, attack, drift, or a .json file.",
      });
    }
    return { data, store };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The data of a workbench, its addresses taken out where that is wanted. */
async function openWorkbenchData(plan: WorkbenchPlan): Promise<LabelData> {
  const known = [...Object.values(schemas).flatMap(({ columns }) => columns), ...plan.dictionary];
  const data = await openData(plan.data, { dictionary: known });
  const hide = addressHider(plan.privacy);
  if (hide === undefined) return data;
  const { table } = data;
  const hidden = Table.fromColumns(
    table.names.map((name) => [
      name,
      table.isNumeric(name)
        ? table.column(name)
        : table.texts(name).map((cell) => (cell === null ? null : hide(cell))),
    ]),
  );
  return { ...data, table: hidden };
}
