import type { ColumnSpec } from "../schema";
import { defineSchema } from "./define";

/** What a feature of an instance is measured at. */
export type InstanceLevel =
  | "device"
  | "device port"
  | "datapath point"
  | "datapath point / queue"
  | "queue"
  | "rule"
  | "flow";
/** The sets of an instance: device D, port P, technology (datapath point) T, queue Q, rule R, flow F. */
export const INSTANCE_SETS = ["D", "P", "T", "Q", "F", "R"] as const;
export type InstanceSet = (typeof INSTANCE_SETS)[number];

/** One of the 34 features: an entry of the dictionary, and where in the network it belongs. */
export interface InstanceFeature extends ColumnSpec {
  /** 1 to 34, the number in NetLabeller's table. */
  readonly number: number;
  readonly level: InstanceLevel;
  readonly plane: "control" | "data";
  readonly set: InstanceSet;
  /** Whose unit is not given in the paper, so that we declare it here. */
  readonly declared?: true;
}

const RMA = "resource monitoring agent";
const FCA = "flow control agent";
const PAPER = "NetLabeller, 34 features";

/** `name | unit | set | level | formula`, in the order of the paper; a unit that ends in ! is declared by us. */
const ROWS = `
is_physical | 1 | D | device | 1 where the device is a physical machine, 0 where it is virtual; some datapath points exist on physical interfaces only
context_switches | 1 | D | device | Context switches of the device's processors since the report before: pressure on its cores
port_speed | bit/s | P | device port | Nominal speed of the device port: the bandwidth one may expect
point_nic_speed | bit/s | T | datapath point | Speed that the datapath point reaches on this interface; a kernel path may give half of the port's speed
search_complexity | 1! | T | datapath point | Cost class of one look-up, an ordinal from 1 to 10 declared here: 1 a TCAM, 4 a hash table for each mask, 8 a list of hashed buckets, 10 a list walked rule by rule
queues | 1 | Q | datapath point / queue | Number of queues of the datapath point
queue_length | packets | Q | queue | Most packets that the queue holds
queue_discipline | | Q | queue | Scheduler of the queue, such as noqueue, fq_codel or htb
queue_max_bandwidth | bit/s! | Q | queue | Bandwidth limit of the queue; missing where it has none (unit declared here)
rule_technology | | R | rule | Technology that enforces the rule now; the labels come from the same list
maximum_rules | 1 | T | datapath point | Most rules that the datapath point holds
active_rules | 1 | T | datapath point | Rules activated at the datapath point; active_rules / maximum_rules is its usage
rule_description | | R | rule | Type and name of the rule's action
rule_sense | | R | rule | INGRESS or EGRESS: packets that come in, or that leave
rule_complexity | 1! | R | rule | Length of the match: the number of header fields that it compares (unit declared here)
flow_encapsulation | | F | flow | Outermost tunnel of the flow, such as gtp; none where there is no tunnel
flow_sense | | F | flow | INGRESS or EGRESS: the side of the port that the flow's packets come from
packet_size | bytes | F | flow | Mean size of the flow's packets, without the tunnel's envelope
total_packets | packets | F | flow | Packets of the flow so far
rx_packets | 1/s | T | datapath point | Packets received each second since the report before
rx_bytes | B/s | T | datapath point | Bytes received each second since the report before, with the tunnel's envelope
rx_dropped | 1/s | T | datapath point | Received packets dropped each second since the report before
tx_packets | 1/s | T | datapath point | Packets sent each second since the report before
tx_bytes | B/s | T | datapath point | Bytes sent each second since the report before, with the tunnel's envelope
tx_dropped | 1/s | T | datapath point | Packets to send dropped each second since the report before
matched_packets_total | packets | R | rule | Packets that matched the rule since it was activated; matched / traversing is its efficiency
matched_packets_current | packets | R | rule | Packets that matched since the report before
matched_packets_average | packets | R | rule | matched_packets_total / reports since the rule was activated
last_matched | s | R | rule | Time since a packet matched last
matched_bytes_total | bytes | R | rule | Bytes of the packets that matched since the rule was activated
matched_bytes_current | bytes | R | rule | Bytes of the packets that matched since the report before
matched_bytes_average | bytes | R | rule | matched_bytes_total / reports since the rule was activated
rule_age | s | R | rule | Time since the rule was activated by the technology that enforces it now
queue_usage | packets! | Q | queue | Packets that wait in the queue now (unit declared here: packets, so that it compares with queue_length)
`;

/** Number of the last feature of the control plane; the data plane's follow. */
const LAST_CONTROL = 15;

/** The 34 features in the paper's order: 1 to 15 belong to the control plane, 16 to 34 to the data plane. */
export const INSTANCE_FEATURES: readonly InstanceFeature[] = ROWS.trim().split("\n").map(featureOf);

/**
 * The feature dictionary of the 34 columns of an instance: one rule at one time, in the network around it. Version 1.
 *
 * @example
 * table.schemas.instances.columns.length //=> 34
 * table.INSTANCE_FEATURES[9].name //=> "rule_technology"
 */
export const instancesSchema = defineSchema("instances", 1, INSTANCE_FEATURES);

function featureOf(row: string, index: number): InstanceFeature {
  const [name, unit, set, level, formula] = row.split("|").map((cell) => cell.trim());
  const number = index + 1;
  return {
    number,
    name,
    type: unit === "" ? "text" : "number",
    unit: unit.replace("!", ""),
    formula,
    source: `${PAPER}, no. ${number}; reported by the ${set === "F" || set === "R" ? FCA : RMA}`,
    version: 1,
    level: level as InstanceLevel,
    plane: number <= LAST_CONTROL ? "control" : "data",
    set: set as InstanceSet,
    ...(unit.endsWith("!") ? { declared: true as const } : {}),
  };
}
