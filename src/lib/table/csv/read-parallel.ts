import type { FileHandle } from "node:fs/promises";
import type { Column } from "../table";
import { type ColumnBuilder, columnBuilder, NUMBER, SKIP, TEXT } from "./column";
import type { CsvReadPlan } from "./options";
import { buildersFor, readNames } from "./read";
import { type ColumnGuess, type ColumnPart, columnPart, type ReadPart, type ReadTask } from "./read-chunk";
import { CsvScanner } from "./scanner";
import { FILE_CHUNK } from "./source";
import type { ThreadPool } from "./threads";

/** Workers that read parts of a file. */
export type ReadPool = ThreadPool<ReadTask, ReadPart>;

/** Bytes of a part: thousands of rows, and still many parts for each worker. */
const PART_BYTES = 8 * FILE_CHUNK;
/** Guesses that may fail before reading with several threads is given up as not worth it. */
const MOST_WRONG_GUESSES = 8;

/**
 * Reads an open file in parts by the workers of the pool, or returns undefined where one thread must do it: what is
 * packed or wrong in any way, which one thread finds again and names exactly, and a file whose quoted line ends mislead
 * the guesses too often.
 *
 * Where records begin cannot be seen from the middle of a file, since a line feed may stand in quotes. So each part is
 * read from behind its first line feed on, and that guess is proved afterwards: the first part begins at a record's
 * start, and each part ends at one, so the next part was right if it began there. If not, it is read again from there.
 *
 * Memory: the cells of all parts, which the columns of the table then take over one by one. Close the pool before the
 * file: workers may still be reading.
 */
export async function readInParallel(
  pool: ReadPool,
  handle: FileHandle,
  plan: CsvReadPlan,
  partBytes: number = PART_BYTES,
): Promise<(readonly [string, Column])[] | undefined> {
  try {
    const { size } = await handle.stat();
    const first = Buffer.alloc(Math.min(size, FILE_CHUNK));
    if ((await handle.read(first, 0, first.length, 0)).bytesRead < first.length) return undefined;
    const head = readHead(first, plan);
    if (head === undefined) return undefined;
    const file: OpenFile = { fd: handle.fd, size, plan };
    const parts = await readParts(pool, file, head, partBytes);
    if (parts === undefined) return undefined;
    const pieces = [piece(head), ...parts.map(({ rows, columns }) => ({ rows, columns: [...columns] }))];
    const late = head.columns.map((column, i) => isLateText(column, pieces, i));
    const again = late.includes(true) ? await readLateTexts(pool, file, first, parts, late) : pieces;
    return head.columns.flatMap(({ name, mode }, i) => {
      if (mode === SKIP) return [];
      if (late[i]) return [[name, joinTexts(again, i)] as const];
      return [[name, mode === TEXT ? joinTexts(pieces, i) : joinNumbers(pieces, i)] as const];
    });
  } catch {
    return undefined;
  }
}

type OpenFile = Pick<ReadTask, "fd" | "size" | "plan">;

/** What the main thread reads itself: the header and the records that the first bytes hold whole. */
interface Head {
  readonly columns: readonly ColumnBuilder[];
  readonly rows: number;
  readonly end: number;
}

/** Some rows of all columns. */
interface Piece {
  readonly rows: number;
  readonly columns: (ColumnPart | undefined)[];
}

function readHead(first: Buffer, plan: CsvReadPlan): Head | undefined {
  if (first[0] === 0x1f && first[1] === 0x8b) return undefined;
  const head = scanHead(first, plan, (names) => buildersFor(names, plan));
  if (head === undefined || head.columns.every(({ rereadBelow }) => rereadBelow === 0)) return head;
  // Columns that began like numbers are known to be text now.
  return scanHead(first, plan, () =>
    head.columns.map(({ name, mode, declared, time }) => columnBuilder(name, mode, declared, time)),
  );
}

function scanHead(
  first: Buffer,
  plan: CsvReadPlan,
  builders: (names: string[]) => ColumnBuilder[],
): Head | undefined {
  const scanner = new CsvScanner(plan);
  scanner.push(first, false);
  const names = readNames(scanner, plan);
  if (names === undefined) return undefined;
  const columns = builders(names);
  scanner.setColumns(columns);
  scanner.scan(Number.POSITIVE_INFINITY);
  return { columns, rows: scanner.rows, end: scanner.position };
}

function piece({ columns, rows }: Head): Piece {
  return { rows, columns: columns.map((column) => columnPart(column, column.mode, rows)) };
}

async function readParts(
  pool: ReadPool,
  file: OpenFile,
  head: Head,
  partBytes: number,
): Promise<ReadPart[] | undefined> {
  const columns = head.columns.map(
    ({ name, mode, declared, time }): ColumnGuess => ({ name, mode, declared, time }),
  );
  const tasks: ReadTask[] = [];
  for (let from = head.end; from < file.size; from = tasks[tasks.length - 1].to) {
    const to = Math.min(file.size, partBytes * (Math.floor(from / partBytes) + 1));
    tasks.push({ ...file, from, to, exact: from === head.end, columns });
  }
  const answers = tasks.map((task) => pool.run(task));
  const parts: ReadPart[] = [];
  let end = head.end;
  let wrong = 0;
  for (const [i, task] of tasks.entries()) {
    let part = await answers[i];
    // A record of the part before reaches over the whole of this one.
    if (end >= task.to) continue;
    if (part.start !== end) {
      if (++wrong > MOST_WRONG_GUESSES) return undefined;
      part = await pool.run({ ...task, from: end, exact: true });
    }
    if (part.failed) return undefined;
    parts.push(part);
    end = part.end;
  }
  return end === file.size ? parts : undefined;
}

/** Whether a column that the head left numeric is text, as one thread would find with all its cells before it. */
function isLateText(column: ColumnBuilder, pieces: readonly Piece[], index: number): boolean {
  if (column.mode !== NUMBER || column.declared) return false;
  const parts = pieces.map(({ columns }) => columns[index]!);
  if (parts.some(({ mode }) => mode === TEXT)) return true;
  return parts.some((part) => part.sawQuotedMissing) && !parts.some((part) => part.sawNumber);
}

/** Reads all cells of the columns that turned out to be text again, and only those. */
async function readLateTexts(
  pool: ReadPool,
  file: OpenFile,
  first: Buffer,
  parts: readonly ReadPart[],
  late: readonly boolean[],
): Promise<Piece[]> {
  const known = late.map((isLate) => (isLate ? TEXT : SKIP));
  const head = scanHead(first, file.plan, (names) =>
    names.map((name, i) => columnBuilder(name, known[i], true, false)),
  )!;
  const columns = head.columns.map(
    ({ name, mode }): ColumnGuess => ({ name, mode, declared: true, time: false }),
  );
  const answers = parts.map(({ start, end }) =>
    pool.run({ ...file, from: start, to: end, exact: true, columns }),
  );
  const pieces = [piece(head)];
  for (const [i, answer] of answers.entries()) {
    const part = await answer;
    if (part.failed || part.rows !== parts[i].rows) throw new Error("another file at the second look");
    pieces.push({ rows: part.rows, columns: [...part.columns] });
  }
  return pieces;
}

// The two below let go of what they have copied, so that the cells are not in memory twice.

function joinNumbers(pieces: readonly Piece[], index: number): Float64Array {
  const numbers = new Float64Array(pieces.reduce((sum, { rows }) => sum + rows, 0));
  let at = 0;
  for (const { rows, columns } of pieces) {
    numbers.set(columns[index]!.numbers, at);
    columns[index] = undefined;
    at += rows;
  }
  return numbers;
}

function joinTexts(pieces: readonly Piece[], index: number): (string | null)[] {
  const texts: (string | null)[] = [];
  for (const { columns } of pieces) {
    const { codes, distinct } = columns[index]!;
    for (const code of codes) texts.push(code < 0 ? null : distinct[code]);
    columns[index] = undefined;
  }
  return texts;
}
