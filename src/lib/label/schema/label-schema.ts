/** One class of a label schema. */
export interface LabelClass {
  /** What is stored and exported, e.g. "OVS". */
  readonly name: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Key that gives this label, as KeyboardEvent.key names it, with modifiers in front: "1", "Shift+O". */
  readonly key?: string;
  /** One sentence for people who label. */
  readonly about?: string;
}

/** What can be said about a target. Stored with the labels; a changed set of classes is a new version. */
export interface LabelSchema {
  readonly name: string;
  /** Positive whole number. */
  readonly version: number;
  readonly classes: readonly LabelClass[];
  /** Several classes at once on one target. */
  readonly multiple: boolean;
  /** Whether people are asked how sure they are, 0 to 1. */
  readonly confidence: boolean;
  /** Whether people may write a free text. */
  readonly comment: boolean;
}
