import { fail } from "../core";

/** Which length of a packet is counted: the whole frame, the IP packet, or the transport payload. */
export type Accounting = "frame" | "ip" | "payload";

/** How flows are made. Times are seconds. */
export interface FlowOptions {
  /** Bytes that are counted. Default "ip", as in NetFlow. */
  readonly bytes?: Accounting;
  /** Whether tunnels are opened ("inner") or counted as what they are on the wire ("outer"). Default "inner". */
  readonly tunnel?: "inner" | "outer";
  /** Tell flows in different VLANs apart. Default false. */
  readonly vlanKey?: boolean;
  /** Tell flows in different tunnels apart (kind, and VNI or GRE key). Default false. */
  readonly tunnelKey?: boolean;
  /** A flow ends when this many seconds pass without a packet. Default 30; Infinity or 0: never. */
  readonly idle?: number;
  /** A flow ends when it has lasted this many seconds, and goes on as a new one. Default 120; Infinity or 0: never. */
  readonly active?: number;
  /**
   * Whether the end of a TCP connection ends its flow: "keep" lets the flow go on until it is idle, so that late
   * segments stay in it; "split" lets a new SYN, or anything 5 s after the end, begin a new flow. Default "keep".
   */
  readonly tcpEnd?: "keep" | "split";
  /**
   * Fragments behind the first one, which carry no ports: "first" leaves them out, counted under the reason
   * "fragment", as nDPI and nfstream do; "join" gives them to the flow of their first fragment. Default "first".
   */
  readonly fragments?: "first" | "join";
  /** Flows held at once; beyond that the least recently seen leaves. Default 500 000 (about 0.25 GB). */
  readonly maxFlows?: number;
}

export type ParsedFlowOptions = Required<FlowOptions>;

export function parseFlowOptions(options: FlowOptions): ParsedFlowOptions {
  const choose = <T extends string>(name: string, value: T | undefined, allowed: readonly T[]): T => {
    const chosen = value ?? allowed[0];
    if (allowed.includes(chosen)) return chosen;
    return fail({
      code: "argument",
      expected: `${name} to be ${allowed.map((word) => `"${word}"`).join(" or ")}`,
      found: String(value),
    });
  };
  const seconds = (name: string, value: number | undefined, standard: number): number => {
    const chosen = value ?? standard;
    if (!(chosen >= 0)) {
      fail({ code: "argument", expected: `${name} in seconds, 0 for never`, found: String(value) });
    }
    return chosen === 0 ? Number.POSITIVE_INFINITY : chosen;
  };
  const maxFlows = options.maxFlows ?? 500_000;
  if (!(Number.isInteger(maxFlows) && maxFlows >= 1 && maxFlows <= 16_000_000)) {
    fail({ code: "argument", expected: "maxFlows from 1 to 16 000 000", found: String(options.maxFlows) });
  }
  return {
    bytes: choose("bytes", options.bytes, ["ip", "frame", "payload"]),
    tunnel: choose("tunnel", options.tunnel, ["inner", "outer"]),
    vlanKey: options.vlanKey ?? false,
    tunnelKey: options.tunnelKey ?? false,
    idle: seconds("idle", options.idle, 30),
    active: seconds("active", options.active, 120),
    tcpEnd: choose("tcpEnd", options.tcpEnd, ["keep", "split"]),
    fragments: choose("fragments", options.fragments, ["first", "join"]),
    maxFlows,
  };
}
