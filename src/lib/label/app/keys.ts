/** What a key can do in the workbench, besides the classes, whose keys stand in the label schema. */
export const KEY_ACTIONS = [
  "next",
  "previous",
  "next-unlabelled",
  "jump",
  "skip",
  "undo",
  "redo",
  "clear",
  "accept",
  "filter",
  "bulk",
  "comment",
  "more-sure",
  "less-sure",
  "neighbours",
  "stretches",
  "disagreements",
  "auto-advance",
  "save",
  "help",
] as const;

export type KeyAction = (typeof KEY_ACTIONS)[number];

/** Keys by action, as KeyboardEvent.key names them, modifiers in front in the order Control, Alt, Shift, Meta: "Control+z". */
export type Keys = Readonly<Record<KeyAction, readonly string[]>>;

export const DEFAULT_KEYS: Keys = {
  next: ["ArrowRight", "j"],
  previous: ["ArrowLeft", "k"],
  "next-unlabelled": ["n"],
  jump: ["g"],
  skip: ["s"],
  undo: ["u", "Control+z"],
  redo: ["r", "Control+y", "Control+Shift+Z"],
  clear: ["Backspace"],
  accept: ["a"],
  filter: ["/"],
  bulk: ["b"],
  comment: ["c"],
  "more-sure": ["+"],
  "less-sure": ["-"],
  neighbours: ["m"],
  stretches: ["e"],
  disagreements: ["d"],
  "auto-advance": ["t"],
  save: ["Control+s"],
  help: ["?"],
};
