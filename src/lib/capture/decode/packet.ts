/** Why a frame carries no packet that belongs to a flow. */
export const REASONS = [
  "none",
  "link-type",
  "not-ip",
  "encrypted",
  "bad-checksum",
  "cut-off",
  "malformed",
  "fragment",
] as const;
export type Reason = (typeof REASONS)[number];

/** The same reasons as numbers, which is what decoding returns; 0 is success. */
export const Outcome = {
  OK: 0,
  /** The link type is not one of those that are read. */
  LINK_TYPE: 1,
  /** ARP, LLDP, spanning tree, PPP negotiation and everything else that is not IP. */
  NOT_IP: 2,
  /** IEEE 802.11 payload under link encryption. */
  ENCRYPTED: 3,
  /** Radiotap says that the frame check sequence failed. */
  BAD_CHECKSUM: 4,
  /** Too few bytes were captured to read the headers. */
  CUT_OFF: 5,
  /** A header contradicts itself or the frame. */
  MALFORMED: 6,
  /** A fragment without ports, whose first fragment was not seen. */
  FRAGMENT: 7,
} as const;

/** Tunnels, as text in tables and as numbers in packets. */
export const TUNNELS = ["", "ip-in-ip", "gre", "gtp-u", "vxlan", "teredo", "capwap", "tzsp"] as const;
export type Tunnel = Exclude<(typeof TUNNELS)[number], "">;
export const TunnelKind = {
  NONE: 0,
  IP_IN_IP: 1,
  GRE: 2,
  GTP_U: 3,
  VXLAN: 4,
  TEREDO: 5,
  CAPWAP: 6,
  TZSP: 7,
} as const;

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

/**
 * What decoding found in a frame: positions in the frame's buffer and header fields, all of them small integers, in
 * one object that is used for every packet. Positions are indices into `data`.
 */
export class Packet {
  data: Uint8Array = new Uint8Array(0);
  /** First byte of the frame, and the byte after the last captured one. */
  start = 0;
  end = 0;
  /** Length of the frame on the wire. */
  frameLength = 0;

  /** 4 or 6. */
  version = 0;
  /** Position of the IP header, and the length it states (header included). */
  ip = 0;
  ipLength = 0;
  /** Positions of the two addresses. */
  sourceAt = 0;
  targetAt = 0;
  protocol = 0;
  /** Time to live, or hop limit. */
  ttl = 0;
  /** Fragment offset in bytes, whether more follow, and the identification that joins them. */
  fragmentOffset = 0;
  moreFragments = false;
  identification = 0;

  /** Position of the transport header and the bytes from there to the end that IP states. */
  transport = 0;
  transportLength = 0;
  sourcePort = 0;
  targetPort = 0;
  /** True when the whole fixed TCP header was captured, so that flags, sequence number and window are known. */
  hasTcp = false;
  tcpFlags = 0;
  tcpSequence = 0;
  tcpWindow = 0;
  /** Type and code of ICMP, -1 when there is none. */
  icmpType = -1;
  icmpCode = -1;
  /** Position of the transport payload, its stated length, and how much of it was captured. */
  payload = 0;
  payloadLength = 0;
  payloadCaptured = 0;

  /** VLAN tags, the inner one in the lower 12 bits, the one outside of it above; 0 without tags. */
  vlan = 0;
  /** The innermost tunnel, its identifier (TEID, VNI, GRE key; 0 without one), QoS flow (GTP-U, else -1). */
  tunnel = 0;
  tunnelId = 0;
  qosFlow = -1;
  /** End points of the innermost tunnel: IP version (0 without a tunnel) and positions of the addresses. */
  outerVersion = 0;
  outerSourceAt = 0;
  outerTargetAt = 0;

  /** Set by the tunnel decoders: the link type of what is inside. */
  innerLink = 0;
}

/** Unsigned 16-bit number in network order. */
export function be16(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}

/** Signed 32-bit number in network order; as bits it is the unsigned one. */
export function be32(data: Uint8Array, at: number): number {
  return (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
}
