import type { BoxView, WireCell } from "../../app/protocol";

/** From values to places between 0 and 1. */
export interface BoxScale {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
  place(value: number): number;
}

/** Boxes that would be squeezed into less than this part of a linear axis get a logarithmic one. */
const SQUEEZED = 0.1;

/** The axis of a plot: all values and the current one; logarithmic where a few large values would hide the boxes. */
export function boxScale(boxes: readonly BoxView[], current: WireCell): BoxScale {
  const ends = boxes.flatMap(({ min, max }) => (min === null || max === null ? [] : [min, max]));
  if (typeof current === "number") ends.push(current);
  if (ends.length === 0) return { low: 0, high: 1, logarithmic: false, place: () => 0.5 };
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const upper = Math.max(...boxes.map(({ q3 }) => q3 ?? low));
  const logarithmic = low >= 0 && upper - low < SQUEEZED * (high - low);
  const bend = logarithmic ? Math.log1p : (v: number) => v;
  const [from, to] = [bend(low), bend(high)];
  const place = (value: number) => (to > from ? (bend(value) - from) / (to - from) : 0.5);
  return { low, high, logarithmic, place };
}
