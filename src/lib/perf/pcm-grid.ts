import { fail } from "../core";
import { COMMA, decodeText, GrowingColumn, isBlank, numberIn } from "./bytes";
import { excerpt, type IssueList } from "./issues";
import type { LineWalker } from "./lines";
import type { ParseOptions } from "./types";

/** The numeric cells of a PCM log under its header, column by column, with its time stamps where it has them. */
export interface Grid {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** ms, the machine's wall clock read as if UTC; null without Date and Time columns. */
  readonly times: Float64Array | null;
  readonly rows: number;
}

/**
 * Joins two header rows as `top-sub` (`sub` alone under an empty top cell); a name met before gets the suffix `__dupN`.
 * A trailing comma makes an empty last name, which stays in the list so that field counts agree.
 */
export function joinHeaders(top: readonly string[], sub: readonly string[]): string[] {
  const names = Array.from({ length: Math.max(top.length, sub.length) }, (_, i) => {
    const [above, below] = [top[i]?.trim() ?? "", sub[i]?.trim() ?? ""];
    return above === "" || below === "" ? above + below : `${above}-${below}`;
  });
  return markDuplicates(names);
}

/** Repeated names with `__dup1`, `__dup2`, …; empty ones stay empty. */
export function markDuplicates(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    if (name === "") return name;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}__dup${before}`;
  });
}

/** The next line as texts; the format error of `expected` when there is none. */
export function headerRow(walker: LineWalker, expected: string, file: string | undefined): string[] {
  const found = walker.next() ? "a header that was cut" : "the end of the file";
  // Without its line end a header may have lost names, or a part of one.
  if (found.startsWith("the") || !walker.terminated) {
    fail({ code: "format", expected, found, where: { file, line: walker.line } });
  }
  return decodeText(walker.bytes.subarray(walker.start, walker.end)).split(",");
}

/**
 * The rows below a header. A blank cell is missing; another text is missing with a count; a cut last line keeps the
 * cells before its last one. A whole line with another number of fields is an error, or skipped with a count.
 */
export function readGrid(
  walker: LineWalker,
  names: readonly string[],
  issues: IssueList,
  options: ParseOptions,
): Grid {
  const { bytes } = walker;
  const [date, time] = ["Date", "Time"].map((sub) =>
    names.findIndex((name) => name === sub || name === `System-${sub}`),
  );
  const stamped = date >= 0 && time >= 0;
  const data = names.flatMap((name, i) => (name === "" || i === date || i === time ? [] : [i]));
  const columns = names.map(() => new GrowingColumn(256));
  const times = new GrowingColumn(256);
  const from = new Int32Array(names.length + 1);
  let rows = 0;

  while (walker.next()) {
    const { start, end, line } = walker;
    let fields = 0;
    for (let p = start; fields <= names.length; fields++) {
      from[fields] = p;
      while (p < end && bytes[p] !== COMMA) p++;
      if (p >= end) break;
      p++;
    }
    fields++;
    if (fields !== names.length && walker.terminated) {
      badRow(walker, names.length, issues, options);
      continue;
    }
    if (!walker.terminated) issues.add("unterminated-line", line, excerpt(bytes, start, end));
    // Of a cut line the last field may have lost its end.
    const whole = walker.terminated ? fields : fields - 1;
    if (whole === 0) continue;
    rows++;
    for (const i of data) {
      const to = i + 1 < fields ? from[i + 1] - 1 : end;
      const value = i < whole ? numberIn(bytes, from[i], to) : Number.NaN;
      if (Number.isNaN(value) && i < whole && !allBlank(bytes, from[i], to)) {
        issues.add("not-a-number", line, excerpt(bytes, from[i], to));
      }
      columns[i].push(value);
    }
    if (!stamped) continue;
    const stamp =
      time < whole ? parseStamp(bytes, from[date], from[time], from[time + 1] ?? end) : Number.NaN;
    if (Number.isNaN(stamp)) issues.add("no-time-stamp", line, excerpt(bytes, start, end));
    times.push(stamp);
  }
  if (rows === 0) issues.add("no-rows", walker.line);
  return {
    names: data.map((i) => names[i]),
    columns: data.map((i) => columns[i].finish()),
    times: stamped ? times.finish() : null,
    rows,
  };
}

function badRow(walker: LineWalker, fields: number, issues: IssueList, options: ParseOptions): void {
  const { start, end, line, bytes } = walker;
  const found = excerpt(bytes, start, end);
  if (options.onBadLine === "skip") issues.add("bad-line", line, found);
  else {
    const where = { file: options.file, line, byte: start };
    fail({ code: "format", expected: `${fields} fields, as in the header`, found, where });
  }
}

function allBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isBlank(bytes[i])) return false;
  return true;
}

/** `2024-03-05`, `09:30:51.600` as ms, read as if UTC. */
function parseStamp(bytes: Uint8Array, date: number, time: number, end: number): number {
  const text = decodeText(bytes.subarray(date, end));
  const match = /^\s*(\d{4})-(\d\d)-(\d\d)\s*,\s*(\d\d):(\d\d):(\d\d(?:\.\d+)?)\s*(?:,|$)/.exec(text);
  if (match === null || time <= date) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.UTC(+year, +month - 1, +day, +hour, +minute) + Math.round(+second * 1000);
}
