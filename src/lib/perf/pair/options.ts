import { fail, quote } from "../../core";

/** How two captures of the same chain are compared. */
export interface MatchOptions {
  /**
   * How far the egress clock is ahead of the ingress clock, µs. Default 0: one clock for both. "estimate" takes it
   * from the captures' beginnings, so that the fastest packet there has latency 0: what is left is the time beyond
   * the fastest packet's, because two captures alone cannot tell a late clock from a long way.
   */
  readonly offset?: number | "estimate";
  /** For how long a packet is expected at the other side, ms of packet time. Default 1000. */
  readonly horizon?: number;
  /** Bytes behind the IP header that tell packets apart. Default 24, which captures of 64 bytes still have. */
  readonly prefix?: number;
  /** "inner" compares what is in tunnels, for a chain that adds or removes one. Default "outer". */
  readonly tunnel?: "outer" | "inner";
  /** True when the captured frames end with their checksum (4 bytes). Default false. */
  readonly fcs?: boolean;
  /** Both captures keep the same one packet in so many; rates are scaled up by it. Default 1. */
  readonly oneIn?: number;
  /**
   * Which packets without a counterpart are lost: those that entered between the first and the last packet that came
   * through ("overlap", default; before and after, the egress capture may just not have run), or "all".
   */
  readonly judge?: "overlap" | "all";
  /** Packets of one capture held at once; beyond it the oldest is given up. Default 4 194 304. */
  readonly maxWaiting?: number;
}

export type CheckedMatchOptions = Required<MatchOptions>;

export function checkMatchOptions(options: MatchOptions): CheckedMatchOptions {
  return {
    offset: options.offset === "estimate" ? "estimate" : finite(options.offset ?? 0, "offset"),
    horizon: between(options.horizon ?? 1000, "horizon (ms)", 0.001, 3_600_000),
    prefix: whole(options.prefix ?? 24, "prefix (bytes)", 0, 65_535),
    tunnel: choice(options.tunnel ?? "outer", "tunnel", ["outer", "inner"]),
    fcs: options.fcs ?? false,
    oneIn: between(options.oneIn ?? 1, "oneIn", 1, 1e9),
    judge: choice(options.judge ?? "overlap", "judge", ["overlap", "all"]),
    maxWaiting: whole(options.maxWaiting ?? 1 << 22, "maxWaiting", 1, 1 << 26),
  };
}

function finite(value: number, name: string): number {
  // Beyond a century it is no clock's offset, and microseconds would lose their fractions.
  if (Number.isFinite(value) && Math.abs(value) <= 4e15) return value;
  return fail({ code: "argument", expected: `${name}: µs or "estimate"`, found: quote(value) });
}

function between(value: number, name: string, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  return fail({ code: "argument", expected: `${name} from ${least} to ${most}`, found: quote(value) });
}

function whole(value: number, name: string, least: number, most: number): number {
  if (Number.isInteger(value)) return between(value, name, least, most);
  return fail({ code: "argument", expected: `${name}: a whole number`, found: quote(value) });
}

function choice<T extends string>(value: T, name: string, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  return fail({ code: "argument", expected: `${name}: ${choices.join(" or ")}`, found: quote(value) });
}
