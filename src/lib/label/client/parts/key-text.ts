import type { KeyAction, Keys } from "../../app/keys";
import type { LabelClass } from "../../schema/label-schema";

/** What of a KeyboardEvent makes a stroke. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** A key stroke as the key table names it: modifiers in the order Control, Alt, Shift, Meta, then the key. */
export function strokeOf(event: Press): string {
  const { key } = event;
  // Shift is part of what a printed character is: "?" is Shift and another key, on every keyboard a different one.
  const printed = [...key].length === 1;
  const shift = event.shiftKey && (!printed || /^\p{L}$/u.test(key));
  return [
    event.ctrlKey && "Control",
    event.altKey && "Alt",
    shift && "Shift",
    event.metaKey && "Meta",
    key === " " ? "Space" : shift && printed ? key.toUpperCase() : key,
  ]
    .filter(Boolean)
    .join("+");
}

/** What a stroke asks for: an action of the workbench or a class of the schema. */
export type Bound = { readonly action: KeyAction } | { readonly label: string };

/** Looks a stroke up; classes first, since labelling is what the keyboard is for. */
export function boundTo(stroke: string, keys: Keys, classes: readonly LabelClass[]): Bound | undefined {
  const found = classes.find(({ key }) => key === stroke);
  if (found !== undefined) return { label: found.name };
  for (const [action, strokes] of Object.entries(keys)) {
    if (strokes.includes(stroke)) return { action: action as KeyAction };
  }
  // On a Mac the command key does what Control does elsewhere.
  return stroke.startsWith("Meta+") ? boundTo(stroke.replace("Meta+", "Control+"), keys, []) : undefined;
}

const SHORT: Readonly<Record<string, string>> = {
  ArrowRight: "→",
  ArrowLeft: "←",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backspace: "⌫",
  Control: "Ctrl",
};

/** A stroke for people: "Ctrl+z", "→". */
export function strokeText(stroke: string): string {
  return stroke === "+"
    ? stroke
    : stroke
        .split("+")
        .map((part) => SHORT[part] ?? part)
        .join("+");
}

export const ACTION_TEXT: Readonly<Record<KeyAction, string>> = {
  next: "Next instance",
  previous: "Previous instance",
  "next-unlabelled": "Next unlabelled instance",
  jump: "Jump to an instance by number",
  skip: "Skip, or un-skip",
  undo: "Undo",
  redo: "Redo",
  clear: "Take the label away",
  accept: "Accept the suggestion",
  filter: "Filter",
  bulk: "Label all that match the filter",
  comment: "Write a comment",
  "more-sure": "More sure",
  "less-sure": "Less sure",
  neighbours: "Compare with similar instances",
  stretches: "Go to the labelled stretches of time",
  disagreements: "Disagreements between annotators",
  "auto-advance": "Go on after a label, or stay",
  save: "Save the labelled data",
  help: "Show the keys",
};

/** All actions, in the order in which the keys are shown. */
export const ACTIONS = Object.keys(ACTION_TEXT) as readonly KeyAction[];
