import type { Readable } from "node:stream";
import { fail, quote } from "../../core";
import type { ColumnType } from "../schema";

/** Where CSV comes from: a file's path, bytes as they arrive, or a text in memory. Gzip is recognised by its first bytes. */
export type CsvSource = string | Readable | AsyncIterable<Uint8Array> | { readonly text: string };

export interface CsvReadOptions {
  /** One ASCII character; default a comma. */
  readonly delimiter?: string;
  /** Whether the first record holds the names (default), or the names themselves for a file without a header. */
  readonly header?: true | readonly string[];
  /** Read these columns only, in this order. */
  readonly columns?: readonly string[];
  /** Types of columns by name; the others are inferred from all of their cells. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Cells that mean "missing" besides blank ones; default {@link MISSING_TOKENS}. Blanks around them do not count. */
  readonly missing?: readonly string[];
  /** Two columns of one name: an error (default), or the later one becomes `name__dup1`. */
  readonly duplicates?: "error" | "rename";
  /** A record with fewer cells than the header: an error (default), or filled up with missing cells. */
  readonly ragged?: "error" | "pad";
  /** Default UTF-8, where an invalid byte is an error; "latin1" takes every byte as the character of that number. */
  readonly encoding?: "utf-8" | "latin1";
  /** Longest record in bytes; default 16 MiB. A longer one is an error, so that a stray quote cannot eat the memory. */
  readonly maxRecordBytes?: number;
  /** How errors name the source when it is not a file. */
  readonly label?: string;
  /**
   * Threads that read a file of 32 MB or more that is not packed; default the cores at hand, at most 8. 1 starts none;
   * neither do streams, streamCsv and a worker thread. The table and the errors are the same.
   */
  readonly threads?: number;
}

/** Cells read as missing, besides blank ones: what perf writes for a counter it could not read, and NaN. */
export const MISSING_TOKENS: readonly string[] = ["NaN", "nan", "<not counted>", "<not supported>"];

/** The options with defaults filled in and checked. */
export interface CsvReadPlan {
  readonly delimiter: number;
  readonly header: readonly string[] | undefined;
  readonly columns: readonly string[] | undefined;
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly missing: readonly Buffer[];
  readonly duplicates: "error" | "rename";
  readonly ragged: "error" | "pad";
  readonly latin1: boolean;
  readonly maxRecordBytes: number;
  readonly label: string;
}

/** Checks the options of readCsv and streamCsv. */
export function planCsvRead(source: CsvSource, options: CsvReadOptions): CsvReadPlan {
  const limit = options.maxRecordBytes ?? 16 * 1024 * 1024;
  if (!(Number.isSafeInteger(limit) && limit >= 1)) {
    fail({
      code: "argument",
      expected: "maxRecordBytes to be a positive whole number",
      found: String(limit),
    });
  }
  return {
    delimiter: delimiterByte(options.delimiter ?? ","),
    header: Array.isArray(options.header) ? options.header : undefined,
    columns: options.columns,
    types: new Map(Object.entries(options.types ?? {})),
    missing: (options.missing ?? MISSING_TOKENS).map((token) => Buffer.from(token.trim())),
    duplicates: options.duplicates ?? "error",
    ragged: options.ragged ?? "error",
    latin1: options.encoding === "latin1",
    maxRecordBytes: limit,
    label: options.label ?? (typeof source === "string" ? source : "CSV"),
  };
}

/** The byte of a delimiter; a character that numbers, quotes or line ends need is refused. */
export function delimiterByte(delimiter: string): number {
  const byte = delimiter.length === 1 ? delimiter.charCodeAt(0) : 0;
  if (byte === 0 || byte > 126 || '"\r\n.+-'.includes(delimiter) || /[0-9A-Za-z]/.test(delimiter)) {
    fail({
      code: "argument",
      expected: "a delimiter of one ASCII character that no number holds, such as , ; or a tab",
      found: quote(delimiter),
    });
  }
  return byte;
}
