import type { LabelValue } from "../event/label-event";
import type { LabelSchema } from "../schema/label-schema";
import type { Keys } from "./keys";
import type { Template } from "./template";
import type {
  AgreementReply,
  BoxView,
  InstanceReply,
  LabelView,
  NeighbourView,
  OpenReply,
  Order,
  ProgressView,
  RangesReply,
  RangeView,
  SeriesReply,
  StepReply,
  ViewSettings,
} from "./views";

// Messages between the workbench's page and its source. A request is `{ type, … }`, and its answer is `Replies[type]`,
// or `{ error }`. Rows are counted from 0; a missing value is null, never 0. A request that changes something is
// answered only when it is on disk.

export type * from "./views";

export interface Requests {
  /** First message of a page. */
  open: { readonly annotator?: string };
  instance: { readonly row: number };
  /** A part of a long text. */
  cell: { readonly row: number; readonly column: string; readonly from?: number };
  next: { readonly row: number };
  previous: { readonly row: number };
  "next-unlabelled": { readonly row: number };
  /** Sets the label of a row; with auto-advance the answer is the next row to label. */
  label: { readonly row: number; readonly value: LabelValue; readonly accepted?: number };
  clear: { readonly row: number };
  skip: { readonly row: number };
  unskip: { readonly row: number };
  undo: Empty;
  redo: Empty;
  settings: { readonly autoAdvance?: boolean; readonly order?: Order; readonly blind?: boolean };
  /** Holds moves to the rows of a query; empty: all. */
  filter: { readonly query: string };
  "bulk-preview": { readonly query: string };
  /** Null clears. One undo step. `count` is what the preview said; another count is refused. */
  bulk: { readonly query: string; readonly value: LabelValue | null; readonly count: number };
  boxes: { readonly columns: readonly string[]; readonly by: string; readonly query?: string };
  similar: { readonly row: number; readonly count?: number; readonly columns?: readonly string[] };
  compare: { readonly a: number; readonly b: number };
  series: {
    readonly time: string;
    readonly channels: readonly string[];
    readonly start?: number;
    readonly end?: number;
    /** Buckets, 10 to 20 000. */
    readonly points: number;
  };
  ranges: Empty;
  /** Without an id a new one; with an id that one is changed (an edge moved, another label). */
  "range-put": {
    readonly id?: number;
    readonly start: number | null;
    readonly end: number | null;
    readonly channel: string | null;
    readonly value: LabelValue;
    /** "split": others of the same channel give way. "refuse": an overlap is an error. "allow" lets them overlap. */
    readonly overlap: "split" | "refuse" | "allow";
  };
  "range-delete": { readonly id: number };
  agreement: Empty;
  /** Rows on which annotators disagree and nobody has decided. */
  disagreements: { readonly from?: number; readonly count?: number };
  adjudicate: { readonly row: number; readonly value: LabelValue };
  /** Writes the labelled data into the labels folder or the configured file. */
  save: { readonly format?: "csv" | "json" | "parquet" };
  template: { readonly template?: Template };
  keys: { readonly keys?: Keys };
  schema: { readonly schema?: LabelSchema };
}

/** A message without more than its type. */
export type Empty = Readonly<Record<never, never>>;

export interface Replies {
  open: OpenReply;
  instance: InstanceReply;
  cell: { readonly text: string; readonly length: number };
  next: StepReply;
  previous: StepReply;
  "next-unlabelled": StepReply;
  label: StepReply;
  clear: StepReply;
  skip: StepReply;
  unskip: StepReply;
  undo: StepReply & { readonly ranges?: readonly RangeView[] };
  redo: StepReply & { readonly ranges?: readonly RangeView[] };
  settings: ViewSettings;
  filter: ViewSettings & { readonly first: number | null };
  "bulk-preview": { readonly count: number; readonly labelled: number; readonly sample: readonly number[] };
  bulk: StepReply & { readonly count: number };
  boxes: { readonly boxes: readonly BoxView[] };
  similar: { readonly neighbours: readonly NeighbourView[] };
  compare: {
    readonly a: InstanceReply;
    readonly b: InstanceReply;
    readonly differs: NeighbourView["differs"];
  };
  series: SeriesReply;
  ranges: RangesReply;
  "range-put": RangesReply & { readonly id: number };
  "range-delete": RangesReply;
  agreement: AgreementReply;
  disagreements: {
    readonly count: number;
    readonly rows: readonly { readonly row: number; readonly labels: readonly LabelView[] }[];
  };
  adjudicate: StepReply;
  save: {
    readonly file: string;
    readonly rows: number;
    readonly labelled: number;
    readonly neutralised: number;
  };
  template: { readonly template: Template };
  keys: { readonly keys: Keys };
  schema: { readonly schema: LabelSchema };
}

export type RequestType = keyof Requests;
export type Request = { [K in RequestType]: { readonly type: K } & Requests[K] }[RequestType];

/** What a source sends by itself: something changed through another page or annotator. */
export type Push =
  | {
      readonly type: "rows-changed";
      readonly by: string;
      readonly rows: readonly number[];
      readonly count: number;
    }
  | { readonly type: "ranges-changed"; readonly by: string; readonly ranges: readonly RangeView[] }
  | { readonly type: "progress"; readonly progress: ProgressView }
  | { readonly type: "schema-changed"; readonly schema: LabelSchema }
  | { readonly type: "template-changed"; readonly template: Template }
  | { readonly type: "keys-changed"; readonly keys: Keys };
