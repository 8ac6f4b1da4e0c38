import { fail, quote } from "../../core";
import { Table } from "../../table";
import { canonicalAddress } from "./address";
import { protocolNumber } from "./protocol";
import { parseTime } from "./time";

/** What a ground-truth table says, in one form: one row an activity. Made by {@link readTruth}. */
export interface Truth {
  /**
   * start_ms, end_ms (NaN: unbounded), protocol (number), src_addr, dst_addr (canonical text), src_port, dst_port
   * (NaN: any port), attack (text, trimmed; "" is benign).
   */
  readonly table: Table;
  /** Rows that could not be used, by reason; they are counted, never guessed. */
  readonly refused: Readonly<Record<string, number>>;
  /** Which layout was recognised. */
  readonly layout: TruthLayout;
}

export type TruthLayout = "schedule" | "unsw-nb15" | "netflow";

export interface TruthOptions {
  /** For times without a zone: "UTC" (default), "+03:00", or an IANA name such as "Australia/Canberra". */
  readonly timeZone?: string;
}

interface Columns {
  readonly layout: TruthLayout;
  readonly start?: string;
  readonly end?: string;
  /** Factor from a numeric time to milliseconds. */
  readonly perUnit: number;
  readonly protocol: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly attack: string;
}

const LAYOUTS: readonly Columns[] = [
  {
    layout: "schedule",
    start: "start_ms",
    end: "end_ms",
    perUnit: 1,
    protocol: "protocol",
    source: "src_addr",
    sourcePort: "src_port",
    destination: "dst_addr",
    destinationPort: "dst_port",
    attack: "attack",
  },
  {
    layout: "unsw-nb15",
    start: "Start time",
    end: "Last time",
    perUnit: 1000,
    protocol: "Protocol",
    source: "Source IP",
    sourcePort: "Source Port",
    destination: "Destination IP",
    destinationPort: "Destination Port",
    attack: "Attack category",
  },
  {
    layout: "netflow",
    start: "FLOW_START_MILLISECONDS",
    end: "FLOW_END_MILLISECONDS",
    perUnit: 1,
    protocol: "PROTOCOL",
    source: "IPV4_SRC_ADDR",
    sourcePort: "L4_SRC_PORT",
    destination: "IPV4_DST_ADDR",
    destinationPort: "L4_DST_PORT",
    attack: "Attack",
  },
];

/**
 * Reads a ground-truth table by the names of its columns: the project's own schedules (start_ms, …), the UNSW-NB15
 * ground truth ("Start time", "Last time", "Attack category", …: epoch seconds), and the labelled flow tables
 * NF-UNSW-NB15-v2 (no times: its rows hold at any time) and -v3. Upper and lower case and blanks around names are
 * not told apart. "Benign" and an empty category mean no attack.
 */
export function readTruth(table: Table, options: TruthOptions = {}): Truth {
  const byName = new Map(table.names.map((name) => [name.trim().toLowerCase(), name]));
  const find = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : byName.get(name.toLowerCase());
  const columns = LAYOUTS.find((layout) =>
    [layout.protocol, layout.source, layout.destination, layout.attack].every((name) => find(name)),
  );
  if (columns === undefined) {
    return fail({
      code: "format",
      expected: `ground truth with the columns of one layout: ${LAYOUTS.map(describeLayout).join("; or ")}`,
      found: table.names.slice(0, 12).map(quote).join(", "),
    });
  }
  const timeZone = options.timeZone ?? "UTC";
  // A zone that does not exist is a mistake also where every time is a number, and must not wait for the first text.
  parseTime("1970-01-01 00:00:00", 1, timeZone);
  const refused: Record<string, number> = {};
  const kept: number[] = [];
  const out = {
    start_ms: new Float64Array(table.length),
    end_ms: new Float64Array(table.length),
    protocol: new Float64Array(table.length),
    src_addr: new Array<string>(table.length),
    src_port: new Float64Array(table.length),
    dst_addr: new Array<string>(table.length),
    dst_port: new Float64Array(table.length),
    attack: new Array<string>(table.length),
  };
  const cell = (row: number, name: string | undefined): string => {
    const known = find(name);
    return known === undefined ? "" : String(table.at(row, known) ?? "").trim();
  };
  const time = (row: number, name: string | undefined): number => {
    const text = cell(row, name);
    if (text === "") return Number.NaN;
    return parseTime(text, columns.perUnit, timeZone);
  };
  for (let row = 0; row < table.length; row++) {
    const refuse = (reason: string): void => {
      refused[reason] = (refused[reason] ?? 0) + 1;
    };
    const protocol = protocolNumber(cell(row, columns.protocol));
    if (protocol === undefined) {
      refuse("unknown protocol");
      continue;
    }
    const source = cell(row, columns.source);
    const destination = cell(row, columns.destination);
    if (source === "" || destination === "") {
      refuse("missing address");
      continue;
    }
    const start = time(row, columns.start);
    const end = time(row, columns.end);
    if (end < start) {
      refuse("end before start");
      continue;
    }
    const attack = cell(row, columns.attack);
    out.start_ms[row] = start;
    out.end_ms[row] = end;
    out.protocol[row] = protocol;
    out.src_addr[row] = canonicalAddress(source);
    out.dst_addr[row] = canonicalAddress(destination);
    out.src_port[row] = port(cell(row, columns.sourcePort));
    out.dst_port[row] = port(cell(row, columns.destinationPort));
    out.attack[row] = /^benign$/i.test(attack) ? "" : attack;
    kept.push(row);
  }
  return { table: Table.of(out).take(kept), refused, layout: columns.layout };
}

/** A port number; anything that is not one (blank, "-", the hexadecimal of some ICMP rows) means any port. */
function port(text: string): number {
  return /^\d{1,5}(\.0+)?$/.test(text) && Number(text) <= 65535 ? Number(text) : Number.NaN;
}

function describeLayout({ layout, protocol, source, destination, attack }: Columns): string {
  return `${layout} (${[protocol, source, destination, attack].map(quote).join(", ")})`;
}
