import { fail } from "../core";
import { NEWLINE } from "./bytes";
import { repairConflicts } from "./conflicts";
import { excerpt } from "./issues";
import type { ConflictRepair, ParseOptions } from "./types";

/** No text that a meter writes has longer lines; what has is another kind of file. */
export const MAX_LINE_BYTES = 1 << 20;

/** Text that is ready to be scanned: not empty, no NUL, no byte order mark, no conflict markers. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly repairs: ConflictRepair[];
}

/** The checks and repairs that every parser begins with. `expected` names the format in errors. */
export function prepare(bytes: Uint8Array, expected: string, options: ParseOptions): Prepared {
  const { file } = options;
  if (bytes.length === 0) fail({ code: "format", expected, found: "an empty file", where: { file } });
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const line = lineOf(bytes, nul);
    const found =
      bytes[0] >= 0xfe || nul < 2
        ? "a NUL byte (binary, or UTF-16 text)"
        : "a NUL byte (binary, or a damaged file)";
    fail({ code: "format", expected: `${expected} as text`, found, where: { file, line, byte: nul } });
  }
  checkLineLength(bytes, expected, file);
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (options.parser === "drst-compat") return { bytes: text, repairs: [] };
  return repairConflicts(text, options.side);
}

/** Hops by half the limit from line end to line end, so that it costs a handful of native searches a megabyte. */
function checkLineLength(bytes: Uint8Array, expected: string, file: string | undefined): void {
  let start = 0;
  while (bytes.length - start > MAX_LINE_BYTES) {
    const newline = bytes.lastIndexOf(NEWLINE, start + MAX_LINE_BYTES);
    if (newline < start) {
      fail({
        code: "format",
        expected: `${expected} in lines of at most ${MAX_LINE_BYTES} bytes`,
        found: `a longer line that begins ${excerpt(bytes, start, start + 30)}`,
        where: { file, line: lineOf(bytes, start), byte: start },
      });
    }
    start = newline + 1;
  }
}

/** 1-based line of a byte offset; for error messages. */
export function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = bytes.indexOf(NEWLINE); i >= 0 && i < offset; i = bytes.indexOf(NEWLINE, i + 1)) line++;
  return line;
}
