import type { Rejection, StreamRow } from "../row";

/** What a record of a topic of rows turned out to be. */
export type Decoded =
  | {
      readonly kind: "rows";
      /** Never empty, in order of seq, all of one stage and segment. */
      readonly rows: readonly StreamRow[];
      /** How many of them have no label: they are predicted, and never scored. */
      readonly unlabelled: number;
    }
  /** Nothing comes behind it in this partition. */
  | { readonly kind: "end" }
  | Rejected;

export interface Rejected {
  readonly kind: "rejected";
  readonly reason: Rejection;
  /** What was expected and what was found, for people; may quote the record. */
  readonly detail: string;
  /** The place of the row that is lost by it, where the record itself tells it. */
  readonly seq?: number;
}

export function rejected(reason: Rejection, detail: string, seq?: number): Rejected {
  return seq === undefined ? { kind: "rejected", reason, detail } : { kind: "rejected", reason, detail, seq };
}
