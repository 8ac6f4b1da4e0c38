import { fail, nearest, quote } from "../../core";
import type { Table } from "../../table";
import { driftFeatures } from "../features";
import type { DetectorOptions } from "./detector";

const COMMON = ["reference", "features"];

/** The kind's options with its defaults filled in. An option it does not know, or of another type, is an error. */
export function readOptions<T extends Readonly<Record<string, unknown>>>(
  name: string,
  options: DetectorOptions,
  defaults: T,
): T {
  const result = { ...defaults } as Record<string, unknown>;
  for (const [key, value] of Object.entries(options)) {
    if (COMMON.includes(key) || value === undefined) continue;
    if (!Object.hasOwn(defaults, key)) {
      const near = nearest(key, Object.keys(defaults));
      fail({
        code: "argument",
        expected: `an option of detector "${name}": ${Object.keys(defaults).join(", ")}`,
        found: quote(key),
        ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
      });
    }
    const wanted = result[key];
    const free = wanted === null || value === null || Array.isArray(value);
    if (!free && typeof value !== typeof wanted) {
      fail({
        code: "argument",
        expected: `${key}: a ${typeof wanted}`,
        found: `${typeof value} ${quote(value)}`,
      });
    }
    result[key] = value;
  }
  return result as unknown as T;
}

/** The reference, or an error that says which detector lacks it. */
export function needReference(name: string, options: DetectorOptions): Table {
  const { reference } = options;
  if (reference === undefined || reference.length === 0) {
    fail({
      code: "argument",
      expected: `a reference with rows for detector "${name}"`,
      found: reference === undefined ? "none" : "an empty table",
    });
  }
  return reference;
}

/** The named features, or those of the reference; an error when neither is there, or a name comes twice. */
export function readFeatures(name: string, options: DetectorOptions): readonly string[] {
  const { reference, features } = options;
  if (features === undefined && reference === undefined) {
    fail({ code: "argument", expected: `features or a reference for detector "${name}"`, found: "neither" });
  }
  const names = features ?? driftFeatures(reference as Table);
  if (names.length === 0 || new Set(names).size !== names.length) {
    fail({ code: "argument", expected: "at least one feature, none twice", found: quote(names.join(", ")) });
  }
  return [...names];
}

/** The missing cells of a row. */
export function countMissing(row: ArrayLike<number>): number {
  let missing = 0;
  for (let f = 0; f < row.length; f++) if (Number.isNaN(row[f])) missing++;
  return missing;
}
