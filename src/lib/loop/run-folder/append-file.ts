import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import { makeFolderSync } from "../../core";

const LINE_FEED = 10;

/**
 * A file that only grows, by whole units: lines, or records of a fixed size. Opened again after a kill it goes on
 * behind the last whole unit. Every write names its place, so one that failed half-way (a full disk) leaves nothing
 * behind that the next one does not overwrite.
 */
export class AppendFile {
  readonly file: string;
  readonly #handle: number;
  #end: number;

  /** `unit` is the size of a record in bytes, or "line". */
  constructor(file: string, unit: "line" | number) {
    makeFolderSync(path.dirname(file));
    this.file = file;
    this.#handle = openSync(file, "a+");
    closeSync(this.#handle);
    this.#handle = openSync(file, "r+");
    const size = fstatSync(this.#handle).size;
    this.#end = unit === "line" ? endOfLastLine(this.#handle, size) : size - (size % unit);
    if (this.#end < size) ftruncateSync(this.#handle, this.#end);
  }

  /** Bytes of whole units in the file. */
  get size(): number {
    return this.#end;
  }

  append(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(this.#handle, bytes, done, bytes.length - done, this.#end + done);
    }
    this.#end += bytes.length;
  }

  close(): void {
    // What a failed write left behind the last whole unit goes.
    ftruncateSync(this.#handle, this.#end);
    fsyncSync(this.#handle);
    closeSync(this.#handle);
  }
}

function endOfLastLine(handle: number, size: number): number {
  const block = Buffer.alloc(1 << 16);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - block.length);
    const read = readSync(handle, block, 0, end - start, start);
    const at = block.subarray(0, read).lastIndexOf(LINE_FEED);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}
