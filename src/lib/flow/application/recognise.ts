import type { Packet } from "../../capture";
import { beginsWith, contains, u16, u32 } from "./bytes";
import { hostHeader } from "./http";
import { serverNameIndication } from "./tls";

/** What the first bytes of a flow tell: nDPI's number (0 unknown) and, for TLS and HTTP, the server's name. */
export interface Application {
  id: number;
  serverName: string | null;
}

/** nDPI's numbers (ndpi_protocol_ids.h) of what is recognised here. */
export const Ndpi = {
  FTP_CONTROL: 1,
  POP3: 2,
  SMTP: 3,
  IMAP: 4,
  DNS: 5,
  HTTP: 7,
  MDNS: 8,
  NTP: 9,
  NETBIOS: 10,
  SSDP: 12,
  BGP: 13,
  SNMP: 14,
  SMB_1: 16,
  SYSLOG: 17,
  DHCP: 18,
  POSTGRESQL: 19,
  MYSQL: 20,
  DTLS: 30,
  BITTORRENT: 37,
  SMB_2: 41,
  RTSP: 50,
  IRC: 65,
  VRRP: 73,
  TELNET: 77,
  STUN: 78,
  IPSEC: 79,
  GRE: 80,
  ICMP: 81,
  IGMP: 82,
  EGP: 83,
  SCTP: 84,
  OSPF: 85,
  IP_IN_IP: 86,
  RDP: 88,
  VNC: 89,
  TLS: 91,
  SSH: 92,
  TFTP: 96,
  SIP: 100,
  ICMPV6: 102,
  DHCPV6: 103,
  KERBEROS: 111,
  LDAP: 112,
  HTTP_PROXY: 131,
  RADIUS: 146,
  GTP: 152,
  LLMNR: 154,
  QUIC: 188,
  WIREGUARD: 206,
  MQTT: 222,
  PIM: 297,
} as const;

const BY_PROTOCOL: ReadonlyMap<number, number> = new Map([
  [1, Ndpi.ICMP],
  [2, Ndpi.IGMP],
  [4, Ndpi.IP_IN_IP],
  [8, Ndpi.EGP],
  [47, Ndpi.GRE],
  [50, Ndpi.IPSEC],
  [51, Ndpi.IPSEC],
  [58, Ndpi.ICMPV6],
  [89, Ndpi.OSPF],
  [103, Ndpi.PIM],
  [112, Ndpi.VRRP],
  [132, Ndpi.SCTP],
]);

/** The number for an IP protocol other than TCP and UDP; 0 when there is none. */
export function recogniseProtocol(protocol: number): number {
  return BY_PROTOCOL.get(protocol) ?? 0;
}

/** Looks at the payload of one packet; leaves the answer untouched when it tells nothing. */
export function recognise(packet: Packet, answer: Application): void {
  const { data, payload: at, sourcePort, targetPort } = packet;
  const end = at + packet.payloadCaptured;
  if (packet.protocol === 6) overTcp(data, at, end, sourcePort, targetPort, answer);
  else answer.id = overUdp(data, at, end, sourcePort, targetPort);
}

const METHODS = ["GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "PROPFIND ", "HTTP/1."];

function overTcp(
  data: Uint8Array,
  at: number,
  end: number,
  source: number,
  target: number,
  answer: Application,
): void {
  const on = (port: number): boolean => source === port || target === port;
  const size = end - at;
  // TLS: a handshake record of version 3.x that begins with a hello of the client or the server.
  if (size >= 6 && data[at] === 0x16 && data[at + 1] === 3 && data[at + 2] <= 4 && data[at + 5] <= 2) {
    answer.id = Ndpi.TLS;
    if (data[at + 5] === 1) answer.serverName = serverNameIndication(data, at + 5, end);
    return;
  }
  if (beginsWith(data, at, end, "CONNECT ")) {
    answer.id = Ndpi.HTTP_PROXY;
    return;
  }
  if (METHODS.some((method) => beginsWith(data, at, end, method))) {
    if (contains(data, at, Math.min(end, at + 200), "RTSP/1.")) answer.id = Ndpi.RTSP;
    else if (contains(data, at, Math.min(end, at + 200), "SIP/2.0")) answer.id = Ndpi.SIP;
    else {
      answer.id = Ndpi.HTTP;
      answer.serverName = hostHeader(data, at, end);
    }
    return;
  }
  answer.id = tcpByFirstBytes(data, at, end, on);
}

function tcpByFirstBytes(data: Uint8Array, at: number, end: number, on: (port: number) => boolean): number {
  const begins = (text: string): boolean => beginsWith(data, at, end, text);
  const size = end - at;
  if (begins("SSH-")) return Ndpi.SSH;
  if (begins("EHLO ") || begins("HELO ")) return Ndpi.SMTP;
  if (begins("220")) {
    if (on(25) || on(587) || contains(data, at, end, "SMTP")) return Ndpi.SMTP;
    if (on(21) || contains(data, at, end, "FTP")) return Ndpi.FTP_CONTROL;
  }
  if (on(21) && (begins("USER ") || begins("AUTH "))) return Ndpi.FTP_CONTROL;
  if (begins("+OK") && (on(110) || contains(data, at, end, "POP"))) return Ndpi.POP3;
  if (begins("* OK") && (on(143) || contains(data, at, end, "IMAP"))) return Ndpi.IMAP;
  if (begins("RFB 00")) return Ndpi.VNC;
  if (begins("\x13BitTorrent protocol")) return Ndpi.BITTORRENT;
  if (begins("RTSP/1.")) return Ndpi.RTSP;
  if (isSip(data, at, end)) return Ndpi.SIP;
  if (begins("NICK ") || begins(":irc.")) return Ndpi.IRC;
  if (size >= 8 && data[at] === 0 && beginsWith(data, at + 5, end, "SMB")) {
    if (data[at + 4] === 0xff) return Ndpi.SMB_1;
    if (data[at + 4] === 0xfe) return Ndpi.SMB_2;
  }
  if (size >= 12 && data[at] === 0x10 && contains(data, at + 2, Math.min(end, at + 12), "MQTT"))
    return Ndpi.MQTT;
  if (on(179) && size >= 19 && u32(data, at) === 0xffffffff && u32(data, at + 12) === 0xffffffff)
    return Ndpi.BGP;
  if (on(3389) && size >= 7 && u16(data, at) === 0x0300 && (data[at + 5] === 0xe0 || data[at + 5] === 0xd0)) {
    return Ndpi.RDP;
  }
  if (on(53) && size >= 14 && isDns(data, at + 2, end)) return Ndpi.DNS;
  if (on(23) && size >= 3 && data[at] === 0xff && data[at + 1] >= 0xfa && data[at + 1] <= 0xfe)
    return Ndpi.TELNET;
  if (on(389) && size >= 7 && data[at] === 0x30) return Ndpi.LDAP;
  if (on(88) && size >= 8 && (data[at + 4] & 0xe0) === 0x60) return Ndpi.KERBEROS;
  if (on(3306) && size >= 6 && data[at + 3] === 0 && data[at + 4] === 10) return Ndpi.MYSQL;
  if (on(5432) && size >= 8 && (u32(data, at + 4) === 0x00030000 || u32(data, at + 4) === 80877103)) {
    return Ndpi.POSTGRESQL;
  }
  return 0;
}

function overUdp(data: Uint8Array, at: number, end: number, source: number, target: number): number {
  const on = (port: number): boolean => source === port || target === port;
  const size = end - at;
  if (on(53)) return isDns(data, at, end) ? Ndpi.DNS : 0;
  if (on(5353)) return isDns(data, at, end) ? Ndpi.MDNS : 0;
  if (on(5355)) return isDns(data, at, end) ? Ndpi.LLMNR : 0;
  if (isQuic(data, at, end)) return Ndpi.QUIC;
  if (size >= 20 && (data[at] & 0xc0) === 0 && u32(data, at + 4) === 0x2112a442) return Ndpi.STUN;
  if (size >= 13 && data[at] === 0x16 && data[at + 1] === 0xfe && data[at + 2] >= 0xfd) return Ndpi.DTLS;
  if (isSip(data, at, end)) return Ndpi.SIP;
  if (
    on(1900) &&
    (beginsWith(data, at, end, "M-SEARCH") ||
      beginsWith(data, at, end, "NOTIFY") ||
      beginsWith(data, at, end, "HTTP/1."))
  ) {
    return Ndpi.SSDP;
  }
  if (on(123) && size >= 12 && (data[at] & 7) !== 0 && (data[at] & 0x38) !== 0) return Ndpi.NTP;
  if ((on(67) || on(68)) && size >= 240 && u32(data, at + 236) === 0x63825363) return Ndpi.DHCP;
  if ((on(546) || on(547)) && size >= 4 && data[at] >= 1 && data[at] <= 13) return Ndpi.DHCPV6;
  if ((on(137) || on(138)) && size >= 12) return Ndpi.NETBIOS;
  if ((on(161) || on(162)) && size >= 16 && data[at] === 0x30) return Ndpi.SNMP;
  if (on(514) && size >= 5 && data[at] === 0x3c) return Ndpi.SYSLOG;
  if (on(69) && size >= 4 && data[at] === 0 && data[at + 1] >= 1 && data[at + 1] <= 5) return Ndpi.TFTP;
  if ((on(1812) || on(1813) || on(1645) || on(1646)) && size >= 20 && u16(data, at + 2) === size)
    return Ndpi.RADIUS;
  if ((on(500) || on(4500)) && size >= 28) return Ndpi.IPSEC;
  if (on(88) && size >= 4 && (data[at] & 0xe0) === 0x60) return Ndpi.KERBEROS;
  if ((on(2152) || on(2123)) && size >= 8 && data[at] >> 5 >= 1 && data[at] >> 5 <= 2) return Ndpi.GTP;
  if (isWireGuard(data, at, size)) return Ndpi.WIREGUARD;
  return 0;
}

/** A DNS header whose counts are plausible: at most a few questions, and something asked or answered. */
function isDns(data: Uint8Array, at: number, end: number): boolean {
  if (at + 12 > end) return false;
  const questions = u16(data, at + 4);
  const answers = u16(data, at + 6);
  const opcode = (data[at + 2] >> 3) & 15;
  return questions <= 16 && answers <= 256 && opcode <= 6 && questions + answers + u16(data, at + 8) > 0;
}

/** QUIC's long header with a version that exists (1, 2, drafts, Google's), or Google's old public header. */
function isQuic(data: Uint8Array, at: number, end: number): boolean {
  if (end - at < 14) return false;
  if ((data[at] & 0xc0) === 0xc0) {
    const version = u32(data, at + 1);
    if (version === 1 || version === 0x6b3343cf || (version & 0xffffff00) >>> 0 === 0xff000000) return true;
    if ((version & 0xffffff00) >>> 0 === 0xfaceb000) return true;
    return isGoogleVersion(version);
  }
  return (data[at] & 0x09) === 0x09 && isGoogleVersion(u32(data, at + 9));
}

function isGoogleVersion(version: number): boolean {
  const letter = version >>> 24;
  return (letter === 0x51 || letter === 0x54) && ((version >>> 16) & 0xff) === 0x30;
}

function isWireGuard(data: Uint8Array, at: number, size: number): boolean {
  if (size < 32 || data[at + 1] !== 0 || data[at + 2] !== 0 || data[at + 3] !== 0) return false;
  return (
    (data[at] === 1 && size === 148) || (data[at] === 2 && size === 92) || (data[at] === 3 && size === 64)
  );
}

const SIP_STARTS = [
  "SIP/2.0",
  "INVITE sip",
  "REGISTER sip",
  "OPTIONS sip",
  "SUBSCRIBE sip",
  "ACK sip",
  "BYE sip",
];

function isSip(data: Uint8Array, at: number, end: number): boolean {
  return SIP_STARTS.some((start) => beginsWith(data, at, end, start));
}
