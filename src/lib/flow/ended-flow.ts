import type { Tunnel } from "../capture";
import { FlowTotals } from "./feature";

/** Why a flow ended. */
export const END_REASONS = ["idle", "active", "fin", "rst", "full", "end"] as const;
export type EndReason = (typeof END_REASONS)[number];

/** The tunnel that a flow ran in, as its first packet had it. */
export interface FlowTunnel {
  readonly kind: Tunnel;
  /** TEID, VNI or GRE key; undefined for tunnels without one. */
  readonly id: number | undefined;
  /** QoS flow identifier of GTP-U. */
  readonly qosFlow: number | undefined;
  readonly source: string;
  readonly target: string;
}

/** A flow at its end, in one object for all flows: its values are valid until the next one. */
export class EndedFlow {
  readonly totals = new FlowTotals();
  /** One value per column of the feature groups, in their order; NaN is missing. */
  readonly values: Float64Array;
  /** Address words: 4 of the source, 4 of the target; IPv4 uses the first of each. */
  readonly addresses = new Int32Array(8);
  end: EndReason = "end";
  vlan = 0;
  tunnel: FlowTunnel | undefined;
  serverName: string | null = null;

  constructor(columns: number) {
    this.values = new Float64Array(columns);
  }
}
