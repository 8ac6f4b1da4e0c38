import { fail, nearest, quote } from "../../core";
import type { Strategy } from "../adaptation";
import { defaultStrategy } from "./default-strategy";
import { noStrategy } from "./none";
import { originalStrategy } from "./original";

type Options = Readonly<Record<string, unknown>>;

const MAKERS: Readonly<Record<string, (options: Options) => Strategy>> = {
  none: noStrategy,
  original: originalStrategy,
  default: defaultStrategy,
};

/** The ways to adapt, by name. */
export const STRATEGIES: readonly string[] = Object.keys(MAKERS);

/**
 * A strategy by its name: `none` (the first model for ever), `original` (DRST V2), `default` (ours).
 *
 * @param options `default`, `none`: see {@link DefaultOptions}; `original`: see {@link OriginalOptions}
 * @throws LabError `argument` for another name or an impossible value, `unknown-option`; both with a hint
 * @example
 * loop.strategy("default", { every: 100, model: { kind: "mlp" }, mode: "auto" }).name //=> "default"
 */
export function strategy(name: string, options: Options = {}): Strategy {
  if (Object.hasOwn(MAKERS, name)) return MAKERS[name](options);
  const near = nearest(name, STRATEGIES);
  return fail({
    code: "argument",
    expected: `a strategy: ${STRATEGIES.join(", ")}`,
    found: quote(name),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}
