import { fail, nearest, quote } from "../../core";

/** Checks one option: returns its value, or throws with what was expected. */
export type OptionCheck = (value: unknown, name: string) => unknown;

/** What an option may be; each returns the value or throws. */
export const positive: OptionCheck = (value, name) =>
  number(value, name, (v) => v > 0 && Number.isFinite(v), "a positive number");
export const nonNegative: OptionCheck = (value, name) =>
  number(value, name, (v) => v >= 0 && Number.isFinite(v), "0 or a positive number");
export const fraction: OptionCheck = (value, name) =>
  number(value, name, (v) => v > 0 && v <= 1, "a number above 0, up to 1");
export const fractionBelowOne: OptionCheck = (value, name) =>
  number(value, name, (v) => v >= 0 && v < 1, "a number from 0, below 1");
export const flag: OptionCheck = (value, name) =>
  typeof value === "boolean" ? value : wrong(name, "true or false", value);

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): OptionCheck {
  return (value, name) =>
    number(
      value,
      name,
      (v) => Number.isSafeInteger(v) && v >= least && v <= most,
      `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`,
    );
}

export function oneOf(...known: readonly (string | number)[]): OptionCheck {
  return (value, name) =>
    known.includes(value as string) ? value : wrong(name, `one of ${known.join(", ")}`, value);
}

export function listOf(check: OptionCheck): OptionCheck {
  return (value, name) =>
    Array.isArray(value) ? value.map((v, i) => check(v, `${name}[${i}]`)) : wrong(name, "a list", value);
}

/** Completes options from their defaults and checks each; a name that is not among them is an error. */
export function readOptions<T extends object>(
  owner: string,
  given: Readonly<Record<string, unknown>>,
  defaults: T,
  checks: { readonly [name in keyof T]-?: OptionCheck },
): T {
  const known = Object.keys(checks);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    fail({
      code: "unknown-option",
      expected: known.length === 0 ? `no options for ${owner}` : `an option of ${owner}: ${known.join(", ")}`,
      found: quote(name),
      ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
    });
  }
  const read = { ...defaults } as Record<string, unknown>;
  for (const name of known) {
    if (given[name] !== undefined) read[name] = checks[name as keyof T](given[name], `${owner}.${name}`);
  }
  return read as T;
}

function number(value: unknown, name: string, valid: (v: number) => boolean, expected: string): number {
  return typeof value === "number" && valid(value) ? value : wrong(name, expected, value);
}

function wrong(name: string, expected: string, value: unknown): never {
  return fail({ code: "argument", expected: `${expected} for ${name}`, found: quote(value) });
}
