/**
 * What a caught value says: the message of an error, else its text.
 *
 * @example
 * core.messageOf(new Error("no disk")) //=> "no disk"
 * core.messageOf(7) //=> "7"
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
