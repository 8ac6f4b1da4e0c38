import { fail, quote } from "../../core";
import type { LabelValue } from "../event/label-event";
import { isObject } from "../schema/fields";

// Fields of a message as they are asked for: whatever comes from a page is looked at before it is used.

export type Message = Readonly<Record<string, unknown>>;

export function field(message: Message, name: string): unknown {
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

export function whole(
  message: Message,
  name: string,
  least: number,
  most: number,
  standard?: number,
): number {
  const found = field(message, name) ?? standard;
  if (Number.isSafeInteger(found) && (found as number) >= least && (found as number) <= most)
    return found as number;
  return wrong(name, `a whole number from ${least} to ${most}`, found);
}

/** A finite number; undefined or null where it may be left out. */
export function numeric(message: Message, name: string): number | null {
  const found = field(message, name);
  if (found === undefined || found === null) return null;
  if (typeof found === "number" && Number.isFinite(found)) return found;
  return wrong(name, "a finite number", found);
}

export function text(message: Message, name: string, most = 10_000): string {
  const found = field(message, name);
  if (typeof found === "string" && found.length <= most) return found;
  return wrong(name, `a text of at most ${most} characters`, found);
}

export function flag(message: Message, name: string): boolean | undefined {
  const found = field(message, name);
  if (found === undefined || typeof found === "boolean") return found;
  return wrong(name, "true or false", found);
}

export function names(message: Message, name: string, most = 10_000): string[] {
  const found = field(message, name);
  if (Array.isArray(found) && found.length <= most && found.every((one) => typeof one === "string"))
    return found;
  return wrong(name, `a list of at most ${most} texts`, found);
}

export function oneOf<T extends string>(
  message: Message,
  name: string,
  known: readonly T[],
  standard?: T,
): T {
  const found = field(message, name) ?? standard;
  const one = known.find((value) => value === found);
  return one ?? wrong(name, known.map(quote).join(", "), found);
}

/** A label; its classes are checked when it is stored. */
export function labelValue(message: Message, name: string): LabelValue {
  const found = field(message, name);
  if (isObject(found)) return found as unknown as LabelValue;
  return wrong(name, "a label: { labels: […] }", found);
}

function wrong(name: string, expected: string, found: unknown): never {
  const shown = typeof found === "object" && found !== null ? JSON.stringify(found) : found;
  return fail({
    code: "message",
    expected: `${expected} in ${quote(name)}`,
    found: found === undefined ? "nothing" : quote(shown),
  });
}
