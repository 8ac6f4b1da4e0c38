import { fail, quote } from "../core";
import { type ColumnInput, Table } from "../table";
import { COMMA, decodeText, numberIn } from "./bytes";
import { excerpt, IssueList } from "./issues";
import { LineWalker } from "./lines";
import { prepare } from "./prepare";
import type { ParseOptions, ParseReport } from "./types";

/** The 21 fields of a line of the NF manager's statistics; the file has no header. */
export const NF_FIELDS = [
  "tag",
  "instance_id",
  "service_id",
  "core",
  "rx_pps",
  "tx_pps",
  "rx",
  "tx",
  "act_out",
  "act_tonf",
  "act_drop",
  "parent",
  "state",
  "rte_atomic16_read",
  "rx_drop_rate",
  "tx_drop_rate",
  "rx_drop",
  "tx_drop",
  "act_next",
  "act_buffer",
  "act_returned",
] as const;

/** The functions of the chain as the manager tags them, in the order of the columns. */
export const NF_TAGS = ["ndpi_stat", "router", "payload_scan", "bridge", "firewall"] as const;

export interface NfOutOptions extends ParseOptions {
  /**
   * Which lines make a row. "cycle" (default): a tag that comes again begins the next second, so a function that
   * starts late is missing in the first rows. "position": the n-th line of each tag, as the original, so the seconds
   * of a late function are shifted against the others.
   */
  readonly fold?: "cycle" | "position";
}

export interface NfOutLog {
  /** `<tag>-<field>` for the five tags and the fields core to act_returned: 90 columns; `state` is text. */
  readonly table: Table;
  /** Lines of each tag, other tags (load generators, bridges under test) too. */
  readonly tags: Readonly<Record<string, number>>;
  readonly report: ParseReport;
}

const FIRST_FIELD = 3;
const STATE_FIELD = 12;
const EXPECTED = `lines of the NF manager with ${NF_FIELDS.length} fields (router,2,3,4,…)`;

/**
 * Parses `nf_out.csv`, the NF manager's statistics (packets, packets/s), into one row a second with 90 columns.
 *
 * `parser: "drst-compat"` loses the first line (read as a header) and folds by position.
 *
 * @throws LabError "format": empty or binary input, a line with another number of fields
 * @example
 * const log = perf.parseNfOut(Buffer.from("router,2,3,4,10,10,10,10,0,10,0,0,W,0,0,0,0,0,0,0,0\n"));
 * [log.table.names.length, log.table.at(0, "router-rx_pps"), log.table.at(0, "bridge-rx_pps")] //=> [90, 10, null]
 */
export function parseNfOut(bytes: Uint8Array, options: NfOutOptions = {}): NfOutLog {
  const prepared = prepare(bytes, EXPECTED, options);
  const compat = options.parser === "drst-compat";
  const byPosition = (options.fold ?? (compat ? "position" : "cycle")) === "position";
  const walker = new LineWalker(prepared.bytes);
  const issues = new IssueList();
  const tags = new Map<string, number>();
  const lines: { tag: number; row: number; cells: Float64Array; state: string | null }[] = [];
  let cycle = -1;
  const inCycle = new Set<string>();

  if (compat) walker.next();
  while (walker.next()) {
    const { start, end } = walker;
    const tag = tagAt(prepared.bytes, start, end);
    const cells = readCells(prepared.bytes, start, end, walker.terminated);
    if (cells === undefined || tag === "") {
      badLine(walker, issues, options);
      continue;
    }
    if (!walker.terminated) issues.add("unterminated-line", walker.line, excerpt(prepared.bytes, start, end));
    const before = tags.get(tag) ?? 0;
    tags.set(tag, before + 1);
    const index = (NF_TAGS as readonly string[]).indexOf(tag);
    if (index < 0) {
      issues.add("other-tag", walker.line, tag);
      continue;
    }
    if (cycle < 0 || inCycle.has(tag)) {
      cycle++;
      inCycle.clear();
    }
    inCycle.add(tag);
    lines.push({ tag: index, row: byPosition ? before : cycle, ...cells });
  }
  if (tags.size === 0 && !compat && issues.count("unterminated-line") === 0) {
    fail({ code: "format", expected: EXPECTED, found: "no such line", where: { file: options.file } });
  }
  const rows = lines.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const columns = new Map<string, ColumnInput>();
  NF_TAGS.forEach((tag, index) => {
    const own = lines.filter((line) => line.tag === index);
    for (let field = FIRST_FIELD; field < NF_FIELDS.length; field++) {
      columns.set(`${tag}-${NF_FIELDS[field]}`, fieldColumn(own, field, rows));
    }
  });
  const { file } = options;
  return {
    table: Table.of(columns),
    tags: Object.fromEntries(tags),
    report: {
      file: file ?? null,
      parser: options.parser ?? "strict",
      lines: walker.line,
      rows,
      issues: issues.list(),
      repairs: prepared.repairs,
    },
  };
}

function fieldColumn(
  lines: readonly { row: number; cells: Float64Array; state: string | null }[],
  field: number,
  rows: number,
): ColumnInput {
  if (field === STATE_FIELD) {
    const states = new Array<string | null>(rows).fill(null);
    for (const { row, state } of lines) states[row] = state;
    return states;
  }
  const cells = new Float64Array(rows).fill(Number.NaN);
  for (const line of lines) cells[line.row] = line.cells[field];
  return cells;
}

/** The tag that begins a line: letters, digits, `_`, `-` and `.`; empty when the line begins otherwise. */
function tagAt(bytes: Uint8Array, start: number, end: number): string {
  const comma = bytes.indexOf(COMMA, start);
  const text = decodeText(bytes.subarray(start, comma < 0 || comma > end ? end : comma)).trim();
  return /^[A-Za-z][\w.-]*$/.test(text) ? text : "";
}

/** The fields' numbers and the state; undefined when a whole line has another number of fields. */
function readCells(
  bytes: Uint8Array,
  start: number,
  end: number,
  terminated: boolean,
): { cells: Float64Array; state: string | null } | undefined {
  const cells = new Float64Array(NF_FIELDS.length).fill(Number.NaN);
  let state: string | null = null;
  let field = 0;
  for (let from = start; field < NF_FIELDS.length; field++) {
    let to = from;
    while (to < end && bytes[to] !== COMMA) to++;
    const last = to >= end;
    // The last field of a cut line may have lost its end.
    if (!last || terminated) {
      if (field === STATE_FIELD) state = decodeText(bytes.subarray(from, to)).trim();
      else cells[field] = numberIn(bytes, from, to);
    }
    if (last) return terminated && field + 1 !== NF_FIELDS.length ? undefined : { cells, state };
    from = to + 1;
  }
  return undefined;
}

function badLine(walker: LineWalker, issues: IssueList, options: ParseOptions): void {
  const found = excerpt(walker.bytes, walker.start, walker.end);
  if (!walker.terminated) issues.add("unterminated-line", walker.line, found);
  else if (options.onBadLine === "skip") issues.add("bad-line", walker.line, found);
  else {
    const where = { file: options.file, line: walker.line, byte: walker.start };
    fail({ code: "format", expected: `a tag and ${quote(NF_FIELDS.length)} fields`, found, where });
  }
}
