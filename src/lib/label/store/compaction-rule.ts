/** Journals below this size are never written anew on closing, bytes: nobody would notice what they take. */
export const COMPACT_ABOVE = 4 * 1024 * 1024;

/** Whether a journal is to be written anew: it is large, and more than half of it no longer matters. */
export function compactionPays(bytes: number, kept: number, above: number): boolean {
  return bytes > above && kept < bytes / 2;
}
