import { segmentsOf } from "../../learn";
import type { Table } from "../../table";

/** Blocks of a table that does not tell its segments. */
const BLOCKS = 8;

/** The segment of each row of the reference; of a table that does not tell, eight stretches of equal length. */
export function referenceBlocks(reference: Table): Int32Array {
  const ids = segmentsOf(reference)?.ids;
  if (ids !== undefined && new Set(ids).size > 1) return ids;
  return Int32Array.from({ length: reference.length }, (_, i) => Math.floor((i * BLOCKS) / reference.length));
}

/** Rows in and out, for each of `folds` groups of blocks: every block is left out once, and never parted. */
export function leaveBlocksOut(
  blocks: Int32Array,
  folds: number,
): { readonly kept: Int32Array; readonly out: Int32Array }[] {
  const names = [...new Set(blocks)];
  const groups = Math.min(folds, names.length);
  if (groups < 2) return [];
  const group = new Map(names.map((name, i) => [name, i % groups] as const));
  const rows = Int32Array.from(blocks, (_, i) => i);
  return Array.from({ length: groups }, (_, g) => ({
    kept: rows.filter((i) => group.get(blocks[i]) !== g),
    out: rows.filter((i) => group.get(blocks[i]) === g),
  }));
}
