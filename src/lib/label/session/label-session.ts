import { fail, quote } from "../../core";
import type { Order, ProgressView, RowState, UndoView } from "../app/protocol";
import type { LabelData } from "../data/label-data";
import type { LabelEvent, LabelValue } from "../event/label-event";
import { packWhole } from "../event/packed";
import { checkValue } from "../schema/check-value";
import { isWhole } from "../schema/fields";
import { type Bitset, nextOf } from "../store/bitset";
import type { LabelState } from "../store/label-state";
import type { Draft, LabelStore } from "../store/label-store";
import { labelView, progressView, rowState, undoView } from "./label-view";
import { RowWalk } from "./row-walk";

export interface SessionOptions {
  /** Who labels. */
  readonly annotator: string;
  /** Sees nothing of what others, models and rules say; for measuring agreement. Default false. */
  readonly blind?: boolean;
  /** A label moves on to the next row without one. Default true. */
  readonly autoAdvance?: boolean;
  readonly order?: Order;
}

/** Name of a person: shown, stored and exported. */
export function checkAnnotator(name: unknown): string {
  const good = typeof name === "string" && name.length > 0 && name.length <= 200 && name.trim() === name;
  if (good && isWhole(name)) return name;
  return fail({
    code: "argument",
    expected: "an annotator's name of 1 to 200 characters, without blanks around it",
    found: quote(name),
  });
}

/** One person at work on the labels of a data set: moves, labels, undoes. */
export class LabelSession {
  readonly annotator: string;
  readonly blind: boolean;
  autoAdvance: boolean;
  #moved: number | undefined;

  constructor(
    readonly store: LabelStore,
    readonly data: LabelData,
    options: SessionOptions,
  ) {
    this.annotator = checkAnnotator(options.annotator);
    this.blind = options.blind ?? false;
    this.autoAdvance = options.autoAdvance ?? true;
    this.walk = new RowWalk(store, data.table, this.annotator, this.blind);
    this.walk.order = options.order ?? "data";
  }

  /** The row where this person stands. */
  get position(): number {
    const row = this.#moved ?? this.store.state.positions.get(this.annotator) ?? 0;
    return Math.max(0, Math.min(row, this.store.rows - 1));
  }

  /** What is said of a row, as this person may see it. */
  state(row: number): RowState {
    return rowState(this.store.state, this.annotator, this.blind, this.row(row));
  }

  /** How far this person is. */
  get progress(): ProgressView {
    return progressView(this.store.state, this.annotator, this.blind);
  }

  get undoable(): UndoView {
    return undoView(this.store.state, this.annotator);
  }

  /** How rows follow each other: filter, order. */
  readonly walk: RowWalk;

  /** Remembers where the person is; written with the next label, or when the session is closed. */
  moveTo(row: number): void {
    this.#moved = this.row(row);
  }

  /** Labels a row, on disk when the promise is kept; returns the row to go on with. */
  async label(row: number, value: LabelValue, accepted?: number): Promise<number> {
    this.row(row);
    return this.#change(row, (state, position) => ({
      action: "set",
      ...this.#who(position),
      target: { kind: "row", row },
      value: checkValue(value, state.schema),
      ...(accepted === undefined ? {} : { accepted: this.#acceptable(state, row, accepted) }),
    }));
  }

  /** Takes the label of a row away. */
  async clear(row: number): Promise<number> {
    this.row(row);
    await this.#add((state) => {
      const own = state.layer("person", this.annotator);
      if (labelView(state, own, row) === null) nothing(`a label on row ${row} to clear`);
      return { action: "clear", ...this.#who(row), target: { kind: "row", row } };
    });
    return this.#go(row);
  }

  /** Says that this row gets no label; a label it has is taken away. */
  async skip(row: number, comment?: string): Promise<number> {
    this.row(row);
    if (comment !== undefined) checkValue({ labels: [], comment }, this.store.state.schema);
    return this.#change(row, (_, position) => ({
      action: "skip",
      ...this.#who(position),
      target: { kind: "row", row },
      ...(comment === undefined ? {} : { comment }),
    }));
  }

  async unskip(row: number): Promise<number> {
    this.row(row);
    await this.#add((state) => {
      if (!state.layer("person", this.annotator)?.skipped.has(row)) nothing(`row ${row} to be skipped`);
      return { action: "unskip", ...this.#who(row), target: { kind: "row", row } };
    });
    return this.#go(row);
  }

  /** Takes the last step back, label and position; returns the row to show, null when there is nothing to undo. */
  undo(): Promise<number | null> {
    return this.#back("undo");
  }

  /** Does again what was undone. */
  redo(): Promise<number | null> {
    return this.#back("redo");
  }

  /** How many rows a bulk label would reach, and how many of them this person labelled already. */
  previewBulk(query: string): {
    readonly count: number;
    readonly labelled: number;
    readonly sample: number[];
  } {
    const rows = this.walk.rowsOf(query);
    const own = this.store.state.layer("person", this.annotator);
    const sample: number[] = [];
    let labelled = 0;
    for (let row = nextOf(rows.size, 0, rows, []); row >= 0; row = nextOf(rows.size, row + 1, rows, [])) {
      if (sample.length < 20) sample.push(row);
      if (own?.labelled.has(row)) labelled++;
    }
    return { count: rows.count, labelled, sample };
  }

  /** Labels all rows of a query as one step; null clears them. `count` is what the preview said: else nothing is done. */
  async bulk(query: string, value: LabelValue | null, count: number): Promise<number> {
    let found = 0;
    await this.#add((state) => {
      const rows = this.walk.rowsOf(query);
      if (rows.count !== count) {
        fail({
          code: "count-changed",
          expected: `${count} rows, as the preview said`,
          found: `${rows.count} now`,
          hint: "Look at the preview again.",
        });
      }
      if (count === 0) nothing("a row that matches");
      found = rows.count;
      return {
        action: "bulk",
        ...this.#who(this.position),
        query,
        rows: packWhole(membersOf(rows)),
        value: value === null ? null : checkValue(value, state.schema),
      };
    });
    return found;
  }

  /** Decides on a row that annotators disagree about; what they said is kept beside it. */
  async adjudicate(row: number, value: LabelValue): Promise<number> {
    this.row(row);
    if (this.blind)
      fail({ code: "blind", expected: "somebody who sees all labels", found: "a blind annotator" });
    await this.#add((state) => {
      const seen: [string, readonly string[]][] = [];
      for (const person of state.persons) {
        if (person.codes[row] !== 0) seen.push([person.by, state.sets.labelsOf(person.codes[row])]);
      }
      if (seen.length === 0) nothing(`row ${row} to have a label to decide about`);
      return {
        action: "adjudicate",
        by: this.annotator,
        origin: "adjudicator",
        position: row,
        target: { kind: "row", row },
        value: checkValue(value, state.schema),
        seen: Object.fromEntries(seen),
      };
    });
    return this.#go(row);
  }

  /** Writes the position where it was only remembered. */
  async close(): Promise<void> {
    const row = this.#moved;
    if (row === undefined || !this.store.writable) return;
    if (row === this.store.state.positions.get(this.annotator)) return;
    await this.store.add(() => ({ action: "move", ...this.#who(row) }));
  }

  /** A row of the data set; anything else is an error. */
  row(row: unknown): number {
    if (Number.isSafeInteger(row) && (row as number) >= 0 && (row as number) < this.store.rows)
      return row as number;
    return fail({
      code: "argument",
      expected: this.store.rows === 0 ? "a data set with rows" : `a row from 0 to ${this.store.rows - 1}`,
      found: quote(row),
    });
  }

  #who(position: number): { by: string; origin: "person"; position: number } {
    return { by: this.annotator, origin: "person", position };
  }

  /** Changes a row and goes on to the next one without label. */
  async #change(row: number, make: (state: LabelState, position: number) => Draft): Promise<number> {
    let next = row;
    await this.#add((state) => {
      next = (this.autoAdvance ? this.walk.nextUnlabelled(row, state) : null) ?? row;
      return make(state, next);
    });
    return this.#go(next);
  }

  #add(make: (state: LabelState) => Draft): Promise<LabelEvent> {
    return this.store.add(make);
  }

  #go(row: number): number {
    this.#moved = undefined;
    return row;
  }

  async #back(action: "undo" | "redo"): Promise<number | null> {
    const stack = action === "undo" ? "done" : "undone";
    if (this.store.state.histories.get(this.annotator)?.[stack].length) {
      await this.#add((state) => {
        const change = state.history(this.annotator)[stack].at(-1);
        if (change === undefined) nothing(`something to ${action}`);
        return { action, by: this.annotator, origin: "person", of: change.event };
      });
      this.#moved = undefined;
      return this.position;
    }
    return null;
  }

  /** A suggestion that is really there for the row. */
  #acceptable(state: LabelState, row: number, event: number): number {
    for (const { origin, events } of state.layers.values()) {
      if ((origin === "model" || origin === "rule") && events[row] === event) return event;
    }
    return fail({
      code: "argument",
      expected: `a suggestion for row ${row}`,
      found: `event ${quote(event)}`,
    });
  }
}

/** A person at the labels of a data set; see {@link openLabels}. */
export function labelSession(store: LabelStore, data: LabelData, options: SessionOptions): LabelSession {
  return new LabelSession(store, data, options);
}

function nothing(expected: string): never {
  return fail({ code: "nothing", expected, found: "none" });
}

function membersOf(rows: Bitset): Uint32Array {
  const members = new Uint32Array(rows.count);
  let at = 0;
  for (let row = nextOf(rows.size, 0, rows, []); row >= 0; row = nextOf(rows.size, row + 1, rows, [])) {
    members[at++] = row;
  }
  return members;
}
