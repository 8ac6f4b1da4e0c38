import { quote } from "../core";
import type { Issue } from "./types";

/** Counts by kind, with the first place of each; cheap enough for one call a line. */
export class IssueList {
  readonly #kinds = new Map<string, { count: number; line: number; example: string }>();

  add(kind: string, line: number, example = "", count = 1): void {
    const seen = this.#kinds.get(kind);
    if (seen === undefined) this.#kinds.set(kind, { count, line, example });
    else seen.count += count;
  }

  count(kind: string): number {
    return this.#kinds.get(kind)?.count ?? 0;
  }

  list(): Issue[] {
    return [...this.#kinds].map(([kind, { count, line, example }]) => ({ kind, count, line, example }));
  }
}

/** A line, or a piece of one, as a short quoted text for messages; latin-1, so that any byte shows. */
export function excerpt(bytes: Uint8Array, start: number, end: number): string {
  const limit = Math.min(end, start + 60);
  let text = "";
  for (let i = start; i < limit; i++) text += String.fromCharCode(bytes[i]);
  return quote(limit < end ? `${text}…` : text);
}
