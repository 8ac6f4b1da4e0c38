/** Which columns a card shows: names, or a beginning with a star at its end, `OVS_*`. */
export type ColumnPattern = string;

interface CardBase {
  /** Unique within the template. */
  readonly id: string;
  readonly title: string;
  /** Columns of a grid of twelve; default 12. */
  readonly width?: number;
}

/** A named thing with its colour, `#rrggbb`. */
export interface ColouredName {
  readonly name: string;
  readonly colour: string;
}

/** One part of the workbench's page. */
export type Card = CardBase &
  (
    | { readonly kind: "fields"; readonly columns: readonly ColumnPattern[] }
    /** Panels side by side, one a technology; `{}` in the columns stands for the technology's name. */
    | {
        readonly kind: "panels";
        readonly panels: readonly ColouredName[];
        readonly columns: readonly ColumnPattern[];
      }
    /** Box plots of all rows, grouped; the current row marked. */
    | {
        readonly kind: "boxes";
        readonly columns: readonly string[];
        readonly by: string;
        readonly groups?: readonly ColouredName[];
      }
    /** The classes, confidence, comment, suggestion. */
    | { readonly kind: "label" }
    /** The most similar rows, differences marked. */
    | { readonly kind: "neighbours"; readonly columns?: readonly ColumnPattern[] }
    /** Series over time with time ranges to label. */
    | { readonly kind: "series"; readonly time: string; readonly channels: readonly ColumnPattern[] }
    /** Rows before and behind the current one. */
    | { readonly kind: "context"; readonly columns: readonly ColumnPattern[]; readonly rows?: number }
  );

/** The layout of the workbench: a file that users write and change. */
export interface Template {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  /** The column whose value names a row to people, e.g. the rule's id. */
  readonly heading?: string;
  readonly cards: readonly Card[];
}
