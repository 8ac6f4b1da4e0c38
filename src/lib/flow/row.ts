import type { Cell } from "../table";
import { ipv4Text, ipv6Text } from "./address";
import type { Anonymiser } from "./anonymise";
import type { ColumnPlan } from "./columns";
import type { EndedFlow } from "./ended-flow";

/** Columns of the key and the context, by what fills them. */
const FILL = {
  IPV4_SRC_ADDR: 1,
  IPV4_DST_ADDR: 2,
  IPV6_SRC_ADDR: 3,
  IPV6_DST_ADDR: 4,
  L4_SRC_PORT: 5,
  L4_DST_PORT: 6,
  PROTOCOL: 7,
  FLOW_END_REASON: 8,
  VLAN: 9,
  TUNNEL: 10,
  TUNNEL_ID: 11,
  TUNNEL_QFI: 12,
  TUNNEL_SRC_ADDR: 13,
  TUNNEL_DST_ADDR: 14,
  SERVER_NAME: 15,
} as const;

/**
 * One flow as a row of the output: one object for all flows, valid until the next one. Numbers stand in `numbers`
 * (NaN: missing), texts in `texts` (null: missing), both by the column's position.
 */
export class FlowRow {
  readonly names: readonly string[];
  readonly isText: readonly boolean[];
  readonly numbers: Float64Array;
  readonly texts: (string | null)[];
  /** Sum of packets in both directions, for those who check that none is lost. */
  packets = 0;

  constructor(plan: ColumnPlan) {
    this.names = plan.columns.map((column) => column.name);
    this.isText = plan.columns.map((column) => column.type === "text");
    this.numbers = new Float64Array(plan.columns.length);
    this.texts = plan.columns.map(() => null);
  }

  /** A cell by its column's name; missing is null, and so is a column that is not there. */
  get(name: string): Cell {
    const i = this.names.indexOf(name);
    if (i < 0) return null;
    if (this.isText[i]) return this.texts[i];
    return Number.isNaN(this.numbers[i]) ? null : this.numbers[i];
  }

  /** The row as an object of its own. */
  toObject(): Record<string, Cell> {
    return Object.fromEntries(this.names.map((name) => [name, this.get(name)]));
  }
}

/** Makes a function that fills the row from an ended flow. Addresses pass the anonymiser before they become text. */
export function rowFiller(
  plan: ColumnPlan,
  row: FlowRow,
  anonymiser: Anonymiser | undefined,
): (flow: EndedFlow) => void {
  const valueAt = Int32Array.from(plan.valueAt);
  const fill = plan.columns.map((column) => FILL[column.name as keyof typeof FILL] ?? 0);
  const { numbers, texts } = row;
  const address = (words: Int32Array, at: number, version: number): string =>
    anonymiser !== undefined
      ? anonymiser.words(words, at, version)
      : version === 4
        ? ipv4Text(words[at])
        : ipv6Text(words[at], words[at + 1], words[at + 2], words[at + 3]);
  const outer = (text: string): string => (anonymiser === undefined ? text : anonymiser.text(text));

  return (flow) => {
    const { totals, values, tunnel } = flow;
    row.packets = totals.packets[0] + totals.packets[1];
    for (let i = 0; i < valueAt.length; i++) {
      const from = valueAt[i];
      if (from >= 0) {
        numbers[i] = values[from];
        continue;
      }
      switch (fill[i]) {
        case FILL.IPV4_SRC_ADDR:
          texts[i] = totals.version === 4 ? address(flow.addresses, 0, 4) : null;
          break;
        case FILL.IPV4_DST_ADDR:
          texts[i] = totals.version === 4 ? address(flow.addresses, 4, 4) : null;
          break;
        case FILL.IPV6_SRC_ADDR:
          texts[i] = totals.version === 6 ? address(flow.addresses, 0, 6) : null;
          break;
        case FILL.IPV6_DST_ADDR:
          texts[i] = totals.version === 6 ? address(flow.addresses, 4, 6) : null;
          break;
        case FILL.L4_SRC_PORT:
          numbers[i] = totals.sourcePort;
          break;
        case FILL.L4_DST_PORT:
          numbers[i] = totals.targetPort;
          break;
        case FILL.PROTOCOL:
          numbers[i] = totals.protocol;
          break;
        case FILL.FLOW_END_REASON:
          texts[i] = flow.end;
          break;
        case FILL.VLAN:
          numbers[i] = flow.vlan === 0 ? Number.NaN : flow.vlan;
          break;
        case FILL.TUNNEL:
          texts[i] = tunnel === undefined ? null : tunnel.kind;
          break;
        case FILL.TUNNEL_ID:
          numbers[i] = tunnel?.id ?? Number.NaN;
          break;
        case FILL.TUNNEL_QFI:
          numbers[i] = tunnel?.qosFlow ?? Number.NaN;
          break;
        case FILL.TUNNEL_SRC_ADDR:
          texts[i] = tunnel === undefined ? null : outer(tunnel.source);
          break;
        case FILL.TUNNEL_DST_ADDR:
          texts[i] = tunnel === undefined ? null : outer(tunnel.target);
          break;
        case FILL.SERVER_NAME:
          // A name points at its address: it goes with the addresses.
          texts[i] = anonymiser === undefined ? flow.serverName : null;
          break;
        default:
          numbers[i] = Number.NaN;
      }
    }
  };
}
