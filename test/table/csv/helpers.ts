import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LabError } from "../../../src/lib/core";
import { type CsvReadOptions, readCsv, type Table } from "../../../src/lib/table";

export const read = (text: string, options: CsvReadOptions = {}): Promise<Table> =>
  readCsv({ text }, options);

export const rowsOf = (table: Table): unknown[] => [...table.rows()];

/** Bytes in pieces of the given size, as a stream gives them, always in the same buffer. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    piece.set(part);
    yield piece.subarray(0, part.length);
  }
}

/** The table, or the LabError that reading ended in; any other error fails the test. */
export async function tableOrFault(work: Promise<Table>): Promise<Table | LabError> {
  try {
    return await work;
  } catch (error) {
    assert.ok(error instanceof LabError, `not a LabError: ${(error as Error).stack}`);
    return error;
  }
}

/** A folder of the running suite, gone after it. */
export function suiteFolder(): (name: string) => string {
  let folder = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lab-table-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}
