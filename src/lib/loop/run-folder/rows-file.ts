import { endianness } from "node:os";
import { Table } from "../../table";
import { ROW_FIELDS } from "../run-record";

/** Bytes of one record of `rows.f64`. */
export const ROW_BYTES = ROW_FIELDS.length * 8;

export type RowField = (typeof ROW_FIELDS)[number];

/** What is known of one predicted row, see {@link ROW_FIELDS}. */
export type RunRow = Readonly<Record<RowField, number>>;

/** Records of `rows.f64`, made one by one in a buffer that is used again. */
export class RowBuffer {
  #view = new DataView(new ArrayBuffer(ROW_BYTES * 256));
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  push(row: RunRow): void {
    if ((this.#rows + 1) * ROW_BYTES > this.#view.byteLength) {
      const larger = new Uint8Array(this.#view.byteLength * 2);
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    let at = this.#rows++ * ROW_BYTES;
    for (const field of ROW_FIELDS) {
      this.#view.setFloat64(at, row[field], true);
      at += 8;
    }
  }

  /** The bytes of the records since the last call; valid until the next push. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#view.buffer, 0, this.#rows * ROW_BYTES);
    this.#rows = 0;
    return bytes;
  }
}

/**
 * The records of `rows.f64` as a table with the columns {@link ROW_FIELDS}. A last record that was cut is left out.
 *
 * @example
 * loop.decodeRows(new Uint8Array(88 + 5)).length //=> 1
 */
export function decodeRows(bytes: Uint8Array): Table {
  const rows = Math.floor(bytes.length / ROW_BYTES);
  const columns = ROW_FIELDS.map(() => new Float64Array(rows));
  // A copy is aligned, whatever the bytes were cut from.
  const values =
    endianness() === "LE"
      ? new Float64Array(new Uint8Array(bytes.subarray(0, rows * ROW_BYTES)).buffer)
      : swapped(bytes, rows);
  for (let i = 0, at = 0; i < rows; i++)
    for (let c = 0; c < columns.length; c++) columns[c][i] = values[at++];
  return Table.fromColumns(ROW_FIELDS.map((name, c) => [name, columns[c]] as const));
}

function swapped(bytes: Uint8Array, rows: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: rows * ROW_FIELDS.length }, (_, i) => view.getFloat64(8 * i, true));
}
