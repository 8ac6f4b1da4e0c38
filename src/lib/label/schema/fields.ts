import { fail, nearest, quote } from "../../core";

/** A plain object with keys of its own. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Refuses keys that nobody reads, with the nearest known ones as a hint: a misspelt option must not be passed over. */
export function onlyKeys(
  value: Record<string, unknown>,
  known: readonly string[],
  what: string,
  file: string | undefined,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    fail({
      code: "format",
      expected: `only ${known.join(", ")} in ${what}`,
      found: quote(key),
      where: { file },
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
}

/** A text of 1 to 500 characters. */
export function textField(
  value: Record<string, unknown>,
  name: string,
  what: string,
  file: string | undefined,
): string {
  const text = Object.hasOwn(value, name) ? value[name] : undefined;
  if (typeof text === "string" && text.length > 0 && text.length <= 500 && isWhole(text)) return text;
  return fail({
    code: "format",
    expected: `${name} of ${what}: a text of 1 to 500 characters`,
    found: text === undefined ? "none" : quote(text),
    where: { file },
  });
}

/** Whether no half of a surrogate pair stands alone: files cannot hold one. */
export function isWhole(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
