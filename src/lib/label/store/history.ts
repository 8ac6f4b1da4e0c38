import type { Origin, TimeRange } from "../event/label-event";
import type { LayerCell } from "./layer";

/** A range with who said it and when. */
export interface StoredRange extends TimeRange {
  readonly by: string;
  readonly origin: Origin;
  readonly event: number;
  readonly time: number;
  readonly schema: number;
}

/**
 * What an event replaced, to be put back by undo; after that it holds what redo puts back. Rows keep their former
 * cells; where all were alike, once.
 */
export interface Change {
  readonly event: number;
  /** In words, for the page: "label instance 12". */
  readonly about: string;
  /** The layer's key; undefined for ranges. */
  readonly layer?: string;
  readonly rows: ArrayLike<number>;
  cells: readonly LayerCell[];
  readonly segment?: string;
  /** Ranges as they are on the other side, by number; undefined: not there. */
  ranges?: ReadonlyMap<number, StoredRange | undefined>;
  /** Where the person stood on the other side. */
  position: number;
}

/** Steps that can be undone; older ones are forgotten. */
const DEEPEST = 10_000;
/** Rows whose former cells are kept altogether; beyond that older steps are forgotten. */
const MOST_ROWS = 2_000_000;

/** One person's steps. */
export class History {
  readonly done: Change[] = [];
  readonly undone: Change[] = [];
  #rows = 0;

  push(change: Change): void {
    this.done.push(change);
    this.#rows += change.rows.length;
    for (const { rows } of this.undone.splice(0)) this.#rows -= rows.length;
    while (this.done.length > DEEPEST || (this.#rows > MOST_ROWS && this.done.length > 1)) {
      this.#rows -= (this.done.shift() as Change).rows.length;
    }
  }

  /** Takes steps out that can no longer be undone. */
  forget(which: (change: Change) => boolean): void {
    for (const list of [this.done, this.undone]) {
      for (let i = list.length - 1; i >= 0; i--) if (which(list[i])) list.splice(i, 1);
    }
  }
}
