// What comes out of a run's files may be anything: these read it, and believe nothing.

/** Longest text that is shown; what is longer is cut and says so. */
const LONGEST = 600;

/** A text, cut to a length that can be shown. */
export function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** A finite number, or null. */
export function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A list, empty when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An object to look into, empty when it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A number for reading: four significant digits, no exponent where it can be avoided. */
export function shortNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6
    ? String(value)
    : String(Number(value.toPrecision(4)));
}
