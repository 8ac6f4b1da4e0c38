import { fail } from "../../core";
import type { LabelEvent, LabelValue, PointTarget } from "../event/label-event";
import { unpack } from "../event/packed";
import type { LabelSchema } from "../schema/label-schema";
import { assignedRows } from "./assigned-rows";
import { Bitset } from "./bitset";
import { exchange } from "./exchange";
import { type Change, History, type StoredRange } from "./history";
import { LabelSets } from "./label-sets";
import { EMPTY_CELL, keyOf, Layer, type LayerCell, segmentKey } from "./layer";
import { putRanges } from "./put-ranges";

/** What an event changed, for those who show it. */
export interface Touched {
  readonly rows: ArrayLike<number>;
  readonly ranges: boolean;
}

const NO_ROWS: readonly number[] = [];

/**
 * All labels of a data set, made of events one by one: the same events give the same state. It checks what events
 * refer to, since a journal is a file, but not whether labels belong to the schema: that is done before an event is made.
 */
export class LabelState {
  readonly sets = new LabelSets();
  readonly layers = new Map<string, Layer>();
  readonly ranges = new Map<number, StoredRange>();
  readonly histories = new Map<string, History>();
  /** Where each person stands. */
  readonly positions = new Map<string, number>();
  /** Rows on which persons differ; a decision does not take them out. */
  readonly differing: Bitset;
  schema: LabelSchema | undefined;
  schemaEvent = 0;
  lastId = 0;
  lastRange = 0;
  /** Number of the last event that moved each person. */
  readonly moves = new Map<string, number>();
  /** Who made each decision, by event. */
  readonly deciders = new Map<number, string>();
  #persons: Layer[] = [];

  constructor(readonly rows: number) {
    this.differing = new Bitset(rows);
  }

  layer(origin: Layer["origin"], by: string): Layer | undefined {
    return this.layers.get(keyOf(origin, by));
  }

  /** Layers of persons, in the order of their first label. */
  get persons(): readonly Layer[] {
    return this.#persons;
  }

  /** The layer of decisions on disagreements, whoever made them. */
  get decisions(): Layer | undefined {
    return this.layer("adjudicator", "");
  }

  history(by: string): History {
    let history = this.histories.get(by);
    if (history === undefined) {
      history = new History();
      this.histories.set(by, history);
    }
    return history;
  }

  apply(event: LabelEvent): Touched {
    const touched = this.#apply(event);
    this.lastId = event.id;
    if (event.position !== undefined) {
      this.positions.set(event.by, event.position);
      this.moves.set(event.by, event.id);
    }
    return touched;
  }

  #apply(event: LabelEvent): Touched {
    switch (event.action) {
      case "schema":
        this.schema = event.definition;
        this.schemaEvent = event.id;
        return { rows: NO_ROWS, ranges: false };
      case "move":
        return { rows: NO_ROWS, ranges: false };
      case "set":
        return this.#point(event, "label", () => this.#cell(event, event.value));
      case "adjudicate":
        this.#forgetDecisions(event);
        this.deciders.set(event.id, event.by);
        return this.#point(event, "decide", () => this.#cell(event, event.value));
      case "clear":
        return this.#point(event, "clear", () => ({ ...EMPTY_CELL, ...stamp(event) }));
      case "skip":
        return this.#point(event, "skip", () => ({
          ...EMPTY_CELL,
          ...stamp(event),
          skipped: true,
          comment: event.comment,
        }));
      case "unskip":
        return this.#point(event, "unskip", () => ({ ...EMPTY_CELL, ...stamp(event) }));
      case "bulk":
        return this.#bulk(event);
      case "assign":
        return this.#assign(event);
      case "ranges":
        return this.#putRanges(event);
      case "undo":
      case "redo":
        return this.#swap(event);
      default:
        return fail({
          code: "format",
          expected: "an action of a label event",
          found: String((event as { action?: unknown }).action),
        });
    }
  }

  #layerFor(event: Pick<LabelEvent, "origin" | "by">): [string, Layer] {
    // Decisions are one layer; each event says who made it.
    const by = event.origin === "adjudicator" ? "" : event.by;
    const key = keyOf(event.origin, by);
    let layer = this.layers.get(key);
    if (layer === undefined) {
      layer = new Layer(event.origin, by, this.rows);
      this.layers.set(key, layer);
      if (event.origin === "person") this.#persons.push(layer);
    }
    return [key, layer];
  }

  /** A cell is made by one event alone: compaction may then drop all others. */
  #cell(event: LabelEvent, value: LabelValue): LayerCell {
    return {
      ...stamp(event),
      code: value.labels.length === 0 ? 0 : this.sets.codeOf(value.labels),
      skipped: false,
      confidence: value.confidence ?? Number.NaN,
      comment: value.comment,
    };
  }

  #point(event: LabelEvent & { readonly target: PointTarget }, verb: string, next: () => LayerCell): Touched {
    const { target } = event;
    if (target.kind === "row") this.#checkRow(target.row);
    const [key, layer] = this.#layerFor(event);
    const step = { event: event.id, layer: key };
    if (target.kind === "row") {
      const { row } = target;
      // As the page counts: its first instance is 1.
      const about = `${verb} instance ${row + 1}`;
      this.history(event.by).push({ ...step, about, rows: [row], cells: [layer.cell(row)], position: row });
      this.put(layer, row, next());
      return { rows: [row], ranges: false };
    }
    const segment = segmentKey(target);
    const about = `${verb} ${target.name}`;
    const cells = [layer.segments.get(segment) ?? EMPTY_CELL];
    this.history(event.by).push({
      ...step,
      about,
      rows: NO_ROWS,
      cells,
      segment,
      position: this.#here(event),
    });
    layer.segments.set(segment, next());
    return { rows: NO_ROWS, ranges: false };
  }

  #bulk(event: LabelEvent & { readonly action: "bulk" }): Touched {
    const rows = unpack(event.rows, this.rows);
    for (let i = 0; i < rows.length; i++) this.#checkRow(rows[i]);
    const { value } = event;
    const cell = value === null ? { ...EMPTY_CELL, ...stamp(event) } : this.#cell(event, value);
    return this.#many(event, rows, `label ${rows.length} rows`, () => cell);
  }

  #assign(event: LabelEvent & { readonly action: "assign" }): Touched {
    const { rows, codes, confidence } = assignedRows(event, this.rows);
    const cells = event.values.map((value) => this.#cell(event, value));
    if (event.replace && event.origin !== "person") {
      const [, layer] = this.#layerFor(event);
      for (let row = 0; row < this.rows; row++) if (layer.events[row] !== 0) this.put(layer, row, EMPTY_CELL);
    }
    return this.#many(event, rows, `take over ${rows.length} labels`, (i) =>
      confidence === undefined ? cells[codes[i]] : { ...cells[codes[i]], confidence: confidence[i] },
    );
  }

  #many(event: LabelEvent, rows: ArrayLike<number>, about: string, next: (i: number) => LayerCell): Touched {
    const [key, layer] = this.#layerFor(event);
    const kept = event.origin === "person" || event.origin === "adjudicator";
    const cells: LayerCell[] = [];
    for (let i = 0; i < rows.length; i++) {
      if (kept) cells.push(layer.cell(rows[i]));
      this.put(layer, rows[i], next(i));
    }
    // What a rule or a model says is said anew, not undone.
    if (kept) {
      this.history(event.by).push({
        event: event.id,
        about,
        layer: key,
        rows,
        cells,
        position: this.#here(event),
      });
    }
    return { rows, ranges: false };
  }

  #putRanges(event: LabelEvent & { readonly action: "ranges" }): Touched {
    const before = putRanges(this, event);
    this.history(event.by).push({
      event: event.id,
      about: event.put.length === 0 ? "delete a range" : "change a range",
      rows: NO_ROWS,
      cells: [],
      ranges: before,
      position: this.#here(event),
    });
    return { rows: NO_ROWS, ranges: true };
  }

  /** Puts back what the last step replaced, and keeps what it takes away for the way back. */
  #swap(event: LabelEvent & { readonly action: "undo" | "redo" }): Touched {
    const history = this.history(event.by);
    const [from, to] =
      event.action === "undo" ? [history.done, history.undone] : [history.undone, history.done];
    const change = from.at(-1);
    if (change === undefined || change.event !== event.of) {
      return fail({
        code: "format",
        expected: `event ${event.of} to be the next to ${event.action}`,
        found: String(change?.event ?? "none"),
      });
    }
    from.pop();
    to.push(change);
    exchange(this, change);
    const here = this.#here(event);
    this.positions.set(event.by, change.position);
    this.moves.set(event.by, event.id);
    change.position = here;
    return { rows: change.rows, ranges: change.ranges !== undefined };
  }

  /** A decision ends what others could undo of the same row. */
  #forgetDecisions(event: LabelEvent & { readonly action: "adjudicate" }): void {
    const { target } = event;
    const layer = keyOf("adjudicator", "");
    const same = (change: Change): boolean =>
      change.layer === layer &&
      (target.kind === "row" ? change.rows[0] === target.row : change.segment === segmentKey(target));
    for (const [by, history] of this.histories) if (by !== event.by) history.forget(same);
  }

  /** Writes a cell and keeps count of where persons differ. */
  put(layer: Layer, row: number, cell: LayerCell): void {
    layer.put(row, cell);
    if (layer.origin !== "person") return;
    let first = 0;
    let differ = false;
    for (const person of this.#persons) {
      const code = person.codes[row];
      if (code === 0) continue;
      if (first === 0) first = code;
      else if (code !== first) differ = true;
    }
    this.differing.set(row, differ);
  }

  #here(event: LabelEvent): number {
    return this.positions.get(event.by) ?? 0;
  }

  #checkRow(row: number): void {
    if (Number.isSafeInteger(row) && row >= 0 && row < this.rows) return;
    fail({ code: "argument", expected: `a row from 0 to ${this.rows - 1}`, found: String(row) });
  }
}

function stamp(event: LabelEvent): Pick<LayerCell, "event" | "time" | "schema"> {
  return { event: event.id, time: event.time, schema: event.schema };
}
