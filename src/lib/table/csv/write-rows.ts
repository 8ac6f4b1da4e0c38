import { fail } from "../../core";
import { writeNumber } from "./format-number";
import type { WriteCells, WriteFormat } from "./write-plan";

const CHUNK = 1 << 20;
/** Room behind a chunk for what is written without looking: a number, a missing token, delimiters, a line end. */
const SLACK = 4096;
const LF = 10;

/** The header line. */
export function headerLine(format: WriteFormat): Buffer {
  const { columns, delimiter, newline } = format;
  // Names are never missing, so an empty one needs quotes only where a line without them would look blank.
  const cells = columns.map(({ name }) =>
    name === "" && columns.length > 1 ? "" : textCell(name, format, name),
  );
  return Buffer.from(cells.join(String.fromCharCode(delimiter)) + newline);
}

/** The lines of `rows` rows, about a mebibyte of bytes at a time; each buffer has memory of its own. */
export function* formatRows(
  format: WriteFormat,
  cells: readonly WriteCells[],
  rows: number,
): Generator<Buffer> {
  const { columns, delimiter, decimals, missing } = format;
  const longEnd = format.newline.length > 1;
  const suffixed = columns.some(({ suffix }) => suffix !== "");
  const slack = SLACK + 3 * Math.max(0, ...columns.map(({ suffix }) => suffix.length));
  const width = columns.length;
  let buffer = Buffer.allocUnsafe(CHUNK + slack);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) {
      if (c > 0) buffer[at++] = delimiter;
      const column = columns[c];
      if (column.numeric) {
        const value = cells[c].numbers[row];
        if (!Number.isNaN(value)) at = writeNumber(buffer, at, value, column.float, decimals);
        else if (missing.length > 0) at += buffer.write(missing, at, "latin1");
      } else {
        const cell = cells[c].texts[row];
        const text = cell === null ? missing : textCell(cell, format, column.name);
        // A text may be longer than what is left of the buffer.
        if (at + 3 * text.length > CHUNK) {
          yield buffer.subarray(0, at);
          buffer = Buffer.allocUnsafe(Math.max(CHUNK, 3 * text.length) + slack);
          at = 0;
        }
        at += buffer.write(text, at);
      }
      if (suffixed && column.suffix !== "") at += buffer.write(column.suffix, at);
      if (at > CHUNK) {
        yield buffer.subarray(0, at);
        buffer = Buffer.allocUnsafe(CHUNK + slack);
        at = 0;
      }
    }
    if (longEnd) buffer[at++] = 13;
    buffer[at++] = LF;
  }
  if (at > 0) yield buffer.subarray(0, at);
}

function textCell(text: string, format: WriteFormat, column: string): string {
  if (text.includes("\0") || /\p{Surrogate}/u.test(text)) {
    fail({
      code: "argument",
      expected: "text that UTF-8 and CSV can hold",
      found: text.includes("\0") ? "a NUL character" : "half a surrogate pair",
      where: { column },
    });
  }
  return format.special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
