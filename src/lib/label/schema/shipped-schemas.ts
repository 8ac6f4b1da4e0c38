import type { Table } from "../../table";
import type { LabelSchema } from "./label-schema";

/** The question of NetLabeller: which datapath technology should enforce the rule? Colours as in its Fig. 6. */
export const NETLABELLER_SCHEMA: LabelSchema = {
  name: "datapath technology",
  version: 1,
  classes: [
    { name: "TC", colour: "#d73027", key: "1", about: "Linux traffic control enforces the rule." },
    { name: "OVS", colour: "#fc8d00", key: "2", about: "Open vSwitch enforces the rule." },
    { name: "IPTABLES", colour: "#ffffff", key: "3", about: "iptables enforces the rule." },
  ],
  multiple: false,
  confidence: true,
  comment: true,
};

/** Flows: the classes of NF-UNSW-NB15 (spec of the 43 features), benign first. */
export const ATTACK_SCHEMA: LabelSchema = {
  name: "attack",
  version: 1,
  classes: [
    { name: "Benign", colour: "#1a9850", key: "0" },
    { name: "Exploits", colour: "#d73027", key: "1" },
    { name: "Fuzzers", colour: "#f46d43", key: "2" },
    { name: "Generic", colour: "#fdae61", key: "3" },
    { name: "Reconnaissance", colour: "#4575b4", key: "4" },
    { name: "DoS", colour: "#762a83", key: "5" },
    { name: "Shellcode", colour: "#c51b7d", key: "6" },
    { name: "Analysis", colour: "#35978f", key: "7" },
    { name: "Backdoor", colour: "#8c510a", key: "8" },
    { name: "Worms", colour: "#000000", key: "9" },
  ],
  multiple: false,
  confidence: true,
  comment: true,
};

/** Stretches of time: what the stream did. */
export const DRIFT_SCHEMA: LabelSchema = {
  name: "drift",
  version: 1,
  classes: [
    { name: "stable", colour: "#4575b4", key: "1", about: "As in training." },
    { name: "drift", colour: "#d73027", key: "2", about: "Inputs or their effect changed." },
    { name: "fault", colour: "#762a83", key: "3", about: "Something is broken: not to learn from." },
  ],
  multiple: false,
  confidence: true,
  comment: true,
};

/** The shipped schema that the columns ask for; undefined for data of another kind. */
export function schemaFor(table: Table): LabelSchema | undefined {
  if (table.has("rule_technology")) return NETLABELLER_SCHEMA;
  return table.has("IN_BYTES") && table.has("OUT_BYTES") ? ATTACK_SCHEMA : undefined;
}
