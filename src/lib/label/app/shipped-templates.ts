import type { Table } from "../../table";
import type { Card, ColouredName, Template } from "./template";

/** Colours of NetLabeller's Fig. 6. */
const TECHNOLOGY_COLOURS: readonly ColouredName[] = [
  { name: "TC", colour: "#d73027" },
  { name: "OVS", colour: "#fc8d00" },
  { name: "IPTABLES", colour: "#ffffff" },
];

/** NetLabeller's screen: device, flow, rule, technologies side by side, box plots of all rules. */
export const INSTANCE_TEMPLATE: Template = {
  name: "instances",
  version: 1,
  title: "Which technology should enforce this rule?",
  heading: "rule_description",
  cards: [
    { id: "label", title: "Label", width: 4, kind: "label" },
    {
      id: "device",
      title: "Device and port",
      width: 4,
      kind: "fields",
      columns: ["is_physical", "context_switches", "port_speed"],
    },
    { id: "rule", title: "Rule", width: 4, kind: "fields", columns: ["rule_*", "matched_*", "last_matched"] },
    {
      id: "flow",
      title: "Flow",
      width: 4,
      kind: "fields",
      columns: ["flow_*", "packet_size", "total_packets", "flow1_*", "flow2_*", "flow3_*"],
    },
    {
      id: "point",
      title: "Datapath point and queue",
      width: 8,
      kind: "fields",
      columns: [
        "point_nic_speed",
        "search_complexity",
        "maximum_rules",
        "active_rules",
        "rx_*",
        "tx_*",
        "queues",
        "queue_*",
      ],
    },
    {
      id: "technologies",
      title: "Technologies",
      width: 12,
      kind: "panels",
      panels: TECHNOLOGY_COLOURS,
      columns: ["{}_*"],
    },
    {
      id: "boxes",
      title: "All rules",
      width: 12,
      kind: "boxes",
      columns: ["matched_packets_current", "matched_packets_total"],
      by: "rule_technology",
      groups: TECHNOLOGY_COLOURS,
    },
    { id: "neighbours", title: "Similar instances", width: 12, kind: "neighbours" },
  ],
};

/** Flows by their NetFlow columns. */
export const FLOW_TEMPLATE: Template = {
  name: "flows",
  version: 1,
  title: "What is this flow?",
  heading: "IPV4_SRC_ADDR",
  cards: [
    { id: "label", title: "Label", width: 4, kind: "label" },
    {
      id: "ends",
      title: "Ends",
      width: 4,
      kind: "fields",
      columns: ["IPV4_*", "IPV6_*", "L4_*", "PROTOCOL", "L7_PROTO"],
    },
    { id: "time", title: "Time", width: 4, kind: "fields", columns: ["FLOW_*", "DURATION_*"] },
    {
      id: "volume",
      title: "Volume",
      width: 4,
      kind: "fields",
      columns: ["IN_*", "OUT_*", "SRC_TO_DST_AVG_THROUGHPUT", "DST_TO_SRC_AVG_THROUGHPUT", "RETRANSMITTED_*"],
    },
    {
      id: "packets",
      title: "Packets",
      width: 4,
      kind: "fields",
      columns: ["LONGEST_FLOW_PKT", "SHORTEST_FLOW_PKT", "MIN_*", "MAX_*", "NUM_PKTS_*"],
    },
    {
      id: "flags",
      title: "TCP, ICMP, DNS, FTP",
      width: 4,
      kind: "fields",
      columns: ["TCP_*", "CLIENT_TCP_FLAGS", "SERVER_TCP_FLAGS", "ICMP_*", "DNS_*", "FTP_*"],
    },
    {
      id: "gaps",
      title: "Gaps between packets",
      width: 6,
      kind: "fields",
      columns: ["SRC_TO_DST_IAT_*", "DST_TO_SRC_IAT_*"],
    },
    {
      id: "boxes",
      title: "All flows by protocol",
      width: 12,
      kind: "boxes",
      columns: ["IN_BYTES", "OUT_BYTES", "FLOW_DURATION_MILLISECONDS"],
      by: "PROTOCOL",
    },
    { id: "neighbours", title: "Similar flows", width: 12, kind: "neighbours" },
  ],
};

/**
 * The shipped template that fits a table: instances, flows, or else one card with all columns.
 *
 * @example
 * label.templateFor(table.Table.of({ load: [1, 2] })).cards.map((card) => card.kind) //=> ["label", "fields", "neighbours"]
 */
export function templateFor(table: Table): Template {
  if (table.has("rule_technology")) return INSTANCE_TEMPLATE;
  if (table.has("IN_BYTES") && table.has("OUT_BYTES")) return FLOW_TEMPLATE;
  return {
    name: "all columns",
    version: 1,
    title: "Label",
    cards: [
      { id: "label", title: "Label", width: 4, kind: "label" },
      { id: "fields", title: "Row", width: 8, kind: "fields", columns: ["*"] },
      { id: "neighbours", title: "Similar rows", width: 12, kind: "neighbours" },
    ],
  };
}

/** The cards that have something to show of these columns, and a note for each that names a column there is not. */
export function fitTemplate(
  template: Template,
  names: readonly string[],
): { template: Template; notes: string[] } {
  const notes: string[] = [];
  const known = new Set(names);
  const matches = (pattern: string): boolean =>
    pattern.endsWith("*") ? names.some((name) => name.startsWith(pattern.slice(0, -1))) : known.has(pattern);
  const fits = (card: Card): boolean => {
    switch (card.kind) {
      case "label":
        return true;
      case "neighbours":
        return card.columns === undefined || card.columns.some(matches);
      case "panels":
        return card.panels.some(({ name }) =>
          card.columns.some((one) => matches(one.replaceAll("{}", name))),
        );
      case "boxes":
        return known.has(card.by) && card.columns.some(matches);
      case "series":
        return known.has(card.time) && card.channels.some(matches);
      default:
        return card.columns.some(matches);
    }
  };
  const cards = template.cards.filter((card) => {
    if (fits(card)) return true;
    notes.push(`The card "${card.title}" has no column in this data set and is left out.`);
    return false;
  });
  return { template: { ...template, cards }, notes };
}
