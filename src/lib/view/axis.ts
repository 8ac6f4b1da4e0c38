import { schemas } from "../table";
import { extentOf } from "./decimate";
import type { Draft } from "./spec";

/** Number format of an axis: SI prefixes for large numbers, plain ones otherwise. */
export function numberFormat(low: number, high: number): string {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size >= 100_000) return "~s";
  return size > 0 && size < 1e-3 ? "~e" : "";
}

/** Axis of a quantitative channel. */
export function axis(
  title: string,
  values: ArrayLike<number>,
  more: { readonly [key: string]: Draft } = {},
): Draft {
  const [low, high] = extentOf(values);
  const format = numberFormat(low, high);
  return { title: title === "" ? null : title, ...(format === "" ? {} : { format }), ...more };
}

/** The units of the columns that the library's schemas describe; other columns carry theirs in the name, if any. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ...Object.values(schemas).flatMap((schema) =>
    schema.columns.map(({ name, unit }) => [name, unit] as const),
  ),
]);

/** A column's name with its unit: "latency (µs)". */
export function withUnit(name: string, unit?: string): string {
  const known = unit ?? UNITS.get(name) ?? "";
  return known === "" || known === "1" ? name : `${name} (${known})`;
}

/** Axis of row numbers, which are whole. */
export const ROW_AXIS = { tickMinStep: 1 } as const;

/** Axis of instants, UTC: times of day for up to two days, dates beyond. */
export function timeAxis(title: string, [from, to]: readonly [number, number]): Draft {
  const day = 86_400_000;
  const format = to - from < 600_000 ? "%H:%M:%S" : to - from <= 2 * day ? "%H:%M" : "%d %b";
  return { title: `${title}, UTC`, format, tickCount: 6 };
}
