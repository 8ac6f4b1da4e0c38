import { readSync } from "node:fs";
import { type ColumnBuilder, columnBuilder, type Mode, NUMBER, TEXT } from "./column";
import type { CsvReadPlan } from "./options";
import { CsvScanner } from "./scanner";
import { FILE_CHUNK } from "./source";

/** What a column is known to be before a part of the file is read. */
export interface ColumnGuess {
  readonly name: string;
  readonly mode: Mode;
  readonly declared: boolean;
  readonly time: boolean;
}

/** The part [from, to) of an open file: the records that begin in it, to be read into the columns. */
export interface ReadTask {
  readonly fd: number;
  readonly size: number;
  readonly from: number;
  readonly to: number;
  /** Whether a record begins at `from`; if not, one is guessed to begin behind the next line feed. */
  readonly exact: boolean;
  readonly columns: readonly ColumnGuess[];
  readonly plan: CsvReadPlan;
}

export interface ReadPart {
  /** Where the first record was taken to begin, and where the first one after the part begins. */
  readonly start: number;
  readonly end: number;
  /** Whether something in it is an error, if it is right that a record begins at `start`. */
  readonly failed: boolean;
  readonly rows: number;
  readonly columns: readonly ColumnPart[];
}

export interface ColumnPart {
  readonly mode: Mode;
  readonly sawNumber: boolean;
  readonly sawQuotedMissing: boolean;
  readonly numbers: Float64Array;
  /** The texts of a column known to be text: which of the distinct ones each row has, -1 for missing. */
  readonly codes: Int32Array;
  readonly distinct: readonly string[];
}

const NO_NUMBERS = new Float64Array(0);
const NO_CODES = new Int32Array(0);
const LF = 10;

/** Reads a part of a file. Does not throw for what the file holds: another way of reading knows the exact errors. */
export function readChunk(task: ReadTask): ReadPart {
  const { from, to, exact } = task;
  const piece = Buffer.allocUnsafe(FILE_CHUNK);
  const start = exact ? from : guessStart(task, piece);
  const failed = { start, end: start, failed: true, rows: 0, columns: [] };
  if (start >= to) return { ...failed, failed: false };
  const builders = task.columns.map(({ name, mode, declared, time }) =>
    columnBuilder(name, mode, declared, time),
  );
  const scanner = new CsvScanner(task.plan);
  scanner.startAt(start);
  scanner.setColumns(builders);
  try {
    for (let at = start; scanner.position < to && at < task.size; ) {
      const read = readPiece(task, piece, at);
      at += read;
      scanner.push(piece.subarray(0, read), at === task.size);
      scanner.scan(Number.POSITIVE_INFINITY, to);
    }
  } catch {
    return failed;
  }
  const { rows } = scanner;
  return {
    start,
    end: scanner.position,
    failed: scanner.position < to,
    rows,
    columns: builders.map((builder, i) => columnPart(builder, task.columns[i].mode, rows)),
  };
}

/** The position behind the first line feed from the byte before `from` on; `to` if there is none. */
function guessStart(task: ReadTask, piece: Buffer): number {
  for (let at = task.from - 1; at < task.to; ) {
    const read = readPiece(task, piece, at);
    const feed = piece.subarray(0, read).indexOf(LF);
    if (feed >= 0) return at + feed + 1;
    at += read;
  }
  return task.to;
}

/**
 * Reads to the next multiple of the piece's size, as a reader of the whole file does: so a record is too long here if
 * it is too long there.
 */
function readPiece({ fd, size }: ReadTask, piece: Buffer, at: number): number {
  const length = Math.min(size - at, FILE_CHUNK - (at % FILE_CHUNK));
  let read = 0;
  while (read < length) {
    const got = readSync(fd, piece, read, length - read, at + read);
    if (got === 0) throw new Error("the file became shorter while it was read");
    read += got;
  }
  return length;
}

/** The rows of a builder as they can be sent; `known` is what it was known to be before. */
export function columnPart(builder: ColumnBuilder, known: Mode, rows: number): ColumnPart {
  const { mode, sawNumber, sawQuotedMissing } = builder;
  const numbers = mode === NUMBER ? builder.numbers.slice(0, rows) : NO_NUMBERS;
  // Texts that nobody knew of are read again together with those of the other parts.
  const texts = known === TEXT ? numberTexts(builder.texts, rows) : { codes: NO_CODES, distinct: [] };
  return { mode, sawNumber, sawQuotedMissing, numbers, ...texts };
}

/** Equal texts as one: less to send, and less to keep. */
function numberTexts(
  texts: readonly (string | null)[],
  rows: number,
): Pick<ColumnPart, "codes" | "distinct"> {
  const codes = new Int32Array(rows);
  const known = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const text = texts[row];
    let code = text === null ? -1 : known.get(text);
    if (code === undefined) {
      code = known.size;
      known.set(text as string, code);
    }
    codes[row] = code;
  }
  return { codes, distinct: [...known.keys()] };
}
