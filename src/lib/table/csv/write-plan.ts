import { fail, quote } from "../../core";
import type { NumberColumn, Table, TextColumn } from "../table";
import { delimiterByte, MISSING_TOKENS } from "./options";
import type { CsvWriteOptions } from "./write";

/** How cells are written; nothing in it that cannot be sent to a worker. */
export interface WriteFormat {
  readonly delimiter: number;
  readonly newline: string;
  readonly missing: string;
  readonly decimals: number | undefined;
  /** Matches texts that need quotes. */
  readonly special: RegExp;
  readonly columns: readonly ColumnFormat[];
}

export interface ColumnFormat {
  readonly name: string;
  readonly numeric: boolean;
  readonly float: boolean;
  readonly suffix: string;
}

/** The cells of a column: one of the two is empty. */
export interface WriteCells {
  readonly numbers: NumberColumn;
  readonly texts: TextColumn;
}

/** Checks the options of writeCsv and csvText against the table. */
export function planCsvWrite(table: Table, options: CsvWriteOptions): WriteFormat {
  const { decimals, newline = "\n", missing = "" } = options;
  if (decimals !== undefined && !(Number.isInteger(decimals) && decimals >= 0 && decimals <= 20)) {
    fail({ code: "argument", expected: "decimals from 0 to 20", found: String(decimals) });
  }
  if (newline !== "\n" && newline !== "\r\n") {
    fail({ code: "argument", expected: 'a newline "\\n" or "\\r\\n"', found: quote(newline) });
  }
  const delimiter = options.delimiter ?? ",";
  const byte = delimiterByte(delimiter);
  if (/[^ -~]|"/.test(missing) || missing.includes(delimiter) || missing.length > 64) {
    fail({
      code: "argument",
      expected: "a missing token of plain ASCII without delimiter or quote",
      found: quote(missing),
    });
  }
  const floats = new Set(options.floats ?? []);
  const suffixes = new Map(Object.entries(options.suffixes ?? {}));
  for (const name of [...floats, ...suffixes.keys()]) table.column(name);
  const tokens = [...MISSING_TOKENS, missing].map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return {
    delimiter: byte,
    newline,
    missing,
    decimals,
    special: new RegExp(
      `["\\r\\n\\ufeff]|${delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}|^[ \\t]*(?:${tokens.join("|")})?[ \\t]*$`,
    ),
    columns: table.names.map((name) => ({
      name,
      numeric: table.isNumeric(name),
      float: floats.has(name),
      suffix: suffixes.get(name) ?? "",
    })),
  };
}
