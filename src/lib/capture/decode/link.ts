import { LinkType } from "../link-types";
import { be16, Outcome, type Packet } from "./packet";
import { radiotap, wireless } from "./wireless";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const NOT_IP = -Outcome.NOT_IP;
const CUT_OFF = -Outcome.CUT_OFF;

/**
 * Peels the link layer: returns the position of the IP header, or the negative of an {@link Outcome}. VLAN tags are
 * noted in the packet.
 */
export function link(packet: Packet, at: number, linkType: number): number {
  switch (linkType) {
    case LinkType.ETHERNET:
      return ethernet(packet, at);
    case LinkType.RAW:
    case LinkType.RAW_BSD:
    case LinkType.RAW_OPENBSD:
    case LinkType.IPV4:
    case LinkType.IPV6:
      return ipByVersion(packet, at);
    case LinkType.NULL:
    case LinkType.LOOP:
      // Address family in the byte order of some machine; the version in the header says the same more reliably.
      return ipByVersion(packet, at + 4);
    case LinkType.LINUX_SLL:
      return at + 16 > packet.end ? CUT_OFF : network(packet, at + 16, be16(packet.data, at + 14));
    case LinkType.LINUX_SLL2:
      return at + 20 > packet.end ? CUT_OFF : network(packet, at + 20, be16(packet.data, at));
    case LinkType.PPP:
    case LinkType.PPP_SERIAL:
    case LinkType.CISCO_HDLC:
      return serial(packet, at);
    case LinkType.PPP_ETHERNET:
      return pppoe(packet, at);
    case LinkType.IEEE802_11:
      return wireless(packet, at);
    case LinkType.IEEE802_11_RADIOTAP:
      return radiotap(packet, at);
    case LinkType.PPI:
      return perPacketInformation(packet, at);
    default:
      return -Outcome.LINK_TYPE;
  }
}

function ethernet(packet: Packet, at: number): number {
  if (at + 14 > packet.end) return CUT_OFF;
  const type = be16(packet.data, at + 12);
  return type === IPV4
    ? at + 14
    : type > 1500
      ? network(packet, at + 14, type)
      : logicalLink(packet, at + 14);
}

/** What stands behind an EtherType: IP at once, or tags and labels to pass. */
export function network(packet: Packet, start: number, etherType: number): number {
  const data = packet.data;
  let at = start;
  let type = etherType;
  for (;;) {
    switch (type) {
      case IPV4:
      case IPV6:
        return at;
      case 0x8100: // 802.1Q
      case 0x88a8: // 802.1ad
      case 0x9100: // QinQ before it was standardised
      case 0x9200:
        if (at + 4 > packet.end) return CUT_OFF;
        packet.vlan = ((packet.vlan & 0xfff) << 12) | (be16(data, at) & 0xfff);
        type = be16(data, at + 2);
        at += 4;
        if (type <= 1500) return logicalLink(packet, at);
        break;
      case 0x8847: // MPLS
      case 0x8848:
        for (;;) {
          if (at + 4 > packet.end) return CUT_OFF;
          const bottom = (data[at + 2] & 1) === 1;
          at += 4;
          if (bottom) break;
        }
        return ipByVersion(packet, at);
      case 0x8864: // PPPoE session
        return pppoe(packet, at);
      default:
        return NOT_IP;
    }
  }
}

/** IEEE 802.2: only SNAP with an EtherType, and the rare direct IP, lead to IP. */
export function logicalLink(packet: Packet, at: number): number {
  const data = packet.data;
  if (at + 3 > packet.end) return CUT_OFF;
  if (data[at] === 0x06 && data[at + 1] === 0x06) return ipByVersion(packet, at + 3);
  if (data[at] !== 0xaa || data[at + 1] !== 0xaa) return NOT_IP;
  if (at + 8 > packet.end) return CUT_OFF;
  return network(packet, at + 8, be16(data, at + 6));
}

function pppoe(packet: Packet, at: number): number {
  // Version, code, session and length, then the PPP protocol.
  return at + 8 > packet.end ? CUT_OFF : ppp(packet, at + 6);
}

/** PPP from its protocol field on, which may be shortened to one byte. */
export function ppp(packet: Packet, at: number): number {
  const data = packet.data;
  if (at + 2 > packet.end) return CUT_OFF;
  const short = (data[at] & 1) === 1;
  const protocol = short ? data[at] : be16(data, at);
  if (protocol === 0x21 || protocol === 0x57) return ipByVersion(packet, at + (short ? 1 : 2));
  if (protocol === 0x281) return network(packet, at + (short ? 1 : 2), 0x8847);
  return NOT_IP;
}

/** PPP with or without its HDLC address, or Cisco's HDLC, which all share the same link types in practice. */
function serial(packet: Packet, at: number): number {
  const data = packet.data;
  if (at + 4 > packet.end) return CUT_OFF;
  if (data[at] === 0xff && data[at + 1] === 0x03) return ppp(packet, at + 2);
  if (data[at] === 0x0f || data[at] === 0x8f) return network(packet, at + 4, be16(data, at + 2));
  return ppp(packet, at);
}

function perPacketInformation(packet: Packet, at: number): number {
  const data = packet.data;
  if (at + 8 > packet.end) return CUT_OFF;
  const length = data[at + 2] | (data[at + 3] << 8);
  const inner = data[at + 4] | (data[at + 5] << 8) | (data[at + 6] << 16) | (data[at + 7] << 24);
  if (length < 8) return -Outcome.MALFORMED;
  return inner === LinkType.PPI ? NOT_IP : link(packet, at + length, inner);
}

/** IP whose version no link layer states. */
export function ipByVersion(packet: Packet, at: number): number {
  if (at >= packet.end) return CUT_OFF;
  const version = packet.data[at] >> 4;
  return version === 4 || version === 6 ? at : NOT_IP;
}
