import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Most bytes taken at once, so that pages are answered in between. */
const MOST = 4 << 20;

/** What a growing file has brought since the last look. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The file is not what it was (shorter): begin anew, this piece is its beginning. */
  readonly anew: boolean;
  /** Bytes still to come. */
  readonly left: number;
}

/** Follows a file that grows. A file that is not there (yet) is empty. */
export class Tail {
  readonly file: string;
  #at = 0;
  #handle: number | undefined;

  constructor(file: string) {
    this.file = file;
  }

  /** The next piece; `unit`: it ends with a whole record of so many bytes. */
  next(unit = 1): Piece {
    if (this.#handle === undefined) {
      try {
        this.#handle = openSync(this.file, "r");
      } catch {
        return { bytes: new Uint8Array(0), anew: false, left: 0 };
      }
    }
    const { size } = fstatSync(this.#handle);
    const anew = size < this.#at;
    if (anew) this.#at = 0;
    const whole = size - (size % unit);
    const wanted = Math.min(whole - this.#at, MOST - (MOST % unit));
    if (wanted <= 0) return { bytes: new Uint8Array(0), anew, left: 0 };
    const bytes = new Uint8Array(wanted);
    const got = readSync(this.#handle, bytes, 0, wanted, this.#at);
    const kept = got - (got % unit);
    this.#at += kept;
    return { bytes: bytes.subarray(0, kept), anew, left: whole - this.#at };
  }

  /** Bytes from a place that was read before. */
  again(from: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    if (this.#handle === undefined) return bytes.subarray(0, 0);
    return bytes.subarray(0, readSync(this.#handle, bytes, 0, length, from));
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

/** Whole lines out of pieces; what follows the last line feed waits for the next piece. */
export class LineTail {
  readonly #tail: Tail;
  readonly #decoder = new TextDecoder();
  #rest = "";
  /** Lines that were not JSON objects. */
  damaged = 0;

  constructor(file: string) {
    this.#tail = new Tail(file);
  }

  /** The objects of the lines that came since the last call. */
  next(): {
    readonly lines: readonly Record<string, unknown>[];
    readonly anew: boolean;
    readonly left: number;
  } {
    const { bytes, anew, left } = this.#tail.next();
    if (anew) {
      this.#rest = "";
      this.damaged = 0;
    }
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = parts.pop() ?? "";
    const lines: Record<string, unknown>[] = [];
    for (const part of parts) {
      if (part.trim() === "") continue;
      const value = parsed(part);
      if (value === undefined) this.damaged++;
      else lines.push(value);
    }
    return { lines, anew, left };
  }

  close(): void {
    this.#tail.close();
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
