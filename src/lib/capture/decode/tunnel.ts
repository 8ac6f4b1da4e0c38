import { LinkType } from "../link-types";
import { be16, be32, type Packet, TunnelKind, UDP } from "./packet";

const IP_IN_IP = 4;
const IPV6_IN_IP = 41;
const GRE = 47;
const NONE = -1;

/** PPP inside of GRE is announced to the link layer by its own number. */
const PPP = LinkType.PPP;

/**
 * The position of what the packet carries when it is one of the known tunnels, with `innerLink` set to how that has
 * to be read, or -1. Only the last packet of a chain of tunnels counts, so identifiers are overwritten on the way.
 */
export function tunnel(packet: Packet): number {
  if (packet.fragmentOffset !== 0) return NONE;
  switch (packet.protocol) {
    case IP_IN_IP:
    case IPV6_IN_IP:
      return enter(packet, TunnelKind.IP_IN_IP, 0, packet.transport, LinkType.RAW);
    case GRE:
      return gre(packet);
    case UDP:
      return overUdp(packet);
    default:
      return NONE;
  }
}

function enter(packet: Packet, kind: number, id: number, at: number, innerLink: number): number {
  if (at >= packet.end) return NONE;
  packet.tunnel = kind;
  packet.tunnelId = id;
  packet.qosFlow = -1;
  packet.outerVersion = packet.version;
  packet.outerSourceAt = packet.sourceAt;
  packet.outerTargetAt = packet.targetAt;
  packet.innerLink = innerLink;
  return at;
}

function overUdp(packet: Packet): number {
  const { sourcePort: source, targetPort: target } = packet;
  if (source === 2152 || target === 2152) return gtp(packet);
  if (source === 4789 || target === 4789) return vxlan(packet);
  if (source === 3544 || target === 3544) return teredo(packet);
  if (source === 5247 || target === 5247) return capwap(packet);
  if (source === 37008 || target === 37008) return tzsp(packet);
  return NONE;
}

/** RFC 2784, 2890 and the enhanced header of PPTP, RFC 2637. */
function gre(packet: Packet): number {
  const { data, transport: at, end } = packet;
  if (at + 4 > end) return NONE;
  const flags = be16(data, at);
  const type = be16(data, at + 2);
  const version = flags & 7;
  if (version > 1 || (flags & 0x4000) !== 0) return NONE;
  let cursor = at + 4;
  let key = 0;
  if ((flags & 0x8000) !== 0) cursor += 4;
  if ((flags & 0x2000) !== 0) {
    if (cursor + 4 > end) return NONE;
    // The enhanced header keeps a length in the upper half of the key.
    key = version === 1 ? be16(data, cursor + 2) : be32(data, cursor);
    cursor += 4;
  }
  if ((flags & 0x1000) !== 0) cursor += 4;
  if (version === 1 && (flags & 0x0080) !== 0) cursor += 4;
  switch (type) {
    case 0x0800:
    case 0x86dd:
      return enter(packet, TunnelKind.GRE, key, cursor, LinkType.RAW);
    case 0x880b:
      return enter(packet, TunnelKind.GRE, key, cursor, PPP);
    case 0x6558:
      return enter(packet, TunnelKind.GRE, key, cursor, LinkType.ETHERNET);
    case 0x88be: // ERSPAN: type I has no header of its own and no sequence number; type II has 8 bytes.
      return enter(packet, TunnelKind.GRE, key, cursor + ((flags & 0x1000) !== 0 ? 8 : 0), LinkType.ETHERNET);
    default:
      return NONE;
  }
}

/** GTP version 1 user plane (3GPP TS 29.281): T-PDU only; extension headers are passed, the QoS flow is kept. */
function gtp(packet: Packet): number {
  const { data, payload: at, end } = packet;
  if (at + 8 > end) return NONE;
  const flags = data[at];
  if ((flags & 0xf0) !== 0x30 || data[at + 1] !== 0xff) return NONE;
  const teid = be32(data, at + 4);
  let cursor = at + 8;
  let qosFlow = -1;
  if ((flags & 7) !== 0) {
    if (cursor + 4 > end) return NONE;
    let next = (flags & 4) === 0 ? 0 : data[cursor + 3];
    cursor += 4;
    while (next !== 0) {
      if (cursor >= end) return NONE;
      const size = data[cursor] << 2;
      if (size === 0 || cursor + size > end) return NONE;
      // PDU session container, TS 38.415: the QoS flow identifier is in the lower six bits of its second byte.
      if (next === 0x85 && size >= 4) qosFlow = data[cursor + 2] & 0x3f;
      next = data[cursor + size - 1];
      cursor += size;
    }
  }
  const inner = enter(packet, TunnelKind.GTP_U, teid, cursor, LinkType.RAW);
  packet.qosFlow = inner === NONE ? -1 : qosFlow;
  return inner;
}

/** RFC 7348; the reserved bits have to be zero, so that other programs on the port are not taken for it. */
function vxlan(packet: Packet): number {
  const { data, payload: at, end } = packet;
  if (at + 8 > end || be32(data, at) !== 0x08000000 || data[at + 7] !== 0) return NONE;
  return enter(packet, TunnelKind.VXLAN, be32(data, at + 4) >>> 8, at + 8, LinkType.ETHERNET);
}

/** RFC 4380: authentication and origin indication may stand before the IPv6 packet, which fills the rest. */
function teredo(packet: Packet): number {
  const { data, end } = packet;
  let at = packet.payload;
  const stop = at + packet.payloadLength;
  if (at + 4 <= end && data[at] === 0 && data[at + 1] === 1) at += 13 + data[at + 2] + data[at + 3];
  if (at + 8 <= end && data[at] === 0 && data[at + 1] === 0) at += 8;
  if (at + 40 > end || data[at] >> 4 !== 6 || be16(data, at + 4) + 40 !== stop - at) return NONE;
  return enter(packet, TunnelKind.TEREDO, 0, at, LinkType.RAW);
}

/** RFC 5415 data channel with an IEEE 802.11 data frame inside. Its frame control has the two bytes swapped. */
function capwap(packet: Packet): number {
  const { data, payload, end } = packet;
  if (payload + 8 > end || (data[payload] & 0x0f) !== 0) return NONE;
  const at = payload + ((data[payload + 1] & 0xf8) >> 1);
  if (at + 32 > end || data[at + 1] !== 0x08) return NONE;
  // 24 bytes of 802.11 header, then LLC/SNAP.
  const type = be16(data, at + 30);
  if (type !== 0x0800 && type !== 0x86dd) return NONE;
  return enter(packet, TunnelKind.CAPWAP, 0, at + 32, LinkType.RAW);
}

/** TaZmen Sniffer Protocol, version 1, received packets that hold Ethernet. */
function tzsp(packet: Packet): number {
  const { data, payload: at, end } = packet;
  if (at + 5 > end || data[at] !== 1 || data[at + 1] !== 0 || be16(data, at + 2) !== 1) return NONE;
  let cursor = at + 4;
  while (cursor < end && data[cursor] !== 1) {
    if (data[cursor] === 0) cursor += 1;
    else if (cursor + 1 < end) cursor += 2 + data[cursor + 1];
    else return NONE;
  }
  return enter(packet, TunnelKind.TZSP, 0, cursor + 1, LinkType.ETHERNET);
}
