/** A queue of a datapath point. Null is not known, or none. */
export interface TopologyQueue {
  readonly id: string;
  /** packets */
  readonly length: number | null;
  readonly discipline: string | null;
  /** bit/s */
  readonly maxBandwidth: number | null;
}

/** A place where one technology sees the packets of a port. */
export interface DatapathPoint {
  readonly id: string;
  readonly technology: string;
  /** bit/s */
  readonly nicSpeed: number | null;
  readonly searchComplexity: number | null;
  readonly maximumRules: number | null;
  readonly queues: readonly TopologyQueue[];
}

export interface DevicePort {
  readonly id: string;
  /** bit/s */
  readonly speed: number | null;
  /** At most one a technology. */
  readonly points: readonly DatapathPoint[];
}

/** A machine, physical or virtual. */
export interface Device {
  readonly id: string;
  readonly physical: boolean;
  readonly ports: readonly DevicePort[];
}

/** A link between two ports. */
export interface TopologyLink {
  readonly from: string;
  readonly to: string;
}

/** What a resource inventory agent found: devices, their ports, datapath points and queues, and the links between ports. */
export interface Topology {
  /** Grows with each change that an agent reports. */
  readonly version: number;
  readonly devices: readonly Device[];
  readonly links: readonly TopologyLink[];
}
