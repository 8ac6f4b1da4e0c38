/** Counts by key. */
export class Counter {
  readonly #counts = new Map<string, number>();

  add(key: string | number, by = 1): void {
    this.#counts.set(String(key), (this.#counts.get(String(key)) ?? 0) + by);
  }

  get(key: string | number): number {
    return this.#counts.get(String(key)) ?? 0;
  }

  /** The key with the largest count; undefined when nothing was counted. */
  mostFrequent(): { key: string; count: number } | undefined {
    const [first] = [...this.#counts].sort(([, m], [, n]) => n - m);
    return first === undefined ? undefined : { key: first[0], count: first[1] };
  }

  /** The counts, largest first, equal ones by key; whole numbers as keys come in their own order. */
  toObject(): Record<string, number> {
    return Object.fromEntries(
      [...this.#counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b, "en", { numeric: true })),
    );
  }
}

/** A raw file as the tallies see it: latin-1, so that every byte is a character. */
export interface RawText {
  /** Relative to the folder asked for, with `/`. */
  readonly file: string;
  /** Its last name, without `.gz`. */
  readonly name: string;
  /** Without line ends; a last line without one is included. */
  readonly lines: readonly string[];
}

/** Conflict marker lines, which are no data of any format. */
export function isMarker(line: string): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line);
}

/** The year of a date at the start of a PCM row. */
export function yearOf(cell: string): string | undefined {
  return /^\s*(\d{4})-\d\d-\d\d/.exec(cell)?.[1];
}
