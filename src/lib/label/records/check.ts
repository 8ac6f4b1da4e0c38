import { fail, quote, type Where } from "../../core";

/** Reads the fields of an untrusted object one by one; each error says which field, of what, and what came. */
export interface FieldReader {
  text(name: string): string;
  textOrNull(name: string): string | null;
  /** A finite number. */
  number(name: string): number;
  numberOrNull(name: string): number | null;
  boolean(name: string): boolean;
  /** A whole number from 0. */
  count(name: string): number;
  oneOf<T extends string>(name: string, allowed: readonly T[]): T;
  /** The elements of a list as readers of their own; an absent list is empty. */
  list(name: string): FieldReader[];
  object(name: string): FieldReader;
  /** The value as it stands, own properties only. */
  raw(name: string): unknown;
  names(): string[];
  /** Throws `format` at a field. */
  wrong(name: string, expected: string): never;
}

/** A reader of an object that came from outside. `what` names it in errors: "rule record", "topology: device 2". */
export function readFields(value: unknown, what: string, where: Where = {}): FieldReader {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail({ code: "format", expected: `an object as ${what}`, found: kindOf(value), where });
  }
  const own = value as Record<string, unknown>;
  const raw = (name: string): unknown => (Object.hasOwn(own, name) ? own[name] : undefined);
  const wrong = (name: string, expected: string): never =>
    fail({ code: "format", expected: `${expected} as ${name} of ${what}`, found: kindOf(raw(name)), where });
  const text = (name: string): string => {
    const found = raw(name);
    if (typeof found !== "string" || found === "") return wrong(name, "a text that is not empty");
    return wellFormed(found)
      ? found
      : wrong(name, "text without halves of surrogate pairs, which no database stores");
  };
  const number = (name: string): number => {
    const found = raw(name);
    return typeof found === "number" && Number.isFinite(found) ? found : wrong(name, "a number");
  };
  const absent = (name: string): boolean => raw(name) === undefined || raw(name) === null;
  return {
    text,
    number,
    raw,
    wrong,
    names: () => Object.keys(own),
    textOrNull: (name) => (absent(name) ? null : text(name)),
    numberOrNull: (name) => (absent(name) ? null : number(name)),
    boolean(name) {
      const found = raw(name);
      return typeof found === "boolean" ? found : wrong(name, "true or false");
    },
    count(name) {
      const found = raw(name);
      return Number.isSafeInteger(found) && (found as number) >= 0
        ? (found as number)
        : wrong(name, "a whole number from 0");
    },
    oneOf(name, allowed) {
      const found = raw(name);
      return allowed.find((word) => word === found) ?? wrong(name, `one of ${allowed.join(", ")}`);
    },
    list(name) {
      if (absent(name)) return [];
      const found = raw(name);
      if (!Array.isArray(found)) return wrong(name, "a list");
      return found.map((element, i) => readFields(element, `${what}, ${name}[${i}]`, where));
    },
    object: (name) => readFields(raw(name), `${name} of ${what}`, where),
  };
}

/** JSON text or bytes as a value; anything else is taken as a value already. */
export function readJson(source: unknown, what: string, where: Where = {}): unknown {
  if (typeof source !== "string" && !(source instanceof Uint8Array)) return source;
  try {
    return JSON.parse(
      typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source),
    );
  } catch (error) {
    return fail({
      code: "format",
      expected: `JSON as ${what}`,
      found: (error as Error).message.slice(0, 200),
      where,
      cause: error,
    });
  }
}

/** Whether a text has a form in UTF-8. */
export function wellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : quote(value);
}
