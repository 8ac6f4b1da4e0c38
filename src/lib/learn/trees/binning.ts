import type { Matrix } from "../data/matrix";

/** A matrix with every column cut into at most 255 bins, so that a split is a choice between few places. */
export interface Binned {
  readonly rows: number;
  readonly features: number;
  /** Feature after feature: the bin of each row. The bin behind a feature's last one means missing. */
  readonly bins: Uint8Array;
  /** Per feature, where its bins start in a histogram over all features; the last entry is the histogram's length. */
  readonly offsets: Int32Array;
  /** Per feature, ascending: a value ≤ edges[b] (and above the one before) lies in bin b. */
  readonly edges: readonly Float64Array[];
}

/** More rows than this tell no more about where the quantiles lie. */
const SAMPLE = 200_000;

/** Cuts each column at its quantiles; at every distinct value when there are no more than `most` of them. */
export function binMatrix(x: Matrix, most: number): Binned {
  const { rows, columns, data } = x;
  const bins = new Uint8Array(rows * columns);
  const offsets = new Int32Array(columns + 1);
  const edges: Float64Array[] = [];
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0, at = j; i < rows; i++, at += columns) column[i] = data[at];
    const cuts = columnEdges(column, most);
    edges.push(cuts);
    offsets[j + 1] = offsets[j] + cuts.length + 2;
    const base = j * rows;
    for (let i = 0; i < rows; i++) bins[base + i] = binOf(cuts, column[i]);
  }
  return { rows, features: columns, bins, offsets, edges };
}

/** The bin of a value: the first whose edge is not below it; behind the last for a missing one. */
export function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return edges.length + 1;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

function columnEdges(column: Float64Array, most: number): Float64Array {
  const stride = Math.max(1, Math.ceil(column.length / SAMPLE));
  const sample = stride === 1 ? column : column.filter((_, i) => i % stride === 0);
  const sorted = sample.filter((v) => !Number.isNaN(v)).sort();
  let distinct = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const cuts: number[] = [];
  let left = sorted.length;
  let since = 0;
  for (let i = 1; i < sorted.length && cuts.length < most - 1; i++) {
    since++;
    if (sorted[i] === sorted[i - 1]) continue;
    // What is left is shared anew after each cut, so that one frequent value does not starve the bins behind it.
    if (distinct > most && since < left / (most - cuts.length)) continue;
    cuts.push(between(sorted[i - 1], sorted[i]));
    left -= since;
    since = 0;
  }
  return Float64Array.from(cuts);
}

/** A number t with a ≤ t < b. */
function between(a: number, b: number): number {
  const middle = a + (b - a) / 2;
  return middle < b ? middle : a;
}
