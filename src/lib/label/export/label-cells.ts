import { csvCell } from "./csv-appender";
import type { ExportJob } from "./export-labels";
import { isRisky, neutralise } from "./neutralise";

/** Numbers whose texts are kept. */
const MOST_NUMBERS = 10_000;

interface Piece {
  /** What it was made of. */
  readonly of: readonly (string | number | null)[];
  readonly bytes: Uint8Array;
  readonly neutralised: number;
}

/**
 * The cells of labels as CSV, delimiter first. They are put together from pieces that many rows share, for most of the
 * time of writing a million rows would go into making texts.
 */
export class LabelCells {
  /** Cells that got an apostrophe. */
  neutralised = 0;
  readonly #none: Uint8Array;
  /** Label, person and time, by label. */
  readonly #heads = new Map<string | null, Piece>();
  readonly #numbers = new Map<number, Uint8Array>();
  #tail: Piece | undefined;

  constructor(
    private readonly job: ExportJob,
    private readonly delimiter: string,
  ) {
    this.#none = Buffer.from(delimiter.repeat(Object.keys(job.names).length));
  }

  /** The names of the label's columns. */
  header(): string {
    return Object.values(this.job.names)
      .map((name) => this.delimiter + this.#cell(name))
      .join("");
  }

  /** Hands the cells of a row over, piece by piece. */
  put(row: number, put: (bytes: Uint8Array) => void): void {
    const { labels } = this.job;
    const label = labels.label[row];
    const origin = labels.origin[row];
    if (label === null && origin === null) {
      put(this.#none);
      return;
    }
    const by = labels.by[row];
    const time = labels.time[row];
    let head = this.#heads.get(label);
    if (head === undefined || head.of[0] !== by || !Object.is(head.of[1], time)) {
      const iso = Number.isNaN(time) ? "" : new Date(time).toISOString();
      head = this.#piece([by, time], () => [this.#cell(label), this.#cell(by), iso]);
      this.#heads.set(label, head);
    }
    this.neutralised += head.neutralised;
    put(head.bytes);
    put(this.#number(labels.confidence[row]));
    const [comment, event, schema] = [labels.comment[row], labels.event[row], labels.schema[row]];
    let tail = this.#tail;
    const same =
      tail !== undefined &&
      tail.of[0] === comment &&
      tail.of[1] === origin &&
      Object.is(tail.of[2], event) &&
      Object.is(tail.of[3], schema);
    if (tail === undefined || !same) {
      tail = this.#piece([comment, origin, event, schema], () => [
        this.#cell(comment),
        origin ?? "",
        Number.isNaN(event) ? "" : String(event),
        Number.isNaN(schema) ? "" : String(schema),
      ]);
      this.#tail = tail;
    }
    this.neutralised += tail.neutralised;
    put(tail.bytes);
  }

  #piece(of: Piece["of"], cells: () => string[]): Piece {
    const before = this.neutralised;
    const bytes = Buffer.from(
      cells()
        .map((cell) => this.delimiter + cell)
        .join(""),
    );
    const neutralised = this.neutralised - before;
    this.neutralised = before;
    return { of, bytes, neutralised };
  }

  #number(value: number): Uint8Array {
    let bytes = this.#numbers.get(value);
    if (bytes === undefined) {
      bytes = Buffer.from(this.delimiter + (Number.isNaN(value) ? "" : String(value)));
      if (this.#numbers.size < MOST_NUMBERS) this.#numbers.set(value, bytes);
    }
    return bytes;
  }

  #cell(text: string | null): string {
    if (text === null) return "";
    const { hide, neutralise: safe } = this.job;
    const shown = hide === undefined ? text : hide(text);
    if (!safe || !isRisky(shown)) return csvCell(shown, this.delimiter);
    this.neutralised++;
    return csvCell(neutralise(shown), this.delimiter);
  }
}
