import { fail, nearest, quote } from "../../core";
import { isObject } from "../schema/fields";
import type { LabelSchema } from "../schema/label-schema";
import { DEFAULT_KEYS, KEY_ACTIONS, type KeyAction, type Keys } from "./keys";

/**
 * Keys as a user chose them; actions that are left out keep their own. One key for two actions, or for an action and a
 * class, is an error.
 */
export function checkKeys(value: unknown, schema: LabelSchema | undefined, file?: string): Keys {
  const where = { file };
  if (!isObject(value))
    fail({ code: "format", expected: "keys by action as an object", found: quote(value), where });
  const actions = new Set<string>(KEY_ACTIONS);
  for (const name of Object.keys(value)) {
    if (actions.has(name)) continue;
    const near = nearest(name, KEY_ACTIONS);
    fail({
      code: "format",
      expected: `an action among ${KEY_ACTIONS.join(", ")}`,
      found: quote(name),
      where,
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
  const taken = new Map<string, string>();
  for (const { name, key } of schema?.classes ?? [])
    if (key !== undefined) taken.set(key, `the class ${quote(name)}`);
  const keys = KEY_ACTIONS.map((action): [KeyAction, readonly string[]] => {
    const found = Object.hasOwn(value, action) ? value[action] : DEFAULT_KEYS[action];
    const good =
      Array.isArray(found) &&
      found.length <= 8 &&
      found.every((key) => typeof key === "string" && key !== "" && key.length <= 40);
    if (!good) {
      fail({
        code: "format",
        expected: `keys of ${action}: a list of at most 8 texts`,
        found: quote(found),
        where,
      });
    }
    // A class takes its key from an action that nobody chose a key for.
    const chosen = Object.hasOwn(value, action);
    const own = (found as string[]).filter((key) => {
      const other = taken.get(key);
      if (other === undefined) return true;
      if (!chosen) return false;
      return fail({
        code: "format",
        expected: "one use of each key",
        found: `${quote(key)} for ${action} and ${other}`,
        where,
      });
    });
    for (const key of own) taken.set(key, action);
    return [action, own];
  });
  return Object.fromEntries(keys) as unknown as Keys;
}
