import { fail, quote } from "../core";
import type { Decoded } from "./codec/decoded";
import { Gaps } from "./gaps";
import type { StreamRow } from "./row";
import { positive } from "./topic-spec";

export interface OrderedRowsOptions {
  readonly partitions: number;
  /** The first row that is handed out; default 0. */
  readonly from?: number;
  /**
   * Rows that may wait for an earlier one. Beyond it rows are handed out over gaps, and what comes into a gap later is
   * handed out late. Default 200 000.
   */
  readonly most?: number;
}

/** How far the rows handed out are behind the rows that came in. */
export interface RowLag {
  /** Rows that wait for an earlier one. */
  readonly waiting: number;
  /** The seq that is handed out next, if it comes. */
  readonly next: number;
  /** The largest seq that came in; −1 before the first. */
  readonly newest: number;
}

interface Lane {
  rows: StreamRow[];
  head: number;
  /** Highest offset taken. */
  taken: number;
  ended: boolean;
}

/**
 * Puts the rows of all partitions of a topic into one order, by seq, each once however often it was sent or delivered.
 * A row is handed out when it is the next, or when every partition has come beyond the ones before it: then those were
 * rejected, or left out by a seek. A rejected record whose row is known, and the end markers, close gaps as well.
 *
 * @example
 * const rows = new stream.OrderedRows({ partitions: 2 });
 * const row = (seq: number) => ({ seq, stage: "s", segment: null, time: 0, features: new Float64Array(1), label: 0 });
 * rows.push({ partition: 1, offset: 0 }, { kind: "rows", rows: [row(1)], unlabelled: 0 });
 * const before = rows.take().length;
 * rows.push({ partition: 0, offset: 0 }, { kind: "rows", rows: [row(0)], unlabelled: 0 });
 * [before, rows.take().map(({ seq }) => seq)] //=> [0, [0, 1]]
 */
export class OrderedRows {
  readonly #lanes: Lane[];
  readonly #most: number;
  /** Rows that were rejected, and are not waited for. */
  readonly #lost = new Set<number>();
  readonly #gaps = new Gaps();
  #next: number;
  #newest = -1;
  #waiting = 0;
  #repeated = 0;
  #late = 0;

  /** @throws LabError `argument` */
  constructor({ partitions, from = 0, most = 200_000 }: OrderedRowsOptions) {
    this.#lanes = Array.from({ length: positive("partitions", partitions) }, () => ({
      rows: [],
      head: 0,
      taken: -1,
      ended: false,
    }));
    this.#most = positive("most", most);
    this.#next = from;
  }

  /** Every partition has ended, and every row was handed out. */
  get finished(): boolean {
    return this.#waiting === 0 && this.#lanes.every(({ ended }) => ended);
  }

  get lag(): RowLag {
    return { waiting: this.#waiting, next: this.#next, newest: this.#newest };
  }

  /** Rows that came again and were passed over. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Rows that were handed out after a later one, because more than `most` waited. */
  get late(): number {
    return this.#late;
  }

  /** Rows of one partition that wait. */
  waitingIn(partition: number): number {
    const { rows, head } = this.#lane(partition);
    return rows.length - head;
  }

  /** Takes what a record meant. A record that was taken before, or one before it, changes nothing. */
  push(
    { partition, offset }: { readonly partition: number; readonly offset: number },
    decoded: Decoded,
  ): void {
    const lane = this.#lane(partition);
    if (offset <= lane.taken) return;
    lane.taken = offset;
    if (decoded.kind === "end") lane.ended = true;
    else if (decoded.kind === "rejected") this.#lose(decoded.seq);
    else {
      for (const row of decoded.rows) insert(lane, row);
      this.#waiting += decoded.rows.length;
      this.#newest = Math.max(this.#newest, decoded.rows[decoded.rows.length - 1].seq);
    }
  }

  /** The rows that are next, at most so many. */
  take(most = Number.POSITIVE_INFINITY): StreamRow[] {
    const out: StreamRow[] = [];
    while (out.length < most) {
      // What was said to be lost may come all the same, when a stranger said it.
      for (; this.#lost.delete(this.#next); this.#next++) this.#gaps.add(this.#next, this.#next + 1);
      const lane = this.#least();
      if (lane === undefined) break;
      const row = lane.rows[lane.head];
      if (row.seq > this.#next && this.#waiting <= this.#most && this.#lanes.some(isOpen)) break;
      this.#drop(lane);
      if (row.seq < this.#next) {
        if (!this.#gaps.fill(row.seq)) {
          this.#repeated++;
          continue;
        }
        this.#late++;
      } else {
        this.#gaps.add(this.#next, row.seq);
        this.#next = row.seq + 1;
      }
      out.push(row);
    }
    return out;
  }

  /** The partition with the earliest row. */
  #least(): Lane | undefined {
    let least: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.head === lane.rows.length) continue;
      if (least === undefined || lane.rows[lane.head].seq < least.rows[least.head].seq) least = lane;
    }
    return least;
  }

  #drop(lane: Lane): void {
    this.#waiting--;
    lane.head++;
    if (lane.head === lane.rows.length || lane.head > 1024) {
      lane.rows = lane.rows.slice(lane.head);
      lane.head = 0;
    }
  }

  #lose(seq: number | undefined): void {
    // Somebody may send nonsense for ever: gaps close without it too, only later.
    if (seq !== undefined && seq >= this.#next && this.#lost.size < this.#most) this.#lost.add(seq);
  }

  #lane(partition: number): Lane {
    return (
      this.#lanes[partition] ??
      fail({
        code: "argument",
        expected: `a partition from 0 to ${this.#lanes.length - 1}`,
        found: quote(partition),
      })
    );
  }
}

/** Keeps a lane in order of seq, so that one wrong seq does not hold up what comes behind it. */
function insert({ rows, head }: Lane, row: StreamRow): void {
  let place = rows.length;
  while (place > head && rows[place - 1].seq > row.seq) place--;
  if (place === rows.length) rows.push(row);
  else rows.splice(place, 0, row);
}

/** True when rows may come of which nothing is known yet. */
function isOpen({ rows, head, ended }: Lane): boolean {
  return !ended && head === rows.length;
}
