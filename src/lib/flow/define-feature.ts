import { type FeatureGroup, type FlowPacket, type FlowTotals, spec } from "./feature";

/** A column of one's own in a few lines. */
export interface FeatureDefinition {
  readonly name: string;
  /** "packets", "bytes", "ms", "1" for a pure number. */
  readonly unit: string;
  readonly formula: string;
  /** Numbers that a flow keeps for this column; they begin as 0. Default 1. */
  readonly slots?: number;
  /** Sees every packet of the flow; its numbers are state[at], state[at + 1], … It is called without `this`. */
  update(state: Float64Array, at: number, packet: FlowPacket): void;
  /** The cell, when the flow has ended; NaN is missing. Default: state[at]. */
  value?(state: Float64Array, at: number, flow: FlowTotals): number;
}

/**
 * Makes a feature group of one column, for the option `extra` of the exporters.
 *
 * @example
 * const synCount = flow.defineFeature({
 *   name: "SYN_COUNT",
 *   unit: "packets",
 *   formula: "packets with the SYN flag, both directions",
 *   update: (state, at, { packet }) => { if (packet.tcpFlags & 2) state[at]++; },
 * });
 * const bytes = capture.buildFrame({ source: "192.0.2.1", target: "192.0.2.2", protocol: "tcp", flags: 2 });
 * const { table: flows } = await flow.exportFlows(capture.encodePcap([{ micros: 0, bytes }]), { extra: [synCount] });
 * flows.at(0, "SYN_COUNT") //=> 1
 */
export function defineFeature(definition: FeatureDefinition): FeatureGroup {
  const { name, unit, formula, update, value = (state, at) => state[at] } = definition;
  return {
    name,
    slots: definition.slots ?? 1,
    columns: [spec(name, unit, formula, "defined by the user")],
    update,
    finish(state, at, flow, out, to) {
      out[to] = value(state, at, flow);
    },
  };
}
