import { fail } from "../../core";
import type { Table } from "../../table";
import type { SeriesReply } from "../app/protocol";

/** Rows summed up in one block; blocks make a window of millions of rows a matter of thousands of steps. */
const BLOCK = 256;

interface Channel {
  readonly name: string;
  readonly values: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly missing: Uint32Array;
}

/**
 * Columns over time, to be looked at through windows: each window is cut into buckets of equal time, and of each
 * bucket the lowest and highest value are kept, so that no peak gets lost. Missing values stay gaps.
 */
export class Series {
  readonly #times: Float64Array;
  readonly #channels: readonly Channel[];

  /** @param time a numeric column; rows without a time are left out, rows out of order put in order */
  constructor(table: Table, time: string, channels: readonly string[]) {
    const rows = rowsByTime(table.numbers(time));
    this.#times = rows === undefined ? table.numbers(time) : taken(table.numbers(time), rows);
    this.#channels = channels.map((name) => {
      const cells = table.numbers(name);
      return channelOf(name, rows === undefined ? cells : taken(cells, rows));
    });
  }

  /** The values from start to end (inclusive), at most about two a bucket. */
  window(start: number | undefined, end: number | undefined, buckets: number): SeriesReply {
    const times = this.#times;
    const extent: [number, number] = times.length === 0 ? [0, 0] : [times[0], times[times.length - 1]];
    const [from, to] = [start ?? extent[0], end ?? extent[1]];
    if (!(from <= to)) {
      fail({
        code: "range",
        expected: "a window whose end is not before its start",
        found: `${from} to ${to}`,
      });
    }
    const first = lowerBound(times, from);
    const last = upperBound(times, to);
    if (last - first <= 2 * buckets) return this.#exact(first, last, extent);
    const width = (to - from) / buckets;
    const edges = Uint32Array.from({ length: buckets + 1 }, (_, k) =>
      k === buckets ? last : lowerBound(times, from + k * width),
    );
    return {
      times: Array.from({ length: buckets }, (_, k) => from + (k + 0.5) * width),
      exact: false,
      channels: this.#channels.map((channel) => bucketed(channel, edges)),
      extent,
    };
  }

  #exact(first: number, last: number, extent: [number, number]): SeriesReply {
    return {
      times: [...this.#times.subarray(first, last)],
      exact: true,
      channels: this.#channels.map(({ name, values }) => {
        const cells = [...values.subarray(first, last)].map((value) =>
          Number.isFinite(value) ? value : null,
        );
        return { name, low: cells, high: cells, missing: cells.map((cell) => (cell === null ? 1 : 0)) };
      }),
      extent,
    };
  }
}

function bucketed(channel: Channel, edges: Uint32Array): SeriesReply["channels"][number] {
  const { name, values, low, high, missing } = channel;
  const count = edges.length - 1;
  const lows = new Array<number | null>(count);
  const highs = new Array<number | null>(count);
  const gaps = new Array<number>(count);
  for (let k = 0; k < count; k++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let gone = 0;
    for (let i = edges[k]; i < edges[k + 1]; ) {
      if (i % BLOCK === 0 && i + BLOCK <= edges[k + 1]) {
        const block = i / BLOCK;
        if (low[block] < min) min = low[block];
        if (high[block] > max) max = high[block];
        gone += missing[block];
        i += BLOCK;
        continue;
      }
      const value = values[i++];
      if (!Number.isFinite(value)) gone++;
      else {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    lows[k] = min > max ? null : min;
    highs[k] = min > max ? null : max;
    gaps[k] = gone;
  }
  return { name, low: lows, high: highs, missing: gaps };
}

function channelOf(name: string, values: Float64Array): Channel {
  const blocks = Math.ceil(values.length / BLOCK);
  const low = new Float64Array(blocks).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(blocks).fill(Number.NEGATIVE_INFINITY);
  const missing = new Uint32Array(blocks);
  for (let i = 0; i < values.length; i++) {
    const block = (i / BLOCK) | 0;
    const value = values[i];
    if (!Number.isFinite(value)) missing[block]++;
    else {
      if (value < low[block]) low[block] = value;
      if (value > high[block]) high[block] = value;
    }
  }
  return { name, values, low, high, missing };
}

/** The rows in the order of their times; undefined where they are so already. */
function rowsByTime(times: Float64Array): Uint32Array | undefined {
  let sorted = true;
  let known = 0;
  for (let i = 0; i < times.length; i++) {
    if (Number.isFinite(times[i])) known++;
    if (!Number.isFinite(times[i]) || (i > 0 && !(times[i] >= times[i - 1]))) sorted = false;
  }
  if (sorted) return undefined;
  const rows = new Uint32Array(known);
  let at = 0;
  for (let i = 0; i < times.length; i++) if (Number.isFinite(times[i])) rows[at++] = i;
  return rows.sort((a, b) => times[a] - times[b] || a - b);
}

function taken(values: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]];
  return result;
}

/** The first place whose time is not below. */
function lowerBound(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place whose time is above. */
function upperBound(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
