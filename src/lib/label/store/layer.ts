import type { LabelValue, Origin, SegmentTarget } from "../event/label-event";
import { Bitset } from "./bitset";
import type { LabelSets } from "./label-sets";

/** What one row of a layer holds; a row without label and skip is `EMPTY`. */
export interface LayerCell {
  /** Number of the label set; 0 for none. */
  readonly code: number;
  readonly skipped: boolean;
  /** The event that put it there; 0 for none. */
  readonly event: number;
  readonly time: number;
  /** Version of the label schema. */
  readonly schema: number;
  /** NaN: not given. */
  readonly confidence: number;
  readonly comment: string | undefined;
}

export const EMPTY_CELL: LayerCell = {
  code: 0,
  skipped: false,
  event: 0,
  time: Number.NaN,
  schema: 0,
  confidence: Number.NaN,
  comment: undefined,
};

/** All that one person, rule or model says about the rows, column by column. */
export class Layer {
  readonly codes: Uint32Array;
  readonly events: Uint32Array;
  readonly times: Float64Array;
  readonly schemas: Uint16Array;
  #confidences: Float64Array | undefined;
  readonly comments = new Map<number, string>();
  readonly labelled: Bitset;
  readonly skipped: Bitset;
  /** Rows by number of label set. */
  readonly counts = new Map<number, number>();
  /** Labels of segments, by column and name. */
  readonly segments = new Map<string, LayerCell>();
  /** Counts changes of rows. */
  version = 0;

  constructor(
    readonly origin: Origin,
    readonly by: string,
    readonly rows: number,
  ) {
    this.codes = new Uint32Array(rows);
    this.events = new Uint32Array(rows);
    this.times = new Float64Array(rows).fill(Number.NaN);
    this.schemas = new Uint16Array(rows);
    this.labelled = new Bitset(rows);
    this.skipped = new Bitset(rows);
  }

  /** Confidences by row; undefined while none was given. */
  get confidences(): Float64Array | undefined {
    return this.#confidences;
  }

  cell(row: number): LayerCell {
    if (this.events[row] === 0) return EMPTY_CELL;
    return {
      code: this.codes[row],
      skipped: this.skipped.has(row),
      event: this.events[row],
      time: this.times[row],
      schema: this.schemas[row],
      confidence: this.#confidences === undefined ? Number.NaN : this.#confidences[row],
      comment: this.comments.get(row),
    };
  }

  put(row: number, cell: LayerCell): void {
    this.version++;
    const before = this.codes[row];
    if (before !== cell.code) {
      if (before !== 0) this.#count(before, -1);
      if (cell.code !== 0) this.#count(cell.code, 1);
    }
    this.codes[row] = cell.code;
    this.events[row] = cell.event;
    this.times[row] = cell.time;
    this.schemas[row] = cell.schema;
    if (this.#confidences !== undefined) this.#confidences[row] = cell.confidence;
    else if (!Number.isNaN(cell.confidence)) {
      this.#confidences = new Float64Array(this.rows).fill(Number.NaN);
      this.#confidences[row] = cell.confidence;
    }
    if (cell.comment !== undefined) this.comments.set(row, cell.comment);
    else if (this.comments.size > 0) this.comments.delete(row);
    this.labelled.set(row, cell.code !== 0);
    this.skipped.set(row, cell.skipped);
  }

  #count(code: number, by: number): void {
    const now = (this.counts.get(code) ?? 0) + by;
    if (now === 0) this.counts.delete(code);
    else this.counts.set(code, now);
  }
}

/** The value in a cell. */
export function cellValue(cell: LayerCell, sets: LabelSets): LabelValue {
  return {
    labels: sets.labelsOf(cell.code),
    ...(Number.isNaN(cell.confidence) ? {} : { confidence: cell.confidence }),
    ...(cell.comment === undefined ? {} : { comment: cell.comment }),
  };
}

/** Names a layer. */
export function keyOf(origin: Origin, by: string): string {
  return `${origin} ${by}`;
}

/** Names a segment within a layer. */
export function segmentKey({ column, name }: Pick<SegmentTarget, "column" | "name">): string {
  return JSON.stringify([column, name]);
}
