import { fail, nearest, quote } from "../../core";
import type { Strategy } from "../adaptation";
import { defaultStrategy } from "./default-strategy";
import { noStrategy } from "./none";

const MAKERS: Readonly<Record<string, () => Strategy>> = { none: noStrategy, default: defaultStrategy };

/** The ways to adapt, by name. */
export const STRATEGIES: readonly string[] = Object.keys(MAKERS);

/**
 * A strategy by its name.
 *
 * @throws LabError `argument` for another name
 * @example
 * loop.strategy("none").about //=> "no adaptation: the first model serves all rows"
 */
export function strategy(name: string): Strategy {
  if (Object.hasOwn(MAKERS, name)) return MAKERS[name]();
  const near = nearest(name, STRATEGIES);
  return fail({
    code: "argument",
    expected: `a strategy: ${STRATEGIES.join(", ")}`,
    found: quote(name),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}
