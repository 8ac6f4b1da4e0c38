import { beginsWith, contains, u16, u32 } from "./bytes";
import { byFirstText } from "./first-text";
import { Ndpi } from "./ndpi";
import { isDns } from "./over-udp";

/** What a TCP payload tells: nDPI's number, 0 for nothing. */
export function overTcp(data: Uint8Array, at: number, end: number, source: number, target: number): number {
  const size = end - at;
  // A handshake record of version 3.x that begins with a hello of the client or the server.
  if (data[at] === 0x16 && size >= 6 && data[at + 1] === 3 && data[at + 2] <= 4 && data[at + 5] <= 2)
    return Ndpi.TLS;
  return byFirstText(data, at, end) || byBinaryStart(data, at, end) || byPort(data, at, end, source, target);
}

/** Protocols that are told by binary marks on any port. */
function byBinaryStart(data: Uint8Array, at: number, end: number): number {
  const size = end - at;
  switch (data[at]) {
    case 0x00:
      if (size < 8 || !beginsWith(data, at + 5, end, "SMB")) return Ndpi.UNKNOWN;
      return data[at + 4] === 0xff ? Ndpi.SMB_1 : data[at + 4] === 0xfe ? Ndpi.SMB_2 : Ndpi.UNKNOWN;
    case 0x10:
      return size >= 12 && contains(data, at + 2, at + 12, "MQTT") ? Ndpi.MQTT : Ndpi.UNKNOWN;
    default:
      return Ndpi.UNKNOWN;
  }
}

/** Protocols whose marks are too weak to stand without the registered port. */
function byPort(data: Uint8Array, at: number, end: number, source: number, target: number): number {
  return onPort(source, data, at, end) || onPort(target, data, at, end);
}

function onPort(port: number, data: Uint8Array, at: number, end: number): number {
  const size = end - at;
  const begins = (text: string): boolean => beginsWith(data, at, end, text);
  switch (port) {
    case 21:
      return begins("220") || begins("USER ") || begins("AUTH ") ? Ndpi.FTP_CONTROL : 0;
    case 23:
      return size >= 3 && data[at] === 0xff && data[at + 1] >= 0xfa && data[at + 1] <= 0xfe ? Ndpi.TELNET : 0;
    case 25:
    case 587:
      return begins("220") ? Ndpi.SMTP : 0;
    case 53:
      return size >= 14 && isDns(data, at + 2, end) ? Ndpi.DNS : 0;
    case 88:
      return size >= 8 && (data[at + 4] & 0xe0) === 0x60 ? Ndpi.KERBEROS : 0;
    case 110:
      return begins("+OK") ? Ndpi.POP3 : 0;
    case 143:
      return begins("* OK") ? Ndpi.IMAP : 0;
    case 179:
      return size >= 19 && u32(data, at) === 0xffffffff && u32(data, at + 12) === 0xffffffff ? Ndpi.BGP : 0;
    case 389:
      return size >= 7 && data[at] === 0x30 ? Ndpi.LDAP : 0;
    case 3306:
      return size >= 6 && data[at + 3] === 0 && data[at + 4] === 10 ? Ndpi.MYSQL : 0;
    case 3389:
      // TPKT around a connection request or its confirmation.
      return size >= 7 && u16(data, at) === 0x0300 && (data[at + 5] === 0xe0 || data[at + 5] === 0xd0)
        ? Ndpi.RDP
        : 0;
    case 5432:
      // Start-up message of version 3, or the request for TLS.
      return size >= 8 && (u32(data, at + 4) === 0x00030000 || u32(data, at + 4) === 80877103)
        ? Ndpi.POSTGRESQL
        : 0;
    default:
      return 0;
  }
}
