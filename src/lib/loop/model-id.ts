import { createHash } from "node:crypto";

/**
 * The id of a model: the first 12 hex digits of the SHA-256 of its text. The same model has the same id everywhere.
 *
 * @example
 * loop.modelId("a model") //=> "m-97ff8a35544d"
 */
export function modelId(text: string): string {
  return `m-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}
