import { fail, quote } from "../core";
import { plainText } from "./text";

/** A JSON value, the only thing a specification may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** A Vega-Lite specification, or a part of one, as plain JSON. */
export type Spec = { readonly [key: string]: Json };
/** What builders hand in: like {@link Spec}, with undefined for "leave out". */
export type Draft =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly Draft[]
  | { readonly [key: string]: Draft };

/**
 * The one expression that a figure may hold, and only to the letter: with SI prefixes an axis writes its zero as
 * "0M", which is a plain 0.
 */
export const PLAIN_ZERO = "datum.value === 0 ? '0' : datum.label";

/** Keys through which a specification could load, link or compute: no figure needs them. */
const FORBIDDEN = new Set([
  "url",
  "href",
  "signal",
  "expr",
  "labelExpr",
  "calculate",
  "params",
  "transform",
  "lookup",
  "usermeta",
]);

/**
 * A frozen copy that is safe to hand to any Vega-Lite renderer: texts are plain, numbers finite (else null),
 * undefined is left out. A key that could load, link or compute something is refused, so that a picture depends on
 * its data alone.
 */
export function safeSpec(draft: Draft, path = "spec"): Json {
  if (draft === null || draft === undefined || typeof draft === "boolean") return draft ?? null;
  if (typeof draft === "number") return Number.isFinite(draft) ? shorten(draft) : null;
  if (typeof draft === "string") return inertText(draft);
  if (Array.isArray(draft)) return Object.freeze(draft.map((item, i) => safeSpec(item, `${path}[${i}]`)));
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(draft as { readonly [key: string]: Draft })) {
    if (value === undefined) continue;
    const ours = key === "labelExpr" && value === PLAIN_ZERO;
    if ((FORBIDDEN.has(key) && !ours) || key === "__proto__" || isImageMark(key, value)) {
      fail({
        code: "argument",
        expected: "a Vega-Lite specification that neither loads, links nor computes",
        found: `${quote(key)} in ${path}`,
        hint: "Compute in TypeScript and pass plain values.",
      });
    }
    copy[key] = safeSpec(value, `${path}.${key}`);
  }
  return Object.freeze(copy);
}

/**
 * Vega's parser takes a text that is the name of a member of every object ("constructor", "__proto__") for a
 * variable, and its stacks look such names up. A space behind it makes it any other text, and is trimmed when drawn.
 */
function inertText(text: string): string {
  const plain = plainText(text);
  return plain in Object.prototype ? `${plain} ` : plain;
}

function isImageMark(key: string, value: Draft): boolean {
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : value;
  return key === "mark" && type === "image";
}

/** Seven significant digits are far below a pixel; whole numbers, and so instants in milliseconds, stay exact. */
function shorten(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7));
}
