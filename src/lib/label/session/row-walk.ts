import type { Table } from "../../table";
import type { Order } from "../app/protocol";
import { runQuery } from "../query/run-query";
import { type Bitset, nextOf, previousOf } from "../store/bitset";
import type { LabelState } from "../store/label-state";
import type { LabelStore } from "../store/label-store";
import { queryExtras } from "./query-extras";
import { type RowOrder, suggestionVersion, uncertainOrder } from "./row-order";

/** How one person goes through the rows: in which order, and held to which of them. */
export class RowWalk {
  order: Order = "data";
  #filter = "";
  #matching: Bitset | undefined;
  #uncertain: { readonly version: number; readonly order: RowOrder } | undefined;

  constructor(
    private readonly store: LabelStore,
    private readonly table: Table,
    private readonly annotator: string,
    private readonly blind: boolean,
  ) {}

  /** The query that moves are held to; empty: all rows. */
  get filter(): string {
    return this.#filter;
  }

  /** Rows that matched the filter when it was set. */
  get matching(): number {
    return this.#matching?.count ?? this.store.rows;
  }

  /** Rows of the filter before this one; null when it does not match. */
  placeOf(row: number): number | null {
    if (this.#matching === undefined) return row;
    return this.#matching.has(row) ? this.#matching.countBelow(row) : null;
  }

  /** Holds moves to the rows that match now; returns the first, or null. */
  setFilter(query: string): number | null {
    const trimmed = query.trim();
    this.#matching = trimmed === "" ? undefined : this.rowsOf(trimmed);
    this.#filter = trimmed;
    const first = nextOf(this.store.rows, 0, this.#matching, []);
    return first < 0 ? null : first;
  }

  /** The rows that a query matches. */
  rowsOf(query: string): Bitset {
    return runQuery(this.table, query, queryExtras(this.store.state, this.annotator, this.blind));
  }

  /** The next row in order and filter; null at the end. */
  next(row: number): number | null {
    if (this.order !== "uncertain") {
      const next = nextOf(this.store.rows, row + 1, this.#within(), this.#settled(this.store.state));
      return next < 0 ? null : next;
    }
    const { rows, places } = this.#byUncertainty();
    for (let place = places[row] + 1; place < rows.length; place++) {
      if (this.#matching?.has(rows[place]) ?? true) return rows[place];
    }
    return null;
  }

  previous(row: number): number | null {
    if (this.order === "uncertain") {
      const { rows, places } = this.#byUncertainty();
      for (let place = places[row] - 1; place >= 0; place--) {
        if (this.#matching?.has(rows[place]) ?? true) return rows[place];
      }
      return null;
    }
    const within = this.#within();
    const settled = this.#settled(this.store.state);
    let before = previousOf(row - 1, within);
    while (before >= 0 && settled.some((set) => set.has(before))) before = previousOf(before - 1, within);
    return before < 0 ? null : before;
  }

  /**
   * The next row to label: from behind this one on, then from the start, never this one itself. In the order
   * "disagreement" the next one to decide. Null: nothing left.
   */
  nextUnlabelled(row: number, state: LabelState = this.store.state): number | null {
    const own = state.layer("person", this.annotator);
    if (this.order === "uncertain") {
      const { rows, places } = this.#byUncertainty();
      const here = places[row];
      for (let k = 1; k < rows.length; k++) {
        const candidate = rows[(here + k) % rows.length];
        if (own?.labelled.has(candidate) || own?.skipped.has(candidate)) continue;
        if (this.#matching?.has(candidate) ?? true) return candidate;
      }
      return null;
    }
    const without =
      this.order === "disagreement"
        ? this.#settled(state)
        : own === undefined
          ? []
          : [own.labelled, own.skipped];
    const within = this.#within();
    let next = nextOf(state.rows, row + 1, within, without);
    if (next < 0) next = nextOf(state.rows, 0, within, without);
    return next < 0 || next === row ? null : next;
  }

  #within(): Bitset | undefined {
    if (this.order !== "disagreement" || this.blind) return this.#matching;
    return this.store.state.differing;
  }

  /** Disagreements that were decided need no second look. */
  #settled(state: LabelState): readonly Bitset[] {
    const decided = state.decisions?.labelled;
    return this.order === "disagreement" && decided !== undefined ? [decided] : [];
  }

  #byUncertainty(): RowOrder {
    const version = suggestionVersion(this.store.state);
    if (this.#uncertain?.version !== version) {
      this.#uncertain = { version, order: uncertainOrder(this.store.state) };
    }
    return this.#uncertain.order;
  }
}
