import { fail, quote } from "../core";
import { type ColumnInput, Table } from "../table";
import { decodeText } from "./bytes";
import { excerpt, IssueList } from "./issues";
import { LineWalker } from "./lines";
import type { PcmLog } from "./pcm";
import { parsePcmPcieCompat } from "./pcm-compat";
import { prepare } from "./prepare";
import type { ParseOptions } from "./types";

export interface PcmPcieLog extends PcmLog {
  /** "split": Total, Miss and Hit for each socket; "total": one row a socket; "stamped": split, with Date and Time. */
  readonly layout: "split" | "total" | "stamped";
}

const EXPECTED = "a pcm-pcie log with the header [Date,Time,]Skt,PCIRdCur,RFO,…";

/** One block: the values of each socket and kind, and when. */
interface Block {
  time: number;
  readonly cells: Map<string, number[]>;
}

/**
 * Parses the CSV of `pcm-pcie`, in any of its three layouts, and folds each block into one row of columns
 * `skt-<socket>_<event>-<total|miss|hit>` (events a second). A block begins with a header line, or when a socket and
 * kind come again. What a block lacks (a cut file) is NaN, counted as `incomplete-block`.
 *
 * `parser: "drst-compat"` folds seven lines at a time whatever the layout, as the original.
 *
 * @throws LabError "format": empty or binary input, no header, a row that is not socket and counts
 * @example
 * const log = perf.parsePcmPcie(Buffer.from("Skt,RFO,WiL\n0,9,203(Total)\n0,4,197(Miss)\n0,5,6(Hit)\n"));
 * log.table.row(0) //=> { "skt-0_RFO-total": 9, "skt-0_WiL-total": 203, "skt-0_RFO-miss": 4, "skt-0_WiL-miss": 197, "skt-0_RFO-hit": 5, "skt-0_WiL-hit": 6 }
 */
export function parsePcmPcie(bytes: Uint8Array, options: ParseOptions = {}): PcmPcieLog {
  const prepared = prepare(bytes, EXPECTED, options);
  if (options.parser === "drst-compat") {
    return { ...parsePcmPcieCompat(prepared.bytes, options), layout: "split" };
  }
  const walker = new LineWalker(prepared.bytes);
  const issues = new IssueList();
  const blocks: Block[] = [];
  let events: string[] = [];
  let lead = 0;
  let block: Block | undefined;
  while (walker.next()) {
    const fields = decodeText(prepared.bytes.subarray(walker.start, walker.end)).split(",");
    const socketField = fields.findIndex((field) => field.trim() === "Skt");
    if (socketField >= 0) {
      if (walker.terminated) events = readEvents(fields, socketField, events, walker, options);
      lead = socketField;
      block = undefined;
      continue;
    }
    if (events.length === 0) fail(notHeader(walker, options));
    const row = readRow(fields, lead, events.length, walker.terminated);
    if (row === undefined) {
      badRow(walker, lead + 1 + events.length, issues, options);
      continue;
    }
    if (!walker.terminated) {
      issues.add("unterminated-line", walker.line, excerpt(prepared.bytes, walker.start, walker.end));
    }
    if (block === undefined || block.cells.has(row.key)) {
      block = { time: row.time, cells: new Map() };
      blocks.push(block);
    }
    block.cells.set(row.key, row.values);
  }
  if (events.length === 0) fail(notHeader(walker, options));

  if (blocks.length === 0) issues.add("no-rows", walker.line);
  const keys = [...new Set(blocks.flatMap(({ cells }) => [...cells.keys()]))].sort(byKey);
  const columns = new Map<string, ColumnInput>();
  if (lead > 0)
    columns.set(
      "time",
      Float64Array.from(blocks, ({ time }) => time),
    );
  for (const key of keys) {
    events.forEach((event, i) => {
      const [socket, kind] = key.split(" ");
      const cells = Float64Array.from(blocks, (each) => each.cells.get(key)?.[i] ?? Number.NaN);
      columns.set(`skt-${socket}_${event}-${kind}`, cells);
    });
  }
  for (const { cells } of blocks) {
    if (cells.size < keys.length) issues.add("incomplete-block", 0, `${cells.size} of ${keys.length} rows`);
  }
  const split = keys.some((key) => !key.endsWith("total"));
  return {
    layout: lead > 0 ? "stamped" : split ? "split" : "total",
    fields: lead + 1 + events.length,
    table: Table.of(columns),
    report: {
      file: options.file ?? null,
      parser: "strict",
      lines: walker.line,
      rows: blocks.length,
      issues: issues.list(),
      repairs: prepared.repairs,
    },
  };
}

function readEvents(
  fields: readonly string[],
  socketField: number,
  before: string[],
  walker: LineWalker,
  { file }: ParseOptions,
): string[] {
  const events = fields.slice(socketField + 1).map((field) => field.trim());
  if (events.length === 0 || (before.length > 0 && before.join() !== events.join())) {
    const expected = before.length > 0 ? `the header ${quote(before.join())} again` : EXPECTED;
    fail({ code: "format", expected, found: quote(events.join()), where: { file, line: walker.line } });
  }
  return events;
}

/** `[date,time,]socket,count,…,count[(Total)]`; undefined for a line of another shape. */
function readRow(
  fields: readonly string[],
  lead: number,
  events: number,
  terminated: boolean,
): { key: string; time: number; values: number[] } | undefined {
  if (fields.length !== lead + 1 + events) return undefined;
  const last = /^\s*(\d+)\s*(?:\((Total|Miss|Hit)\))?\s*$/.exec(fields[fields.length - 1]);
  const socket = fields[lead].trim();
  if (last === null || !/^\d+$/.test(socket)) return undefined;
  // A cut line has lost its kind, or may have; only a closing bracket proves that it is whole.
  if (!terminated && last[2] === undefined) return undefined;
  const values = fields
    .slice(lead + 1, -1)
    .map((field) => (/^\s*\d+\s*$/.test(field) ? Number(field) : Number.NaN));
  if (values.some(Number.isNaN)) return undefined;
  values.push(Number(last[1]));
  const time = lead === 2 ? Date.parse(`${fields[0].trim()}T${fields[1].trim()}Z`) : Number.NaN;
  return { key: `${Number(socket)} ${(last[2] ?? "total").toLowerCase()}`, time, values };
}

function badRow(walker: LineWalker, fields: number, issues: IssueList, options: ParseOptions): void {
  const found = excerpt(walker.bytes, walker.start, walker.end);
  if (!walker.terminated) issues.add("unterminated-line", walker.line, found);
  else if (options.onBadLine === "skip") issues.add("bad-line", walker.line, found);
  else {
    const where = { file: options.file, line: walker.line, byte: walker.start };
    fail({ code: "format", expected: `a socket and counts, ${fields} fields`, found, where });
  }
}

function notHeader(walker: LineWalker, { file }: ParseOptions): Parameters<typeof fail>[0] {
  const found = walker.end === 0 ? "blank lines only" : excerpt(walker.bytes, walker.start, walker.end);
  return { code: "format", expected: EXPECTED, found, where: { file, line: walker.line } };
}

const KIND_ORDER = ["total", "miss", "hit"];

function byKey(a: string, b: string): number {
  const [[socketA, kindA], [socketB, kindB]] = [a.split(" "), b.split(" ")];
  return Number(socketA) - Number(socketB) || KIND_ORDER.indexOf(kindA) - KIND_ORDER.indexOf(kindB);
}
