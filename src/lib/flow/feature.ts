import type { Packet } from "../capture";
import type { ColumnSpec } from "../table";

/** A packet on its way into a flow: one object for all packets, so nothing of it may be kept. */
export class FlowPacket {
  /** What decoding found: header fields and positions. */
  packet!: Packet;
  /** Microseconds since the epoch. */
  micros = 0.5;
  /** 0 from the sender of the flow's first packet, 1 towards it. */
  direction = 0;
  /** Bytes on the chosen accounting layer: frame, IP or transport payload. */
  bytes = 0;
  /** Microseconds since the flow's packet before it in the same direction; NaN for the first one. */
  gap = 0.5;
  /** A feature that learns the server's name leaves it here; the flow keeps the first one. */
  serverName: string | null = null;
}

/** What a finished flow offers to features: its times and counts, per direction where it matters. */
export class FlowTotals {
  /** Microseconds since the epoch of the earliest and the latest packet. */
  first = 0.5;
  last = 0.5;
  readonly packets = new Float64Array(2);
  /** Bytes on the chosen accounting layer. */
  readonly bytes = new Float64Array(2);
  /** Earliest and latest packet of each direction; NaN where there was none. */
  readonly firstOf = new Float64Array(2);
  readonly lastOf = new Float64Array(2);
  /** First packet's IP protocol and version. */
  protocol = 0;
  version = 0;
  sourcePort = 0;
  targetPort = 0;
}

/**
 * Columns that are counted together. The state of a flow is `slots` numbers, which begin as 0 at state[at]; `update`
 * sees every packet of the flow, and `finish` writes one value per column to out[to], out[to + 1], … (NaN: missing).
 */
export interface FeatureGroup {
  readonly name: string;
  readonly slots: number;
  readonly columns: readonly ColumnSpec[];
  /** Called once, before the first packet's update, where 0 is not the right beginning. */
  start?(state: Float64Array, at: number): void;
  update?(state: Float64Array, at: number, packet: FlowPacket): void;
  finish(state: Float64Array, at: number, flow: FlowTotals, out: Float64Array, to: number): void;
}

/** A dictionary entry in one line. */
export function spec(name: string, unit: string, formula: string, source: string): ColumnSpec {
  return { name, type: "number", unit, formula, source };
}

/** A number on three decimals, as all fractional columns are given: a thousandth of the unit. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Milliseconds since the epoch of a time in microseconds, a whole number. */
export function milliseconds(micros: number): number {
  return Math.floor(micros / 1000);
}
