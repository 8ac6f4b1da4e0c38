import type { TransferListItem } from "node:worker_threads";
import type { ThreadPool } from "./threads";
import type { WriteCells, WriteFormat } from "./write-plan";

/** Rows for a worker: the cells of a block, and how to write them. */
export interface WriteTask {
  readonly format: WriteFormat;
  readonly rows: number;
  /** The numeric columns one behind the other. */
  readonly numbers: Float64Array;
  readonly texts: readonly (readonly (string | null)[])[];
}

/** Cells of a block: about a mebibyte of numbers, which a core's cache holds. */
const BLOCK_CELLS = 1 << 17;
/** Blocks on their way for each worker: one being written, one waiting, one on its way back. */
const AHEAD = 3;

/** Workers that format rows. */
export type WritePool = ThreadPool<WriteTask, readonly Uint8Array[]>;

/**
 * The bytes of all rows, in order, made by the workers of the pool. Rows go to them in blocks, no more than three
 * blocks of about 130 000 cells for each worker at a time, so this takes a few MiB a worker however long the table is
 * (cells of long text apart); nothing is made that is not asked for.
 */
export async function* formatInParallel(
  pool: WritePool,
  format: WriteFormat,
  cells: readonly WriteCells[],
  rows: number,
  blockRows: number = Math.max(1, Math.floor(BLOCK_CELLS / Math.max(1, format.columns.length))),
): AsyncGenerator<Uint8Array> {
  const ahead: Promise<readonly Uint8Array[]>[] = [];
  let from = 0;
  while (from < rows || ahead.length > 0) {
    for (; from < rows && ahead.length < AHEAD * pool.size; from += blockRows) {
      const task = block(format, cells, from, Math.min(rows, from + blockRows));
      ahead.push(pool.run(task, [task.numbers.buffer as TransferListItem]));
    }
    for (const bytes of await ahead.shift()!) yield bytes;
  }
}

/** A copy of the cells of the rows [from, to), to be handed over. */
function block(format: WriteFormat, cells: readonly WriteCells[], from: number, to: number): WriteTask {
  const rows = to - from;
  const numeric = format.columns.filter((column) => column.numeric).length;
  const numbers = new Float64Array(numeric * rows);
  const texts: (readonly (string | null)[])[] = [];
  let at = 0;
  for (const [c, column] of format.columns.entries()) {
    if (column.numeric) {
      numbers.set(cells[c].numbers.subarray(from, to), at);
      at += rows;
    } else texts.push(cells[c].texts.slice(from, to));
  }
  return { format, rows, numbers, texts };
}
