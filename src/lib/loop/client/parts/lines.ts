import type { Band } from "../../live/messages";
import type { Piece } from "./run-view";

/** A series as a plot takes it: x ascending, one list of y for each channel, null for a gap. */
export interface Lines {
  readonly x: number[];
  readonly ys: (number | null)[][];
  /** What is in view is single rows. */
  readonly exact: boolean;
}

/** One piece as columns: where they begin, and a band for each channel. */
export interface Columns {
  readonly seq: readonly number[];
  readonly bands: readonly Band[];
  /** Each column is one row: then a jump of seq is a gap. */
  readonly exact: boolean;
}

/**
 * The pieces as lines that go down to each column's lowest and up to its highest value. Where the fine piece has
 * nothing the coarse one stands, so that no part of the view is ever blank.
 */
export function linesOf<T>(
  whole: Piece<T> | undefined,
  near: Piece<T> | undefined,
  columnsOf: (data: T) => Columns,
  channels: number,
): Lines {
  const fine = near === undefined ? undefined : columnsOf(near.data);
  const coarse = whole === undefined ? undefined : columnsOf(whole.data);
  const lines: Lines = {
    x: [],
    ys: Array.from({ length: channels }, () => []),
    exact: (fine ?? coarse)?.exact ?? true,
  };
  const [start, end] = fine === undefined || near === undefined ? [Infinity, Infinity] : [near.from, near.to];
  if (coarse !== undefined) add(lines, coarse, Number.NEGATIVE_INFINITY, start);
  if (fine !== undefined) add(lines, fine, Number.NEGATIVE_INFINITY, Infinity);
  if (coarse !== undefined && end < Infinity)
    add(lines, coarse, Math.max(end, lines.x.at(-1) ?? end), Infinity);
  return lines;
}

/** Adds the columns that begin after `from` and before `to`. */
function add({ x, ys }: Lines, { seq, bands, exact }: Columns, from: number, to: number): void {
  const columns = bands[0]?.[0].length ?? 0;
  let before = Number.NaN;
  for (let k = 0; k < columns; k++) {
    const at = seq[k];
    if (at <= from) continue;
    if (at >= to) break;
    if (exact && at - before > 1) {
      x.push(before + 0.5);
      for (const y of ys) y.push(null);
    }
    before = at;
    x.push(at);
    if (exact) {
      for (let c = 0; c < ys.length; c++) ys[c].push(bands[c][1][k]);
      continue;
    }
    const next = seq[k + 1] ?? at;
    x.push(at + (next - at) / 2);
    for (let c = 0; c < ys.length; c++) ys[c].push(bands[c][0][k], bands[c][1][k]);
  }
}
