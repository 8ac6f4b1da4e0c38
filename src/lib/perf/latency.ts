import { fail } from "../core";
import { COMMA, decodeText, isBlank, NumberScanner } from "./bytes";
import { excerpt, IssueList } from "./issues";
import { LineWalker } from "./lines";
import { prepare } from "./prepare";
import type { ParseOptions, ParseReport } from "./types";

/** The raw value that stands for "no answer within 15 ms": the probe's time-out, in ns. */
export const PROBE_TIMEOUT_NS = 15_000_000;

export type LatencyLayout = "value" | "seq value" | "epoch,value" | "mixed" | "none";

/** A latency log: one probe a line. */
export interface LatencyLog {
  readonly layout: LatencyLayout;
  /** µs (the raw file is in ns); a time-out stays 15000 µs, a lower bound: see `censored`. NaN is missing. */
  readonly values: Float64Array;
  /** 1 where the probe timed out, so the true latency is at least the value. */
  readonly censored: Uint8Array;
  /** ms since the epoch for the `epoch,value` layout; null otherwise. */
  readonly times: Float64Array | null;
  readonly report: ParseReport;
}

const EXPECTED = "latency lines (value, `seq value` or `epoch,value`; ns)";

/**
 * Parses a probe's latency log in any of its layouts; the value is the last field of the line. Raw values are ns and
 * come out in µs. 15 000 000 ns is the probe's time-out: the value is kept and flagged in `censored`.
 *
 * `parser: "drst-compat"` takes the first number of each line (so the sequence number of `seq value` files) and
 * divides by 1000 when the median is above 1000; it flags nothing.
 *
 * @throws LabError "format": empty or binary input, a line that is not one to two numbers
 * @example
 * const log = perf.parseLatency(Buffer.from("1 15000000\n2 7840\n"));
 * [...log.values] //=> [15000, 7.84]
 * [...log.censored] //=> [1, 0]
 */
export function parseLatency(bytes: Uint8Array, options: ParseOptions = {}): LatencyLog {
  const prepared = prepare(bytes, EXPECTED, options);
  if (options.parser === "drst-compat") return parseCompat(prepared.bytes, options);
  const walker = new LineWalker(prepared.bytes);
  const scanner = new NumberScanner(prepared.bytes);
  const issues = new IssueList();
  const values: number[] = [];
  const times: number[] = [];
  const layouts = new Set<LatencyLayout>();

  while (walker.next()) {
    const shape = readLine(scanner, walker.start, walker.end);
    if (shape === undefined) {
      const found = excerpt(prepared.bytes, walker.start, walker.end);
      if (!walker.terminated) issues.add("unterminated-line", walker.line, found);
      else if (values.length === 0 && isHeader(prepared.bytes, walker))
        issues.add("header", walker.line, found);
      else if (options.onBadLine === "skip") issues.add("bad-line", walker.line, found);
      else {
        const where = { file: options.file, line: walker.line, byte: walker.start };
        fail({
          code: "format",
          expected: "one latency in ns, alone or behind a sequence number",
          found,
          where,
        });
      }
      continue;
    }
    layouts.add(shape.layout);
    if (!walker.terminated) issues.add("unterminated-line", walker.line, String(shape.value));
    // Digits may be missing at the end of a cut line, so its value is unknown; its place is kept.
    values.push(walker.terminated ? shape.value : Number.NaN);
    times.push(shape.first);
  }
  if (values.length === 0 && issues.count("unterminated-line") === 0) {
    fail({
      code: "format",
      expected: EXPECTED,
      found: "no line with a number",
      where: { file: options.file },
    });
  }
  const layout = layouts.size > 1 ? "mixed" : ([...layouts][0] ?? "none");
  if (layout === "mixed") issues.add("mixed-layouts", 0, [...layouts].join(" and "));
  const censored = Uint8Array.from(values, (value) => (value >= PROBE_TIMEOUT_NS ? 1 : 0));
  const timeouts = censored.reduce((sum, flag) => sum + flag, 0);
  if (timeouts > 0) issues.add("probe-timeout", 0, String(PROBE_TIMEOUT_NS), timeouts);
  return {
    layout,
    values: Float64Array.from(values, (value) => value / 1000),
    censored,
    times: layout === "epoch,value" ? Float64Array.from(times, (s) => s * 1000) : null,
    report: {
      file: options.file ?? null,
      parser: "strict",
      lines: walker.line,
      rows: values.length,
      issues: issues.list(),
      repairs: prepared.repairs,
    },
  };
}

function readLine(
  scanner: NumberScanner,
  start: number,
  end: number,
): { layout: LatencyLayout; first: number; value: number } | undefined {
  const { bytes } = scanner;
  scanner.position = start;
  const first = scanner.read();
  let p = scanner.position;
  if (p === start) return undefined;
  if (p === end) return first >= 0 ? { layout: "value", first, value: first } : undefined;
  const layout = bytes[p] === COMMA ? "epoch,value" : "seq value";
  if (layout === "seq value" && !isBlank(bytes[p])) return undefined;
  p++;
  while (p < end && isBlank(bytes[p])) p++;
  scanner.position = p;
  const value = scanner.read();
  return scanner.position === end && p < end && value >= 0 ? { layout, first, value } : undefined;
}

/** A first line of names: letters and no digit. */
function isHeader(bytes: Uint8Array, { start, end }: LineWalker): boolean {
  return /^[A-Za-z][A-Za-z ,_()µ-]*$/.test(decodeText(bytes.subarray(start, end)));
}

const FIRST_NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

function parseCompat(bytes: Uint8Array, options: ParseOptions): LatencyLog {
  const lines = decodeText(bytes).split(/\r\n|\r|\n/);
  const values = lines.flatMap((line) => {
    const match = FIRST_NUMBER.exec(line);
    return match === null ? [] : [Number(match[0])];
  });
  const magnitudes = values.map(Math.abs).sort((a, b) => a - b);
  const middle = magnitudes.length >> 1;
  const median =
    magnitudes.length % 2 === 1 ? magnitudes[middle] : (magnitudes[middle - 1] + magnitudes[middle]) / 2;
  const scale = median > 1000 ? 1000 : 1;
  return {
    layout: "value",
    values: Float64Array.from(values, (value) => value / scale),
    censored: new Uint8Array(values.length),
    times: null,
    report: {
      file: options.file ?? null,
      parser: "drst-compat",
      lines: lines.length - (lines[lines.length - 1] === "" ? 1 : 0),
      rows: values.length,
      issues: [],
      repairs: [],
    },
  };
}
