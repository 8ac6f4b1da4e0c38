/** `strict` is right; `drst-compat` repeats the original's rule with its faults, to reproduce its numbers. */
export type ParserMode = "strict" | "drst-compat";

/** What every parser takes. */
export interface ParseOptions {
  /** Name for error messages and reports. */
  readonly file?: string;
  /** Default "strict". */
  readonly parser?: ParserMode;
  /** A line without the shape of its format: an error (default), or left out and counted. */
  readonly onBadLine?: "error" | "skip";
  /** Which side of a git conflict block stays. Default "ours", the one above `=======`. */
  readonly side?: ConflictSide;
}

export type ConflictSide = "ours" | "theirs";

/** Something that was mended, left out or missing: never silent, always counted. */
export interface Issue {
  /** Short stable word, e.g. "not-counted", "unterminated-line", "blank-value". */
  readonly kind: string;
  readonly count: number;
  /** 1-based line of the first one; 0 when it has no line. */
  readonly line: number;
  /** The first one as found. */
  readonly example: string;
}

/** One git conflict block, or a stray marker, and what became of it. */
export interface ConflictRepair {
  /** 1-based line of `<<<<<<<`; null when the block has no opening marker. */
  readonly opened: number | null;
  /** 1-based line of `=======`; null when it is missing. */
  readonly separated: number | null;
  /** 1-based line of `>>>>>>>`; null when it is missing (a cut file). */
  readonly closed: number | null;
  readonly kept: ConflictSide;
  /** Data lines of the other side that were left out. */
  readonly dropped: number;
}

/** What a parser saw, for the side report. */
export interface ParseReport {
  readonly file: string | null;
  readonly parser: ParserMode;
  readonly lines: number;
  readonly rows: number;
  readonly issues: readonly Issue[];
  readonly repairs: readonly ConflictRepair[];
}
