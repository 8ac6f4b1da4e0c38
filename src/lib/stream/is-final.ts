import { LabError } from "../core";

const FINAL = new Set(["denied", "refused", "untrusted", "closed"]);

/**
 * Whether a log gave an answer that trying again will not change: the user may not, the group does not fit, the other
 * side is not who it should be, the log was closed. What waits for a broker that is away goes on with all others.
 *
 * @example
 * const away = new core.LabError({ code: "unavailable", expected: "a broker", found: "none" });
 * const denied = new core.LabError({ code: "denied", expected: "a password", found: "another" });
 * [stream.isFinal(away), stream.isFinal(denied), stream.isFinal(new Error("?"))] //=> [false, true, false]
 */
export function isFinal(error: unknown): boolean {
  return error instanceof LabError && FINAL.has(error.code);
}
