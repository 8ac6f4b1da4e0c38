import type { WorkbenchState } from "./page-state";

/** What a change is about to do, in words for when it is done; undefined where there is nothing to change. */
export function changeWords(
  { open, instance }: WorkbenchState,
  how: "clear" | "undo" | "redo",
): string | undefined {
  if (how === "clear")
    return instance?.state.own ? `Took away the label of instance ${instance.row + 1}` : undefined;
  const what = open?.undo[how] ?? null;
  return what === null ? undefined : `${how === "undo" ? "Undone" : "Done again"}: ${what}`;
}
