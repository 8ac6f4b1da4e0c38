/** Where a fault was met: a file and, as far as known, line, column or byte offset in it. */
export interface Where {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based column of a text line, or the name of a table column. */
  readonly column?: number | string;
  /** 0-based byte offset in the file or stream. */
  readonly byte?: number;
}

export interface Fault {
  /** Short stable word for programs: "not-found", "format", "argument", "limit", "checksum", … */
  readonly code: string;
  readonly expected: string;
  readonly found: string;
  readonly where?: Where;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error type of the library. Its message always says what was expected, what was found, and where.
 *
 * @example
 * const e = new core.LabError({ code: "format", expected: "a number", found: '"abc"', where: { file: "tx.csv", line: 3 } });
 * e.message //=> 'tx.csv:3: expected a number, found "abc"'
 */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly code: string;
  readonly expected: string;
  readonly found: string;
  readonly where: Where;
  readonly hint: string | undefined;

  constructor(fault: Fault) {
    const place = describeWhere(fault.where);
    const text = `expected ${fault.expected}, found ${fault.found}`;
    super(
      `${place === "" ? "" : `${place}: `}${text}${fault.hint === undefined ? "" : `. ${fault.hint}`}`,
      fault.cause === undefined ? undefined : { cause: fault.cause },
    );
    this.code = fault.code;
    this.expected = fault.expected;
    this.found = fault.found;
    this.where = fault.where ?? {};
    this.hint = fault.hint;
  }

  toJSON(): Record<string, unknown> {
    const { code, expected, found, where, hint, message } = this;
    return { code, message, expected, found, where, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Throws a {@link LabError}; an expression, so that it can stand behind `??`. */
export function fail(fault: Fault): never {
  throw new LabError(fault);
}

/** `file:line:column`, `file @ byte 17`, or the empty text when nothing is known. */
export function describeWhere(where: Where | undefined): string {
  if (where === undefined) return "";
  const parts: string[] = [];
  if (where.file !== undefined) parts.push(where.file);
  if (where.line !== undefined) parts.push(String(where.line));
  if (typeof where.column === "number") parts.push(String(where.column));
  let text = parts.join(":");
  if (where.byte !== undefined) text += `${text === "" ? "" : " "}@ byte ${where.byte}`;
  if (typeof where.column === "string") text += `${text === "" ? "" : ", "}column ${quote(where.column)}`;
  return text;
}

/** A value as a short quoted text for an error message: control characters escaped, at most 80 characters. */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : plainText(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…${typeof value === "string" ? '"' : ""}`;
}

/** Objects from outside may have a toString that is no function. */
function plainText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "an object without a text";
  }
}

/** The known names nearest to a misspelt one, for "did you mean" hints; at most three. */
export function nearest(name: string, known: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  return [...known]
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
