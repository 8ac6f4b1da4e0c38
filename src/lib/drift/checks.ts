import { fail, nearest, quote } from "../core";

/** A whole number between two limits, or a typed error that names the option. */
export function whole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  return fail({ code: "argument", expected: `${name}: a whole number ${range}`, found: quote(value) });
}

/** A number strictly between two limits, or a typed error that names the option. */
export function between(name: string, value: number, above: number, below: number): number {
  if (typeof value === "number" && value > above && value < below) return value;
  return fail({
    code: "argument",
    expected: `${name}: a number between ${above} and ${below}, both excluded`,
    found: quote(value),
  });
}

/** One of a few words, or a typed error with the nearest of them. */
export function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  const near = nearest(String(value), known);
  return fail({
    code: "argument",
    expected: `${name}: ${known.map(quote).join(" or ")}`,
    found: quote(value),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}
