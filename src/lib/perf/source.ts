import { closeSync, promises as fs, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { fail } from "../core";
import { NEWLINE } from "./bytes";
import { MAX_LINE_BYTES } from "./prepare";

/** Bigger logs than this are months of one second a line: more likely the wrong file. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

export interface ReadOptions {
  /** Refuse a file that is (or unpacks to) more. Default 512 MiB. */
  readonly maxBytes?: number;
}

/**
 * A raw file's bytes; gzip is unpacked, known by its first bytes whatever the name. Memory stays bounded: a file above
 * the limit, or one whose first MiB has no line end, is refused before it is read.
 *
 * @throws LabError "not-found" when `file` is missing or no file, "limit", "format" for damaged gzip
 */
export async function readRaw(file: string, options: ReadOptions = {}): Promise<Buffer> {
  const limit = options.maxBytes ?? MAX_FILE_BYTES;
  const { start, size } = readStart(file, limit);
  if (start[0] === 0x1f && start[1] === 0x8b) return unpack(file, await fs.readFile(file), limit);
  if (start.length === size) return start;
  checkFirstLine(file, start);
  return fs.readFile(file);
}

/**
 * A file's first MiB, which is the whole of nearly every log. Synchronous: a scenario has thousands of files of some
 * 100 kB, and four trips through the thread pool for each cost as much as parsing them.
 */
function readStart(file: string, limit: number): { start: Buffer; size: number } {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return fail({ code: "not-found", expected: "a file", found: "nothing", where: { file }, cause: error });
  }
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) {
      fail({ code: "not-found", expected: "a file", found: "a folder or a device", where: { file } });
    }
    if (status.size > limit) refuse(file, limit, `${status.size} bytes`);
    const start = Buffer.allocUnsafe(Math.min(status.size, MAX_LINE_BYTES + 1));
    let length = 0;
    for (let read = 1; read > 0 && length < start.length; length += read) {
      read = readSync(handle, start, length, start.length - length, length);
    }
    return { start: start.subarray(0, length), size: status.size };
  } finally {
    closeSync(handle);
  }
}

/** The path of a raw file or of its gzipped twin (`firewall.csv.gz`); undefined when neither is in the listing. */
export function findRaw(folder: string, names: ReadonlySet<string>, name: string): string | undefined {
  if (names.has(name)) return path.join(folder, name);
  return names.has(`${name}.gz`) ? path.join(folder, `${name}.gz`) : undefined;
}

async function unpack(file: string, packed: Buffer, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size > limit) refuse(file, limit, "more when unpacked");
      if (size > MAX_LINE_BYTES && size - part.length <= MAX_LINE_BYTES)
        checkFirstLine(file, Buffer.concat(parts));
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !code.startsWith("Z_")) throw error;
    fail({
      code: "format",
      expected: "whole gzip data",
      found: `${(error as Error).message}`,
      where: { file },
      cause: error,
    });
  }
  return Buffer.concat(parts);
}

function checkFirstLine(file: string, start: Buffer): void {
  if (start.length <= MAX_LINE_BYTES || start.includes(NEWLINE)) return;
  fail({
    code: "format",
    expected: `a line end within the first ${MAX_LINE_BYTES} bytes`,
    found: "one longer line",
    where: { file, line: 1 },
  });
}

function refuse(file: string, limit: number, found: string): never {
  return fail({
    code: "limit",
    expected: `a file of at most ${limit} bytes`,
    found,
    where: { file },
    hint: "Raise maxBytes if it is really a log.",
  });
}
