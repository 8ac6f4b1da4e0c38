import { fail } from "../core";
import { Table } from "../table";
import { ascii, COMMA, decodeText, NEWLINE, NumberScanner, PERCENT, RETURN, SPACE } from "./bytes";
import { excerpt, IssueList } from "./issues";
import { parsePerfStatCompat } from "./perf-stat-compat";
import { prepare } from "./prepare";
import type { ParseOptions, ParseReport } from "./types";

/** An interval log of `perf stat -I 1000 -x,`. */
export interface PerfStat {
  /** The `# started on` wall clock of the measuring machine, read as if UTC, in ms; null when absent. Its zone is not in the file. */
  readonly started: number | null;
  /** Event names in order of first appearance. */
  readonly events: readonly string[];
  /** `time` (s since the start, end of the interval) and one column of counts an event; missing is NaN. */
  readonly counts: Table;
  /** `time` and, for each event, the share of the interval in which it was counted, in percent (100 = no multiplexing). */
  readonly running: Table;
  readonly report: ParseReport;
}

const EXPECTED = "perf stat interval lines (time,count,unit,event,…)";

/** One event's columns while they grow. */
interface EventColumn {
  readonly name: string;
  readonly bytes: Uint8Array;
  counts: Float64Array;
  running: Float64Array;
}

/**
 * Parses `perf stat -I … -x,` output: comment line, blank line, then 7 to 9 fields a line: time, count, unit, event,
 * [standard deviation %,] running time ns, running %, [metric value, metric unit]. The count is field 1, as published.
 * `<not counted>` and `<not supported>` are NaN and counted in the report. Multiplexed counts are perf's own scaled
 * estimates; the running share travels in its own table.
 *
 * `parser: "drst-compat"` repeats the original's largest-magnitude rule; its rows are the n-th line of each event.
 *
 * @throws LabError "format" with file, line and byte: empty or binary input, a line of another shape, time going back
 * @example
 * const log = perf.parsePerfStat(Buffer.from("     1.0008,8360201,,branch-misses,0.00%,189969292,18.99,0.38,of all branches\n"));
 * log.counts.row(0) //=> { time: 1.0008, "branch-misses": 8360201 }
 * log.running.row(0) //=> { time: 1.0008, "branch-misses": 18.99 }
 */
export function parsePerfStat(bytes: Uint8Array, options: ParseOptions = {}): PerfStat {
  const prepared = prepare(bytes, EXPECTED, options);
  if (options.parser === "drst-compat") return parsePerfStatCompat(prepared.bytes, options);
  return new PerfStatReader(prepared.bytes, options).parse(prepared.repairs);
}

class PerfStatReader {
  readonly #issues = new IssueList();
  readonly #events: EventColumn[] = [];
  #times = new Float64Array(0);
  #started: number | null = null;

  constructor(
    readonly bytes: Uint8Array,
    readonly options: ParseOptions,
  ) {}

  parse(repairs: ParseReport["repairs"]): PerfStat {
    const { bytes } = this;
    const end = bytes.length;
    const scanner = new NumberScanner(bytes);
    // A guess from the file's size; #grow() corrects it.
    this.#times = new Float64Array(16 + (end >> 9));
    let rows = 0;
    let time = Number.NEGATIVE_INFINITY;
    let line = 0;
    let next = 0;
    // Where the last time stamp was, its comma included.
    let stamp = 0;
    let stampLength = 0;
    let p = 0;
    while (p < end) {
      line++;
      const start = p;
      while (p < end && (bytes[p] === SPACE || bytes[p] === 9)) p++;
      const c = p < end ? bytes[p] : NEWLINE;
      if (c === NEWLINE || c === RETURN) {
        p = this.#skipLine(p);
        continue;
      }
      if (c === 35) {
        p = this.#comment(p);
        continue;
      }

      // All events of an interval have the same time stamp, byte by byte.
      let lineTime = time;
      if (this.#repeats(p, stamp, stampLength)) p += stampLength;
      else {
        scanner.position = p;
        lineTime = scanner.read();
        if (bytes[scanner.position] !== COMMA || !(lineTime >= 0)) {
          p = this.#badLine(start, line);
          continue;
        }
        stamp = p;
        stampLength = scanner.position - p + 1;
        p = scanner.position + 1;
      }

      // The count, or <not counted>, <not supported>.
      let count = Number.NaN;
      const countStart = p;
      scanner.position = p;
      if (bytes[p] === 60) p = this.#missing(p, line);
      else {
        count = scanner.read();
        p = scanner.position;
      }
      if (bytes[p] !== COMMA || p === countStart) {
        p = this.#badLine(start, line);
        continue;
      }
      p++;

      // The unit is empty for counts; clocks of newer versions of perf have one.
      while (p < end && bytes[p] !== COMMA && bytes[p] !== NEWLINE) p++;
      const nameStart = ++p;
      while (p < end && bytes[p] !== COMMA && bytes[p] !== NEWLINE) p++;
      if (p >= end || bytes[p] !== COMMA || p === nameStart) {
        p = this.#badLine(start, line);
        continue;
      }
      const index = this.#eventIndex(nameStart, p, next);
      next = index + 1;
      p++;

      if (lineTime !== time) {
        if (lineTime < time) this.#backwards(line, start, lineTime, time);
        time = lineTime;
        if (rows === this.#times.length) this.#grow();
        this.#times[rows++] = time;
      }
      const event = this.#events[index];
      if (!Number.isNaN(event.running[rows - 1]) || !Number.isNaN(event.counts[rows - 1])) {
        this.#issues.add("repeated-event", line, event.name);
      } else {
        event.counts[rows - 1] = count;
        // [standard deviation %,] running ns, running %
        p = this.#behindField(p);
        if (bytes[p - 2] === PERCENT) p = this.#behindField(p);
        if (bytes[p - 1] === COMMA) {
          scanner.position = p;
          const share = scanner.read();
          p = scanner.position;
          const after = p < end ? bytes[p] : 0;
          if (after === COMMA || after === RETURN || after === NEWLINE) event.running[rows - 1] = share;
        }
      }
      while (p < end && bytes[p] !== NEWLINE) p++;
      if (p >= end) this.#issues.add("unterminated-line", line, excerpt(bytes, start, end));
      p++;
    }
    return this.#finish(line, rows, repairs);
  }

  /** Behind the next comma of the line; at the line's end when there is none. */
  #behindField(p: number): number {
    const { bytes } = this;
    const end = bytes.length;
    while (p < end && bytes[p] !== COMMA && bytes[p] !== NEWLINE) p++;
    return p < end && bytes[p] === COMMA ? p + 1 : p;
  }

  #skipLine(p: number): number {
    const newline = this.bytes.indexOf(NEWLINE, p);
    return newline < 0 ? this.bytes.length : newline + 1;
  }

  #comment(start: number): number {
    const end = this.#skipLine(start);
    this.#started ??= parseStarted(ascii(this.bytes, start, end));
    return end;
  }

  /** Behind `<not counted>` or `<not supported>`; where it stands when it is neither. */
  #missing(p: number, line: number): number {
    for (const kind of ["not-counted", "not-supported"] as const) {
      const text = kind === "not-counted" ? "<not counted>" : "<not supported>";
      if (ascii(this.bytes, p, p + text.length) === text) {
        this.#issues.add(kind, line, text);
        return p + text.length;
      }
    }
    return p;
  }

  /** perf writes the events of an interval in one order, so the event expected next is tried first. */
  #eventIndex(start: number, end: number, next: number): number {
    const events = this.#events;
    if (next >= events.length) next = 0;
    if (next < events.length && this.#isNamed(events[next], start, end)) return next;
    for (let i = 0; i < events.length; i++) if (this.#isNamed(events[i], start, end)) return i;
    const bytes = this.bytes.slice(start, end);
    const room = this.#times.length;
    events.push({
      name: decodeText(bytes),
      bytes,
      counts: new Float64Array(room).fill(Number.NaN),
      running: new Float64Array(room).fill(Number.NaN),
    });
    return events.length - 1;
  }

  #isNamed(event: EventColumn, start: number, end: number): boolean {
    const name = event.bytes;
    if (name.length !== end - start) return false;
    for (let i = name.length - 1; i >= 0; i--) if (this.bytes[start + i] !== name[i]) return false;
    return true;
  }

  /** True when the bytes at `p` are those of the stamp. */
  #repeats(p: number, stamp: number, length: number): boolean {
    const { bytes } = this;
    // From the end: digits that differ are there.
    for (let i = length - 1; i >= 0; i--) if (bytes[p + i] !== bytes[stamp + i]) return false;
    return length > 0;
  }

  #grow(): void {
    const room = this.#times.length * 2;
    const widen = (cells: Float64Array, fill: number): Float64Array => {
      const wider = new Float64Array(room).fill(fill);
      wider.set(cells);
      return wider;
    };
    this.#times = widen(this.#times, 0);
    for (const event of this.#events) {
      event.counts = widen(event.counts, Number.NaN);
      event.running = widen(event.running, Number.NaN);
    }
  }

  /** The last line of a file that was cut is missing, with a count; any other line of another shape is an error. */
  #badLine(start: number, line: number): number {
    const { bytes } = this;
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const found = excerpt(bytes, start, end);
    if (newline < 0) this.#issues.add("unterminated-line", line, found);
    else if (this.options.onBadLine === "skip") this.#issues.add("bad-line", line, found);
    else {
      const { file } = this.options;
      fail({
        code: "format",
        expected: "time,count,unit,event,…",
        found,
        where: { file, line, byte: start },
      });
    }
    return end + 1;
  }

  #backwards(line: number, byte: number, found: number, before: number): never {
    return fail({
      code: "format",
      expected: `a time of at least ${before} s`,
      found: `${found} s (two logs in one file?)`,
      where: { file: this.options.file, line, byte },
    });
  }

  #finish(lines: number, rows: number, repairs: ParseReport["repairs"]): PerfStat {
    const { file } = this.options;
    if (rows === 0 && this.#issues.count("unterminated-line") === 0) {
      fail({ code: "format", expected: EXPECTED, found: `${lines} lines without one`, where: { file } });
    }
    const time: readonly [string, Float64Array] = ["time", this.#times.slice(0, rows)];
    return {
      started: this.#started,
      events: this.#events.map((event) => event.name),
      counts: Table.of([time, ...this.#events.map((e) => [e.name, e.counts.slice(0, rows)] as const)]),
      running: Table.of([time, ...this.#events.map((e) => [e.name, e.running.slice(0, rows)] as const)]),
      report: { file: file ?? null, parser: "strict", lines, rows, issues: this.#issues.list(), repairs },
    };
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `# started on Mon Jul 18 13:33:09 2022` as ms, read as if it were UTC; null when it is another comment. */
export function parseStarted(comment: string): number | null {
  const match = /started on \w{3} (\w{3}) +(\d+) (\d+):(\d+):(\d+) (\d{4})/.exec(comment);
  if (match === null) return null;
  const [, month, day, hour, minute, second, year] = match;
  const index = MONTHS.indexOf(month);
  return index < 0 ? null : Date.UTC(+year, index, +day, +hour, +minute, +second);
}
