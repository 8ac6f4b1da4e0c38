import { Counter, isMarker, type RawText } from "./tally";

export interface ConflictQuality {
  readonly lines: number;
  readonly files: number;
  /** Marker lines by kind: `<`, `=`, `>`, `|`. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Marked files by name. */
  readonly names: Readonly<Record<string, number>>;
  /** Every marked file with the lines of its markers. */
  readonly places: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

export class ConflictTally {
  readonly #kinds = new Counter();
  readonly #names = new Counter();
  readonly #places: { file: string; lines: number[] }[] = [];

  add({ file, name, lines }: RawText): void {
    const marked: number[] = [];
    lines.forEach((line, i) => {
      if (!isMarker(line)) return;
      marked.push(i + 1);
      this.#kinds.add(line[0]);
    });
    if (marked.length === 0) return;
    this.#names.add(name);
    this.#places.push({ file, lines: marked });
  }

  finish(): ConflictQuality {
    return {
      lines: this.#places.reduce((sum, { lines }) => sum + lines.length, 0),
      files: this.#places.length,
      kinds: this.#kinds.toObject(),
      names: this.#names.toObject(),
      places: this.#places,
    };
  }
}
