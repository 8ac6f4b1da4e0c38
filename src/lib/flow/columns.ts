import { fail } from "../core";
import type { ColumnSpec, Schema } from "../table";
import type { FeatureGroup } from "./feature";
import { application } from "./features/application";
import { dns } from "./features/dns";
import { duration } from "./features/duration";
import { flags } from "./features/flags";
import { ftp } from "./features/ftp";
import { icmp } from "./features/icmp";
import { interArrival } from "./features/inter-arrival";
import { lengths } from "./features/lengths";
import { retransmission } from "./features/retransmission";
import { secondBytes } from "./features/second-bytes";
import { sizes } from "./features/sizes";
import { throughput } from "./features/throughput";
import { volume } from "./features/volume";
import { windows } from "./features/windows";
import type { Accounting } from "./options";

/** The feature groups, in the order in which they see packets. */
const GROUPS_43: readonly FeatureGroup[] = [
  duration,
  application,
  volume,
  flags,
  lengths,
  retransmission,
  throughput,
  sizes,
  windows,
  icmp,
  dns,
  ftp,
];
const GROUPS_53: readonly FeatureGroup[] = [...GROUPS_43, secondBytes, interArrival];

const text = (name: string, formula: string, source: string): ColumnSpec => ({
  name,
  type: "text",
  unit: "",
  formula,
  source,
});
const number = (name: string, unit: string, formula: string, source: string): ColumnSpec => ({
  name,
  type: "number",
  unit,
  formula,
  source,
});

/** Columns of the flow's key; the table knows them without counting. */
export const KEY_COLUMNS: readonly ColumnSpec[] = [
  text("IPV4_SRC_ADDR", "sender of the first packet; missing in IPv6 flows", "IE 8"),
  number("L4_SRC_PORT", "1", "its port; 0 for protocols without ports", "IE 7"),
  text("IPV4_DST_ADDR", "receiver of the first packet; missing in IPv6 flows", "IE 12"),
  number("L4_DST_PORT", "1", "its port; 0 for protocols without ports", "IE 11"),
  number("PROTOCOL", "1", "IP protocol of the first packet, behind IPv6 extension headers", "IE 4"),
];

/** Columns that follow the published ones: what those cannot say. */
export const CONTEXT_COLUMNS: readonly ColumnSpec[] = [
  text("IPV6_SRC_ADDR", "sender of the first packet of an IPv6 flow", "IE 27"),
  text("IPV6_DST_ADDR", "receiver of the first packet of an IPv6 flow", "IE 28"),
  text(
    "FLOW_END_REASON",
    "idle, active (time-outs), fin, rst (end of the connection), full (least recently seen of a full table), " +
      "end (of the capture)",
    "as IE 136",
  ),
  number(
    "VLAN",
    "1",
    "VLAN of the first packet, inner tag + 4096 · the tag around it; missing without tags",
    "IE 58",
  ),
  text("TUNNEL", "innermost tunnel of the first packet that was opened; missing without one", "decoding"),
  number("TUNNEL_ID", "1", "TEID of GTP-U, VNI of VXLAN or key of GRE, of the first packet", "decoding"),
  number("TUNNEL_QFI", "1", "QoS flow identifier of GTP-U, of the first packet", "TS 38.415"),
  text("TUNNEL_SRC_ADDR", "sender of the packet around the first one", "decoding"),
  text("TUNNEL_DST_ADDR", "receiver of the packet around the first one", "decoding"),
  text("SERVER_NAME", "first server name in a TLS client hello or an HTTP Host header", "decoding"),
];

/** The 53 columns in the order of NF-v3; the first 43 are the set of the NWDAF pipeline. */
export const FLOW_COLUMNS: readonly string[] = [
  "FLOW_START_MILLISECONDS",
  "FLOW_END_MILLISECONDS",
  "IPV4_SRC_ADDR",
  "L4_SRC_PORT",
  "IPV4_DST_ADDR",
  "L4_DST_PORT",
  "PROTOCOL",
  "L7_PROTO",
  "IN_BYTES",
  "IN_PKTS",
  "OUT_BYTES",
  "OUT_PKTS",
  "TCP_FLAGS",
  "CLIENT_TCP_FLAGS",
  "SERVER_TCP_FLAGS",
  "FLOW_DURATION_MILLISECONDS",
  "DURATION_IN",
  "DURATION_OUT",
  "MIN_TTL",
  "MAX_TTL",
  "LONGEST_FLOW_PKT",
  "SHORTEST_FLOW_PKT",
  "MIN_IP_PKT_LEN",
  "MAX_IP_PKT_LEN",
  "RETRANSMITTED_IN_BYTES",
  "RETRANSMITTED_IN_PKTS",
  "RETRANSMITTED_OUT_BYTES",
  "RETRANSMITTED_OUT_PKTS",
  "SRC_TO_DST_AVG_THROUGHPUT",
  "DST_TO_SRC_AVG_THROUGHPUT",
  "NUM_PKTS_UP_TO_128_BYTES",
  "NUM_PKTS_128_TO_256_BYTES",
  "NUM_PKTS_256_TO_512_BYTES",
  "NUM_PKTS_512_TO_1024_BYTES",
  "NUM_PKTS_1024_TO_1514_BYTES",
  "TCP_WIN_MAX_IN",
  "TCP_WIN_MAX_OUT",
  "ICMP_TYPE",
  "ICMP_IPV4_TYPE",
  "DNS_QUERY_ID",
  "DNS_QUERY_TYPE",
  "DNS_TTL_ANSWER",
  "FTP_COMMAND_RET_CODE",
  "SRC_TO_DST_SECOND_BYTES",
  "DST_TO_SRC_SECOND_BYTES",
  "SRC_TO_DST_IAT_MIN",
  "SRC_TO_DST_IAT_MAX",
  "SRC_TO_DST_IAT_AVG",
  "SRC_TO_DST_IAT_STDDEV",
  "DST_TO_SRC_IAT_MIN",
  "DST_TO_SRC_IAT_MAX",
  "DST_TO_SRC_IAT_AVG",
  "DST_TO_SRC_IAT_STDDEV",
];

/** Which columns a table of flows has. */
export interface ColumnOptions {
  /** 43 (the NWDAF set) or 53 (NF-v3). Default 53. */
  readonly features?: 43 | 53;
  /** The columns behind those: IPv6 addresses, end reason, VLAN, tunnel, server name. Default true. */
  readonly context?: boolean;
  /** Feature groups of your own; their columns come last. */
  readonly extra?: readonly FeatureGroup[];
}

/** The groups that have to count, and where each output column's value comes from. */
export interface ColumnPlan {
  readonly groups: readonly FeatureGroup[];
  readonly columns: readonly ColumnSpec[];
  /** Per output column: the index among the groups' values, or -1 for columns of the key and the context. */
  readonly valueAt: readonly number[];
}

const SETS = new Map([
  [43, GROUPS_43],
  [53, GROUPS_53],
]);

/** Which columns are made, in which order, and from what. */
export function planColumns(options: ColumnOptions = {}): ColumnPlan {
  const count = options.features ?? 53;
  const base =
    SETS.get(count) ?? fail({ code: "argument", expected: "43 or 53 features", found: String(count) });
  const extra = options.extra ?? [];
  const groups = [...base, ...extra];
  const values = groups.flatMap((group) => group.columns);
  const known = new Map(
    [...KEY_COLUMNS, ...CONTEXT_COLUMNS, ...values].map((column) => [column.name, column]),
  );
  if (known.size !== KEY_COLUMNS.length + CONTEXT_COLUMNS.length + values.length) {
    const names = [...FLOW_COLUMNS, ...CONTEXT_COLUMNS.map((column) => column.name)];
    const twice = extra.flatMap((group) => group.columns).find((column) => names.includes(column.name));
    fail({
      code: "argument",
      expected: "names of your own for your own columns",
      found: twice === undefined ? "a name twice" : `"${twice.name}", which exists`,
    });
  }
  const names = [
    ...FLOW_COLUMNS.slice(0, count),
    ...(options.context === false ? [] : CONTEXT_COLUMNS.map((column) => column.name)),
    ...extra.flatMap((group) => group.columns.map((column) => column.name)),
  ];
  const columns = names.map((name) => known.get(name)!);
  return { groups, columns, valueAt: columns.map((column) => values.indexOf(column)) };
}

/** The flow schema: every column's formula, unit and source, and the accounting layer of the byte counts. */
export function flowSchema(options: ColumnOptions & { readonly bytes?: Accounting } = {}): Schema {
  const layer = { frame: "whole frame", ip: "IP total length", payload: "transport payload" }[
    options.bytes ?? "ip"
  ];
  return {
    name: `flows-${options.features ?? 53}`,
    version: 1,
    columns: planColumns(options).columns.map((column) => ({
      ...column,
      formula: column.formula.replace("the accounting layer", `the accounting layer (${layer})`),
    })),
  };
}
