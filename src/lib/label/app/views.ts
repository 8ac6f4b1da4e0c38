import type { LabelValue, Origin, TimeRange } from "../event/label-event";
import type { LabelSchema } from "../schema/label-schema";
import type { Keys } from "./keys";
import type { Template } from "./template";

// What the workbench's page is shown: the parts that the replies of the protocol are made of. Rows are counted from 0; a
// missing value is null, never 0.

/** Value of a cell: missing is null; an infinite number is the text "Infinity" or "-Infinity", as JSON knows none. */
export type WireCell = number | string | null;

export interface ColumnView {
  readonly name: string;
  readonly type: "number" | "text" | "time";
  /** From the feature dictionary; empty where nothing is known. */
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
}

export interface LabelView extends LabelValue {
  /** Person, rule or model by name. */
  readonly by: string;
  readonly origin: Origin;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Number of the label event, and the version of the label schema it was given under. */
  readonly event: number;
  readonly schema: number;
}

/** What is said about one row. */
export interface RowState {
  /** The label of this page's annotator. */
  readonly own: LabelView | null;
  readonly skipped: boolean;
  readonly adjudicated: LabelView | null;
  /** Labels of the other annotators; empty in blind mode. */
  readonly others: readonly LabelView[];
  /** What rules and models propose; never a person's label. Empty in blind mode without suggestions. */
  readonly suggestions: readonly LabelView[];
}

export interface ProgressView {
  readonly rows: number;
  /** Rows that this annotator labelled, and skipped. */
  readonly labelled: number;
  readonly skipped: number;
  /** Rows by class name, of this annotator. */
  readonly classes: Readonly<Record<string, number>>;
  /** Rows on which annotators disagree and nobody has decided; null in blind mode. */
  readonly disagreements: number | null;
}

export interface DatasetView {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 of the file, or of the table's contents. */
  readonly sha256: string;
  readonly columns: readonly ColumnView[];
}

export type Order = "data" | "uncertain" | "disagreement";

/** What one page sees and how it moves; each page has its own. */
export interface ViewSettings {
  readonly annotator: string;
  readonly blind: boolean;
  readonly autoAdvance: boolean;
  readonly order: Order;
  /** The query that moves are held to; empty: all rows. */
  readonly filter: string;
  /** Rows that match it. */
  readonly matching: number;
}

export interface OpenReply {
  readonly dataset: DatasetView;
  readonly schema: LabelSchema;
  readonly template: Template;
  readonly keys: Keys;
  readonly settings: ViewSettings;
  readonly progress: ProgressView;
  /** The row where this annotator stopped. */
  readonly position: number;
  readonly annotators: readonly string[];
  /** False when another process writes the labels: this page only looks. `note` says who. */
  readonly writable: boolean;
  /** Anything to tell at the start, such as a journal whose end was cut off. */
  readonly notes: readonly string[];
  readonly undo: UndoView;
}

/** What undo and redo would do next; null: nothing. */
export interface UndoView {
  readonly undo: string | null;
  readonly redo: string | null;
}

export interface InstanceReply {
  readonly row: number;
  /** In the order of the data set's columns. Texts longer than 2000 characters are cut; see `cut`. */
  readonly values: readonly WireCell[];
  /** Columns whose text was cut, with its full length; `cell` gives more of it. */
  readonly cut: readonly { readonly column: string; readonly length: number }[];
  readonly state: RowState;
  /** How many rows of the filter lie before this one; null when it does not match. */
  readonly place: number | null;
}

/** Answer of all that changes labels or moves. */
export interface StepReply {
  readonly instance: InstanceReply;
  readonly progress: ProgressView;
  readonly undo: UndoView;
  /** Nothing (more) there to go to, undo or redo: in words. */
  readonly note?: string;
}

export interface BoxView {
  readonly column: string;
  readonly group: string;
  /** Values, and missing ones. */
  readonly count: number;
  readonly missing: number;
  /** Null where there is no value. Quartiles as NumPy's and R's default (type 7); standard deviation with n − 1. */
  readonly min: number | null;
  readonly q1: number | null;
  readonly median: number | null;
  readonly q3: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
  /** Last values within 1.5 interquartile ranges of the box. */
  readonly low: number | null;
  readonly high: number | null;
  /** At most 200 of the values beyond. */
  readonly outliers: readonly number[];
  readonly outlierCount: number;
}

export interface NeighbourView {
  readonly row: number;
  readonly distance: number;
  readonly values: readonly WireCell[];
  readonly state: RowState;
  /** Columns that differ, by name, most different first; the difference in standard deviations, null for texts and gaps. */
  readonly differs: readonly { readonly column: string; readonly by: number | null }[];
}

export interface SeriesReply {
  /** Times of the buckets' middles, or of the rows themselves where `exact`. */
  readonly times: readonly number[];
  readonly exact: boolean;
  readonly channels: readonly {
    readonly name: string;
    /** Lowest and highest value in each bucket; null: no value there, a gap. Equal where `exact`. */
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
    /** Missing values in each bucket. */
    readonly missing: readonly number[];
  }[];
  /** First and last time of the whole data set. */
  readonly extent: readonly [number, number];
}

export interface RangeView extends TimeRange {
  readonly by: string;
  readonly origin: Origin;
  readonly time: number;
  readonly event: number;
}

export interface RangesReply {
  readonly ranges: readonly RangeView[];
  readonly undo: UndoView;
}

export interface AgreementReply {
  /** For each pair of annotators: rows both labelled, and Cohen's kappa (null: not defined). */
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly rows: number;
    readonly kappa: number | null;
    readonly agreement: number | null;
  }[];
  /** Fleiss' kappa over the rows that all annotators labelled. */
  readonly fleiss: { readonly rows: number; readonly annotators: number; readonly kappa: number | null };
  readonly disagreements: number;
}
