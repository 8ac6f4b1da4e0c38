import { decimate } from "./decimate";
import { inline } from "./rows";
import type { Draft } from "./spec";

/** A pale area between two series over one x, such as an interval around a line. */
export interface Ribbon {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** That of the line it belongs to. */
  readonly color: string;
}

/**
 * A ribbon as layers to lie under the lines; a row that lacks either end is a gap.
 *
 * @param place where each x lies on its axis, in any unit: x itself, or its logarithm
 */
export function ribbonLayers(
  { low, high, color }: Ribbon,
  x: ArrayLike<number>,
  place: ArrayLike<number>,
  width: number,
): Draft[] {
  const whole = (row: number): boolean => Number.isFinite(low[row]) && Number.isFinite(high[row]);
  // Thinned by both ends, so that the peaks of both stay.
  const runOf = new Map<number, number>();
  for (const side of [low, high]) {
    const ends = Array.from(side, (value, row) => (whole(row) ? value : Number.NaN));
    const { rows, runs } = decimate(place, ends, width);
    for (const [i, row] of rows.entries()) runOf.set(row, runs[i]);
  }
  const rows = [...runOf.keys()].sort((a, b) => a - b);
  if (rows.length === 0) return [];
  return [
    {
      data: inline(
        rows.map((row) => x[row]),
        rows.map((row) => low[row]),
        rows.map((row) => high[row]),
        rows.map((row) => runOf.get(row) ?? 0),
      ),
      mark: { type: "area", fill: color, opacity: 0.18, clip: true },
      encoding: {
        x: { field: "f0", type: "quantitative" },
        y: { field: "f1", type: "quantitative" },
        y2: { field: "f2" },
        detail: { field: "f3", type: "nominal" },
      },
    },
  ];
}
