import { COUNTERS } from "../table";
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

/** The units of the lab's own columns; other columns carry their unit in the name or the caller's options. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ["input_rate", "Mb/s"],
  ["output_rate", "Mb/s"],
  ["latency", "µs"],
  ["second", "s"],
  ...COUNTERS.map((name) => [name, "1/s"] as const),
]);

/** A column's name with its unit: "latency (µs)". */
export function withUnit(name: string, unit?: string): string {
  const known = unit ?? UNITS.get(name) ?? "";
  return known === "" ? name : `${name} (${known})`;
}
