import { endianness } from "node:os";
import { ROW_FIELDS } from "../run-record";
import { Growable } from "./growable";
import type { RowsWindow } from "./messages";
import { higher, lower, Pyramid } from "./pyramid";
import { Tail } from "./tail";

const WIDTH = ROW_FIELDS.length;
const BYTES = WIDTH * 8;
const [SEQ, TRUTH, BASELINE, CURRENT, MODEL] = (
  ["seq", "truth", "baseline", "current", "model"] as const
).map((name) => ROW_FIELDS.indexOf(name));
const CHANNELS = [TRUTH, BASELINE, CURRENT];

/** Rows of a bucket of the lowest level. Stretches of fewer rows are read from the file again. */
const BUCKET = 16;

export interface ScoreOptions {
  /** A prediction counts as right within this share of the truth. */
  readonly tolerance: number;
  /** Rows of the accuracy's window, a multiple of 16. */
  readonly window: number;
}

/**
 * The predicted rows of a run as they grow: truth, baseline and current at any zoom, and the accuracy of the last rows.
 * Memory does not hold the rows, only their extremes (9 bytes a row for all of it); what a close look needs is read
 * from the file again.
 */
export class Rows {
  readonly options: ScoreOptions;
  readonly #tail: Tail;
  #levels = CHANNELS.map(() => new Pyramid());
  /** The seq of each bucket's first row. */
  #starts = new Growable();
  /** Right predictions up to each bucket's end: baseline, current, and how many were scored. */
  #right = [new Growable(), new Growable(), new Growable()];
  /** Windowed accuracy at each bucket's end: baseline, current. */
  #accuracy = [new Pyramid(), new Pyramid()];
  #count = 0;
  #counts = [0, 0, 0];
  #open = emptyBucket();
  #first = Number.NaN;
  #last = Number.NaN;
  #model = Number.NaN;

  constructor(file: string, options: ScoreOptions) {
    this.#tail = new Tail(file);
    this.options = options;
  }

  /** Rows so far. */
  get length(): number {
    return this.#count;
  }

  /** The first and last seq; NaN without rows. */
  get range(): readonly [number, number] {
    return [this.#first, this.#last];
  }

  /** The model (an index into the head's list) that made the last row's prediction; NaN without rows. */
  get model(): number {
    return this.#model;
  }

  /** Accuracy of the last rows (0 to 1): baseline and current; NaN while too few were scored. */
  latest(): { readonly baseline: number; readonly current: number } {
    const at = this.#starts.length;
    return { baseline: this.#share(0, at, true), current: this.#share(1, at, true) };
  }

  /** Takes a piece of what the file has grown by. Returns whether there is more, and whether it began anew. */
  advance(): { readonly grew: boolean; readonly left: number; readonly anew: boolean } {
    const { bytes, anew, left } = this.#tail.next(BYTES);
    if (anew) this.#reset();
    const values = doubles(bytes);
    for (let at = 0; at < values.length; at += WIDTH) this.#take(values, at);
    return { grew: values.length > 0, left, anew };
  }

  /** What a picture of `columns` columns needs of the rows from..to (seq, inclusive). */
  window(from: number, to: number, columns: number): RowsWindow {
    const [i, j] = [this.#indexOf(from), this.#indexOf(to, true)];
    const each = (j - i) / columns;
    if (j <= i)
      return {
        seq: [],
        baseline: [[], []],
        current: [[], []],
        truth: [[], []],
        accuracy: noAccuracy(),
        exact: true,
      };
    const picture = each < BUCKET ? this.#fromFile(i, j, columns) : this.#fromLevels(i, j, columns);
    return { ...picture, accuracy: this.#accuracies(i, j, columns) };
  }

  close(): void {
    this.#tail.close();
  }

  #reset(): void {
    this.#levels = CHANNELS.map(() => new Pyramid());
    this.#starts = new Growable();
    this.#right = [new Growable(), new Growable(), new Growable()];
    this.#accuracy = [new Pyramid(), new Pyramid()];
    this.#count = 0;
    this.#counts = [0, 0, 0];
    this.#open = emptyBucket();
    this.#first = Number.NaN;
    this.#last = Number.NaN;
  }

  #take(values: Float64Array, at: number): void {
    const seq = values[at + SEQ];
    if (this.#count === 0) this.#first = seq;
    this.#last = seq;
    this.#model = values[at + MODEL];
    if (this.#count % BUCKET === 0) this.#starts.push(seq);
    const truth = values[at + TRUTH];
    for (let c = 0; c < CHANNELS.length; c++) {
      const value = values[at + CHANNELS[c]];
      // An infinite prediction has no place on an axis; it counts as wrong all the same.
      if (!Number.isFinite(value)) continue;
      this.#open.min[c] = lower(value, this.#open.min[c]);
      this.#open.max[c] = higher(value, this.#open.max[c]);
    }
    if (Number.isFinite(truth)) {
      const reach = this.options.tolerance * Math.max(Math.abs(truth), 1e-6);
      this.#counts[2]++;
      if (Math.abs(values[at + BASELINE] - truth) <= reach) this.#counts[0]++;
      if (Math.abs(values[at + CURRENT] - truth) <= reach) this.#counts[1]++;
    }
    this.#count++;
    if (this.#count % BUCKET === 0) this.#finish();
  }

  #finish(): void {
    this.#levels.forEach((level, c) => {
      level.push(this.#open.min[c], this.#open.max[c]);
    });
    this.#open = emptyBucket();
    this.#right.forEach((column, c) => {
      column.push(this.#counts[c]);
    });
    this.#accuracy.forEach((level, m) => {
      const share = this.#share(m, this.#right[0].length, false);
      level.push(share, share);
    });
  }

  /** Share of right predictions in the window that ends with bucket `end` (exclusive); `open`: and the rows behind it. */
  #share(model: number, end: number, open: boolean): number {
    const buckets = this.#right[0].length;
    const until = Math.min(end, buckets);
    const before = Math.max(0, until - this.options.window / BUCKET);
    const upTo = (c: number, at: number): number => (at === 0 ? 0 : this.#right[c].at(at - 1));
    const now = (c: number): number => (open ? this.#counts[c] : upTo(c, until));
    const scored = now(2) - upTo(2, before);
    if (scored < Math.min(64, this.options.window / 2)) return Number.NaN;
    return (now(model) - upTo(model, before)) / scored;
  }

  /** The index of the first row at or after a seq (`beyond`: after it). */
  #indexOf(seq: number, beyond = false): number {
    const wanted = beyond ? seq + 1e-9 : seq;
    if (!(wanted > this.#first)) return 0;
    if (wanted > this.#last) return this.#count;
    const bucket = Math.max(0, this.#starts.firstAtLeast(wanted) - 1);
    const values = doubles(this.#tail.again(bucket * BUCKET * BYTES, 2 * BUCKET * BYTES));
    for (let k = 0; k * WIDTH < values.length; k++) {
      if (values[k * WIDTH + SEQ] >= wanted) return Math.min(this.#count, bucket * BUCKET + k);
    }
    return Math.min(this.#count, (bucket + 2) * BUCKET);
  }

  #fromLevels(i: number, j: number, columns: number): Omit<RowsWindow, "accuracy"> {
    const first = Math.floor(i / BUCKET);
    const last = Math.ceil(j / BUCKET);
    const picture = emptyPicture();
    const n = Math.min(columns, last - first);
    for (let k = 0; k < n; k++) {
      const from = first + Math.floor(((last - first) * k) / n);
      const to = first + Math.floor(((last - first) * (k + 1)) / n);
      picture.seq.push(this.#starts.at(from));
      picture.channels.forEach((channel, c) => {
        const found = this.#levels[c].extremes(from, to);
        const open = to > this.#levels[c].length;
        channel[0].push(nullable(open ? lower(found.min, this.#open.min[c]) : found.min));
        channel[1].push(nullable(open ? higher(found.max, this.#open.max[c]) : found.max));
      });
    }
    picture.seq.push(
      j === this.#count ? this.#last : this.#starts.at(Math.min(last, this.#starts.length - 1)),
    );
    return named(picture, false);
  }

  #fromFile(i: number, j: number, columns: number): Omit<RowsWindow, "accuracy"> {
    const values = doubles(this.#tail.again(i * BYTES, (j - i) * BYTES));
    const rows = values.length / WIDTH;
    const picture = emptyPicture();
    const n = rows <= 2 * columns ? rows : columns;
    for (let k = 0; k < n; k++) {
      const from = Math.floor((rows * k) / n);
      const to = Math.floor((rows * (k + 1)) / n);
      picture.seq.push(values[from * WIDTH + SEQ]);
      picture.channels.forEach((channel, c) => {
        let [min, max] = [Number.NaN, Number.NaN];
        for (let r = from; r < to; r++) {
          const value = values[r * WIDTH + CHANNELS[c]];
          if (!Number.isFinite(value)) continue;
          min = lower(min, value);
          max = higher(max, value);
        }
        channel[0].push(nullable(min));
        channel[1].push(nullable(max));
      });
    }
    picture.seq.push(values[(rows - 1) * WIDTH + SEQ]);
    return named(picture, n === rows);
  }

  #accuracies(i: number, j: number, columns: number): RowsWindow["accuracy"] {
    const first = Math.floor(i / BUCKET);
    const last = Math.min(Math.ceil(j / BUCKET), this.#accuracy[0].length);
    const found = { seq: [] as number[], baseline: pair(), current: pair() };
    const n = Math.min(columns, last - first);
    for (let k = 0; k < n; k++) {
      const from = first + Math.floor(((last - first) * k) / n);
      const to = first + Math.floor(((last - first) * (k + 1)) / n);
      // The accuracy of a window stands at its end.
      found.seq.push(to < this.#starts.length ? this.#starts.at(to) : this.#last);
      for (const [m, target] of [found.baseline, found.current].entries()) {
        const { min, max } = this.#accuracy[m].extremes(from, to);
        target[0].push(nullable(min));
        target[1].push(nullable(max));
      }
    }
    return found;
  }
}

function emptyBucket() {
  const nothing = (): number[] => CHANNELS.map(() => Number.NaN);
  return { min: nothing(), max: nothing() };
}

type Pair = [(number | null)[], (number | null)[]];

const pair = (): Pair => [[], []];

function emptyPicture() {
  return { seq: [] as number[], channels: CHANNELS.map(pair) };
}

function named({ seq, channels }: ReturnType<typeof emptyPicture>, exact: boolean) {
  const [truth, baseline, current] = channels;
  return { seq, truth, baseline, current, exact };
}

const noAccuracy = (): RowsWindow["accuracy"] => ({ seq: [], baseline: pair(), current: pair() });

/** JSON has no NaN: what is missing travels as null. */
function nullable(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Little-endian doubles, on any machine; the bytes of a cut last one are left out. */
function doubles(bytes: Uint8Array): Float64Array {
  const count = Math.floor(bytes.length / BYTES) * WIDTH;
  if (endianness() === "LE" && bytes.byteOffset % 8 === 0)
    return new Float64Array(bytes.buffer, bytes.byteOffset, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true));
}
