import { schemas } from "../table";
import { extentOf } from "./decimate";
import { type Draft, PLAIN_ZERO } from "./spec";

/** Number format of an axis: SI prefixes for large numbers, plain ones otherwise. */
export function numberFormat(low: number, high: number): string {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size >= 100_000) return "~s";
  return size > 0 && size < 1e-3 ? "~e" : "";
}

type Axis = { readonly [key: string]: Draft };

/** Axis of a quantitative channel. */
export function axis(title: string, values: ArrayLike<number>, more: Axis = {}): Axis {
  const [low, high] = extentOf(values);
  const format = numberFormat(low, high);
  return {
    title: title === "" ? null : title,
    ...(format === "" ? {} : { format }),
    ...(format === "~s" ? { labelExpr: PLAIN_ZERO } : {}),
    ...more,
  };
}

/** Axis of a logarithmic channel: ticks at 1, 2 and 5, or at 1 and 3, or at 1 of each decade, in plain numbers. */
export function logAxis(title: string, range: readonly [number, number], more: Axis = {}): Axis {
  const values = logTicks(...range);
  const plain = range[0] >= 1e-5 && range[1] < 1e5;
  return {
    title: title === "" ? null : title,
    format: plain ? ",~r" : range[0] >= 1e-3 ? "~s" : "~e",
    ...(values.length < 2 ? { tickCount: 4 } : { values }),
    ...more,
  };
}

/** Round numbers between two positive ones, as many as an axis has room for; far apart, every second power or less. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const digits = decades < 1.7 ? [1, 2, 5] : decades < 3.2 ? [1, 3] : [1];
  const step = Math.max(1, Math.ceil(decades / 7));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % step !== 0) continue;
    for (const digit of digits) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
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
