import { boundTo, strokeOf } from "./key-text";
import type { Workbench } from "./workbench-state";

/** Elements that the workbench's keys bring the focus to, by the name they carry in data-focus. */
export type FocusName = "jump" | "filter" | "comment";

const TYPED =
  "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]";

/** Does what a key stroke asks for. True when it was one of ours. */
export function pressed(
  workbench: Workbench,
  event: KeyboardEvent,
  target: Element | undefined,
  focus: (name: FocusName) => void,
): boolean {
  const { open, dialog } = workbench.state;
  if (open === undefined || event.defaultPrevented || event.isComposing || dialog !== undefined) return false;
  const stroke = strokeOf(event);
  const typing = target?.matches(TYPED) ?? false;
  // In a field, letters are letters; only what has Control or Meta in front still is a command.
  if (typing && !/^(Control|Meta)\+/.test(stroke)) return false;
  if (typing && /^(Control|Meta)\+(?:[zy]|Shift\+Z)$/.test(stroke)) return false;
  const own = target?.closest("[data-own-keys]")?.getAttribute("data-own-keys")?.split(" ") ?? [];
  if (own.includes(event.key)) return false;
  const bound = boundTo(stroke, open.keys, open.schema.classes);
  if (bound === undefined)
    return stroke === "Enter" && !target?.matches("button, summary, a") && submit(workbench);
  if ("label" in bound) {
    void workbench.choose(bound.label);
    return true;
  }
  switch (bound.action) {
    case "next":
    case "previous":
    case "next-unlabelled":
      void workbench.move(bound.action);
      break;
    case "skip":
      void workbench.skip();
      break;
    case "undo":
    case "redo":
    case "clear":
      void workbench.change(bound.action);
      break;
    case "accept":
      void workbench.accept();
      break;
    case "jump":
    case "filter":
    case "comment":
      focus(bound.action);
      break;
    case "more-sure":
    case "less-sure":
      workbench.surer(bound.action === "more-sure" ? 0.1 : -0.1);
      break;
    case "bulk":
    case "disagreements":
    case "help":
      workbench.set({ dialog: bound.action });
      break;
    case "neighbours":
      focusCard(target, "neighbours");
      break;
    case "stretches":
      focusCard(target, "series", ".wb-stretch");
      break;
    case "auto-advance":
      void workbench.settings({ autoAdvance: !open.settings.autoAdvance });
      break;
    case "save":
      void workbench.save();
      break;
  }
  return true;
}

/** With several classes at once, Enter says that the draft is the label. */
function submit(workbench: Workbench): boolean {
  const { open, draft } = workbench.state;
  if (open?.schema.multiple !== true || draft.labels.length === 0) return false;
  void workbench.label();
  return true;
}

/** Brings the focus to a card, or to the first of what is chosen in it. */
function focusCard(target: Element | undefined, kind: string, first?: string): void {
  const root = target?.getRootNode() as ParentNode | undefined;
  const card = root?.querySelector<HTMLElement>(`[data-card="${kind}"]`);
  const part = first === undefined ? undefined : card?.querySelector<HTMLElement>(first);
  (part ?? card)?.scrollIntoView({ block: "nearest" });
  (part ?? card)?.focus();
}
