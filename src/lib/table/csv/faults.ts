import { fail, quote, type Where } from "../../core";

// What can be wrong with a CSV file, in one place, so that the readers stay readable.

export function unclosedQuote(where: Where): never {
  return fail({
    code: "format",
    expected: "a closing quote",
    found: "the end of the file",
    where,
    hint: "The cell begins on this line.",
  });
}

export function textBehindQuote(byte: number, where: Where): never {
  return fail({
    code: "format",
    expected: "a delimiter or the end of the line after a closing quote",
    found: quote(String.fromCharCode(byte)),
    where,
    hint: "A quote inside a quoted cell is written twice.",
  });
}

export function nulByte(where: Where): never {
  return fail({
    code: "format",
    expected: "text",
    found: "a NUL byte",
    where,
    hint: "This looks like a binary file.",
  });
}

export function utf16(where: Where): never {
  return fail({
    code: "format",
    expected: "UTF-8 text",
    found: "the byte order mark of UTF-16",
    where,
    hint: "Save the file as UTF-8.",
  });
}

export function notUtf8(byte: number, where: Where): never {
  return fail({
    code: "encoding",
    expected: "UTF-8 text",
    found: `byte 0x${byte.toString(16)}`,
    where,
    hint: 'If the file is in an old Western encoding, read it with encoding: "latin1".',
  });
}

export function notOfType(text: string, time: boolean, where: Where): never {
  return fail({
    code: "type",
    expected: time ? "a time (ISO 8601, or milliseconds since the epoch)" : "a number",
    found: quote(text),
    where,
    hint: `If the column holds texts, say so: types: { ${quote(where.column)}: "text" }.`,
  });
}

/** `found` cells instead of `expected`; undefined for more. */
export function raggedRecord(expected: number, found: number | undefined, where: Where): never {
  return fail({
    code: "ragged",
    expected: `${expected} cells, as the header has`,
    found: found === undefined ? `more than ${expected}` : String(found),
    where,
    hint:
      found === undefined
        ? "A cell that holds the delimiter must stand in quotes."
        : 'Read it with ragged: "pad" to take the missing cells as missing.',
  });
}

export function recordTooLong(limit: number, where: Where): never {
  return fail({
    code: "limit",
    expected: `a record of at most ${limit} bytes`,
    found: "a longer one",
    where,
    hint: "A quote that is never closed does this; maxRecordBytes raises the limit.",
  });
}

export function tooManyColumns(limit: number, where: Where): never {
  return fail({ code: "limit", expected: `at most ${limit} columns`, found: "more", where });
}
