import { be16, be32, ICMP, ICMPV6, Outcome, type Packet, TCP, UDP } from "./packet";

const SCTP = 132;
const DCCP = 33;
const UDP_LITE = 136;

/** Reads the IP header at a position and the transport header behind it; returns an {@link Outcome}. */
export function internet(packet: Packet, at: number): number {
  const data = packet.data;
  if (at >= packet.end) return Outcome.CUT_OFF;
  const version = data[at] >> 4;
  if (version === 4) return ipv4(packet, at, data);
  if (version === 6) return ipv6(packet, at, data);
  return Outcome.MALFORMED;
}

function ipv4(packet: Packet, at: number, data: Uint8Array): number {
  if (at + 20 > packet.end) return Outcome.CUT_OFF;
  const header = (data[at] & 15) << 2;
  if (header < 20) return Outcome.MALFORMED;
  if (at + header > packet.end) return Outcome.CUT_OFF;
  const rest = packet.frameLength - (at - packet.start);
  // Segmentation offload leaves the length 0 in frames that the network card was still to cut.
  const length = be16(data, at + 2) || rest;
  if (length < header || length > rest) return Outcome.MALFORMED;
  const fragment = be16(data, at + 6);
  packet.version = 4;
  packet.ip = at;
  packet.ipLength = length;
  packet.sourceAt = at + 12;
  packet.targetAt = at + 16;
  packet.protocol = data[at + 9];
  packet.ttl = data[at + 8];
  packet.fragmentOffset = (fragment & 0x1fff) << 3;
  packet.moreFragments = (fragment & 0x2000) !== 0;
  packet.identification = be16(data, at + 4);
  packet.transport = at + header;
  packet.transportLength = length - header;
  return transport(packet, data);
}

function ipv6(packet: Packet, at: number, data: Uint8Array): number {
  if (at + 40 > packet.end) return Outcome.CUT_OFF;
  const rest = packet.frameLength - (at - packet.start);
  // A payload length of 0 is a jumbogram, or again segmentation offload.
  const stated = be16(data, at + 4);
  const length = stated === 0 ? rest : stated + 40;
  if (length > rest) return Outcome.MALFORMED;
  packet.version = 6;
  packet.ip = at;
  packet.ipLength = length;
  packet.sourceAt = at + 8;
  packet.targetAt = at + 24;
  packet.ttl = data[at + 7];
  packet.fragmentOffset = 0;
  packet.moreFragments = false;
  packet.identification = 0;
  let next = data[at + 6];
  let cursor = at + 40;
  const end = at + length;
  // Extension headers: hop-by-hop, routing, fragment, destination options, mobility, HIP, shim6.
  while (
    next === 0 ||
    next === 43 ||
    next === 44 ||
    next === 60 ||
    next === 135 ||
    next === 139 ||
    next === 140
  ) {
    if (cursor + 8 > end) return Outcome.MALFORMED;
    if (cursor + 8 > packet.end) return Outcome.CUT_OFF;
    if (next === 44) {
      const word = be16(data, cursor + 2);
      packet.fragmentOffset = word & 0xfff8;
      packet.moreFragments = (word & 1) !== 0;
      packet.identification = be32(data, cursor + 4);
      next = data[cursor];
      cursor += 8;
      if (packet.fragmentOffset !== 0) break;
    } else {
      const size = (data[cursor + 1] + 1) << 3;
      next = data[cursor];
      cursor += size;
    }
    if (cursor > end) return Outcome.MALFORMED;
  }
  packet.protocol = next;
  packet.transport = cursor;
  packet.transportLength = end - cursor;
  return transport(packet, data);
}

function transport(packet: Packet, data: Uint8Array): number {
  const at = packet.transport;
  const length = packet.transportLength;
  const protocol = packet.protocol;
  packet.sourcePort = 0;
  packet.targetPort = 0;
  packet.hasTcp = false;
  packet.tcpFlags = 0;
  packet.icmpType = -1;
  packet.icmpCode = -1;
  let header = 0;
  if (packet.fragmentOffset === 0) {
    if (protocol === TCP && length >= 20) {
      if (at + 4 > packet.end) return Outcome.CUT_OFF;
      packet.sourcePort = be16(data, at);
      packet.targetPort = be16(data, at + 2);
      header = 20;
      if (at + 16 <= packet.end) {
        packet.hasTcp = true;
        packet.tcpSequence = be32(data, at + 4);
        packet.tcpFlags = data[at + 13];
        packet.tcpWindow = be16(data, at + 14);
        header = (data[at + 12] >> 4) << 2;
        if (header < 20) header = 20;
        if (header > length) header = length;
      }
    } else if ((protocol === UDP || protocol === UDP_LITE || protocol === DCCP) && length >= 8) {
      if (at + 4 > packet.end) return Outcome.CUT_OFF;
      packet.sourcePort = be16(data, at);
      packet.targetPort = be16(data, at + 2);
      header = 8;
    } else if (protocol === SCTP && length >= 12) {
      if (at + 4 > packet.end) return Outcome.CUT_OFF;
      packet.sourcePort = be16(data, at);
      packet.targetPort = be16(data, at + 2);
      header = 12;
    } else if ((protocol === ICMP || protocol === ICMPV6) && length >= 2) {
      header = length < 8 ? length : 8;
      if (at + 2 <= packet.end) {
        packet.icmpType = data[at];
        packet.icmpCode = data[at + 1];
      }
    }
  }
  packet.payload = at + header;
  packet.payloadLength = length - header;
  const captured = packet.end - packet.payload;
  packet.payloadCaptured =
    captured < 0 ? 0 : captured < packet.payloadLength ? captured : packet.payloadLength;
  return Outcome.OK;
}
