import type { LabelSchema } from "../schema/label-schema";
import type { PackedNumbers } from "./packed";

/** Who says it. A suggestion of a rule or a model is kept apart from what a person said, whatever happens to it. */
export type Origin = "person" | "rule" | "model" | "adjudicator";

/** A label as it was given. */
export interface LabelValue {
  /** Names of classes; one, or several where the schema allows it. Empty beside a comment only. */
  readonly labels: readonly string[];
  /** 0 to 1. */
  readonly confidence?: number;
  readonly comment?: string;
}

/** A row of the data set, counted from 0: an instance or a flow. */
export interface RowTarget {
  readonly kind: "row";
  readonly row: number;
}

/** A named part of the data set, such as an experiment or a segment. */
export interface SegmentTarget {
  readonly kind: "segment";
  readonly column: string;
  readonly name: string;
}

export type PointTarget = RowTarget | SegmentTarget;

/** A stretch of time on the series of a data set. */
export interface TimeRange {
  /** Unique within the data set, given by the store. */
  readonly id: number;
  /** Milliseconds or the unit of the time column; null: open, from the first value on. */
  readonly start: number | null;
  /** Exclusive; null: open, it goes on. */
  readonly end: number | null;
  /** The column it is said of; null: all of them. */
  readonly channel: string | null;
  readonly value: LabelValue;
}

interface EventBase {
  /** Counts up within a journal; gaps after compaction. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Person, rule or model, by name. */
  readonly by: string;
  readonly origin: Origin;
  /** Version of the label schema in force; 0 before the first one. */
  readonly schema: number;
  /** Where the person stood afterwards, a row; kept so that work can be resumed. */
  readonly position?: number;
}

/** One line of the journal. Events are only ever added. */
export type LabelEvent = EventBase &
  (
    | { readonly action: "schema"; readonly definition: LabelSchema }
    | {
        readonly action: "set";
        readonly target: PointTarget;
        readonly value: LabelValue;
        /** Event of the suggestion that the person saw and took over. */
        readonly accepted?: number;
      }
    | { readonly action: "clear" | "unskip"; readonly target: PointTarget }
    /** Takes a label away, if there is one, and says that there will be none. */
    | { readonly action: "skip"; readonly target: PointTarget; readonly comment?: string }
    /** An adjudicator's decision on what annotators disagreed about. */
    | {
        readonly action: "adjudicate";
        readonly target: PointTarget;
        readonly value: LabelValue;
        /** What the annotators had said, by name. */
        readonly seen: Readonly<Record<string, readonly string[]>>;
      }
    | {
        readonly action: "bulk";
        readonly query: string;
        readonly rows: PackedNumbers;
        /** Null: the labels of these rows are cleared. */
        readonly value: LabelValue | null;
      }
    /** Labels of a rule or a model, or imported ones: a class for each row. */
    | {
        readonly action: "assign";
        readonly rows: PackedNumbers;
        /** Distinct values … */
        readonly values: readonly LabelValue[];
        /** … and for each row which one. */
        readonly codes: PackedNumbers;
        readonly confidence?: PackedNumbers;
        /** Takes away what this origin said before. */
        readonly replace: boolean;
        /** What the rule says, the model's hash, or the imported file's. */
        readonly source: string;
      }
    | {
        readonly action: "ranges";
        readonly put: readonly TimeRange[];
        readonly remove: readonly number[];
      }
    | { readonly action: "undo" | "redo"; readonly of: number }
    | { readonly action: "move" }
  );

export type LabelAction = LabelEvent["action"];
