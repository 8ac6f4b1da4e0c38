import { fail, quote } from "../core";
import { Table } from "../table";
import { COMMA, decodeText, numberIn } from "./bytes";
import { excerpt, IssueList } from "./issues";
import { LineWalker } from "./lines";
import { prepare } from "./prepare";
import { parseRatesCompat } from "./rates-compat";
import type { ParseOptions, ParseReport } from "./types";

/** `MbitWithFraming` counts preamble, start of frame, checksum and gap (20 bytes a frame) as the published tables do. */
export type RateColumn = "MbitWithFraming" | "Mbit";

export interface RateOptions extends ParseOptions {
  /** Which column is the rate. Default "MbitWithFraming". */
  readonly rate?: RateColumn;
}

/** A tx or rx log of the load generator: one row a second. */
export interface RateLog {
  /** ms since the epoch, start of the second. */
  readonly times: Float64Array;
  /** The chosen column, Mb/s. */
  readonly rate: Float64Array;
  /** What the PacketRate column is in, found from the frame size it implies; null when all rows are zero. */
  readonly packetUnit: "Mpps" | "pps" | null;
  /** time (ms), packet_rate (packets/s, whatever the file's unit), mbit, mbit_with_framing (Mb/s), total_packets, total_bytes. */
  readonly table: Table;
  readonly report: ParseReport;
}

const EXPECTED = "a rate log with the header Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,…";

const COLUMNS = ["Time", "PacketRate", "Mbit", "MbitWithFraming", "TotalPackets", "TotalBytes"] as const;
const NAMES = ["time", "packet_rate", "mbit", "mbit_with_framing", "total_packets", "total_bytes"] as const;

/**
 * Parses a MoonGen tx or rx log by its header. Repeated headers are skipped with a count; a value that is not a
 * number is NaN with a count; the last field of a line that was cut is NaN.
 *
 * `parser: "drst-compat"` takes `Mbit` (then PacketRate, then the first column with a finite mean), as the original.
 *
 * @throws LabError "format": empty or binary input, no header, a row with another number of fields
 * @example
 * const log = perf.parseRates(Buffer.from("Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes\n" +
 *   "1661935007,Device: id=1,RX,0.7,1996.8,2109.8,1549603,547725492\n"));
 * log.rate[0] //=> 2109.8
 * log.table.at(0, "packet_rate") //=> 700000
 */
export function parseRates(bytes: Uint8Array, options: RateOptions = {}): RateLog {
  const prepared = prepare(bytes, EXPECTED, options);
  if (options.parser === "drst-compat") return parseRatesCompat(prepared.bytes, options);
  const rateColumn = options.rate ?? "MbitWithFraming";
  const text = prepared.bytes;
  const walker = new LineWalker(text);
  const issues = new IssueList();
  const header = readHeader(walker, rateColumn, options);
  const places = COLUMNS.map((name) => header.indexOf(name));
  const cells: number[][] = COLUMNS.map(() => []);
  const row = new Float64Array(header.length);

  while (walker.next()) {
    const { start, end, line } = walker;
    if (sameBytes(text, start, end, header.bytes)) {
      issues.add("repeated-header", line, excerpt(text, start, end));
      continue;
    }
    const fields = splitNumbers(text, start, end, row);
    if (!walker.terminated) {
      issues.add("unterminated-line", line, excerpt(text, start, end));
      row.fill(Number.NaN, fields - 1);
      // Without a whole time stamp there is no row to keep.
      if (Number.isNaN(row[places[0]])) continue;
    } else if (fields !== header.length || Number.isNaN(row[places[0]])) {
      const found = excerpt(text, start, end);
      if (options.onBadLine !== "skip") {
        const where = { file: options.file, line, byte: start };
        fail({
          code: "format",
          expected: `${header.length} fields with a time stamp in ${quote("Time")}`,
          found,
          where,
        });
      }
      issues.add("bad-line", line, found);
      continue;
    }
    const last = cells[0][cells[0].length - 1];
    if (row[places[0]] === last) issues.add("repeated-second", line, String(last));
    else if (row[places[0]] < last) issues.add("time-goes-back", line, String(row[places[0]]));
    for (let k = 0; k < places.length; k++) {
      const value = places[k] < 0 ? Number.NaN : row[places[k]];
      if (Number.isNaN(value) && places[k] >= 0 && walker.terminated)
        issues.add("not-a-number", line, COLUMNS[k]);
      cells[k].push(value);
    }
  }
  if (cells[0].length === 0) issues.add("no-rows", walker.line);
  return finish(cells, rateColumn, {
    file: options.file ?? null,
    parser: "strict",
    lines: walker.line,
    rows: cells[0].length,
    issues: issues.list(),
    repairs: prepared.repairs,
  });
}

interface Header {
  readonly bytes: Uint8Array;
  readonly length: number;
  indexOf(name: string): number;
}

function readHeader(walker: LineWalker, rate: RateColumn, { file }: RateOptions): Header {
  if (!walker.next())
    fail({ code: "format", expected: EXPECTED, found: "blank lines only", where: { file } });
  const bytes = walker.bytes.slice(walker.start, walker.end);
  const names = decodeText(bytes)
    .split(",")
    .map((name) => name.trim());
  if (!walker.terminated) {
    fail({
      code: "format",
      expected: EXPECTED,
      found: "a header that was cut",
      where: { file, line: walker.line },
    });
  }
  const missing = ["Time", rate].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    fail({
      code: "format",
      expected: `a header with the columns ${missing.map(quote).join(" and ")}`,
      found: excerpt(bytes, 0, bytes.length),
      where: { file, line: walker.line },
    });
  }
  return { bytes, length: names.length, indexOf: (name) => names.indexOf(name) };
}

/** Numbers of a line into `row` (NaN for what is not one); returns how many fields the line has. */
function splitNumbers(bytes: Uint8Array, start: number, end: number, row: Float64Array): number {
  row.fill(Number.NaN);
  let field = 0;
  for (let from = start; ; field++) {
    let to = from;
    while (to < end && bytes[to] !== COMMA) to++;
    if (field < row.length) row[field] = numberIn(bytes, from, to);
    if (to >= end) return field + 1;
    from = to + 1;
  }
}

function sameBytes(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false;
  for (let i = 0; i < other.length; i++) if (bytes[start + i] !== other[i]) return false;
  return true;
}

/** Frames are 20 bytes to 64 KiB: what the packet rate implies tells its unit, six orders of magnitude apart. */
export function packetRateUnit(packetRate: number, mbit: number): "Mpps" | "pps" | null {
  if (!(packetRate > 0 && mbit > 0)) return null;
  const bytesIfMpps = mbit / packetRate / 8;
  if (bytesIfMpps >= 20 && bytesIfMpps <= 65536) return "Mpps";
  return bytesIfMpps * 1e6 >= 20 && bytesIfMpps * 1e6 <= 65536 ? "pps" : null;
}

function finish(cells: readonly number[][], rate: RateColumn, report: ParseReport): RateLog {
  const columns = cells.map((column) => Float64Array.from(column));
  const [times, packets, mbit, framed] = columns;
  const units = Array.from(packets, (packetRate, i) => packetRateUnit(packetRate, mbit[i]));
  const packetUnit = units.find((unit) => unit !== null) ?? null;
  for (let i = 0; i < times.length; i++) {
    times[i] *= 1000;
    // A row that does not tell its unit has that of the file; where no row tells, a number would be a guess.
    const unit = units[i] ?? packetUnit;
    if (unit === "Mpps") packets[i] *= 1e6;
    else if (unit === null && packets[i] !== 0) packets[i] = Number.NaN;
  }
  return {
    times,
    rate: rate === "Mbit" ? mbit : framed,
    packetUnit,
    table: Table.of(NAMES.map((name, k) => [name, columns[k]] as const)),
    report,
  };
}
