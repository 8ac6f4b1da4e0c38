import { beginsWith, u16, u32 } from "./bytes";
import { byFirstText } from "./first-text";
import { Ndpi } from "./ndpi";

/** What a UDP payload tells: nDPI's number, 0 for nothing. */
export function overUdp(data: Uint8Array, at: number, end: number, source: number, target: number): number {
  return (
    onPort(source, data, at, end) ||
    onPort(target, data, at, end) ||
    byBinaryStart(data, at, end) ||
    sipOnly(byFirstText(data, at, end))
  );
}

/** Protocols whose marks are too weak to stand without the registered port. */
function onPort(port: number, data: Uint8Array, at: number, end: number): number {
  const size = end - at;
  const first = data[at];
  switch (port) {
    case 53:
      return isDns(data, at, end) ? Ndpi.DNS : 0;
    case 67:
    case 68:
      return size >= 240 && u32(data, at + 236) === 0x63825363 ? Ndpi.DHCP : 0;
    case 69:
      return size >= 4 && first === 0 && data[at + 1] >= 1 && data[at + 1] <= 5 ? Ndpi.TFTP : 0;
    case 88:
      return size >= 4 && (first & 0xe0) === 0x60 ? Ndpi.KERBEROS : 0;
    case 123:
      return size >= 12 && (first & 7) !== 0 && (first & 0x38) !== 0 ? Ndpi.NTP : 0;
    case 137:
    case 138:
      return size >= 12 ? Ndpi.NETBIOS : 0;
    case 161:
    case 162:
      return size >= 16 && first === 0x30 ? Ndpi.SNMP : 0;
    case 500:
    case 4500:
      return size >= 28 ? Ndpi.IPSEC : 0;
    case 514:
      return size >= 5 && first === 0x3c ? Ndpi.SYSLOG : 0;
    case 546:
    case 547:
      return size >= 4 && first >= 1 && first <= 13 ? Ndpi.DHCPV6 : 0;
    case 1645:
    case 1646:
    case 1812:
    case 1813:
      return size >= 20 && u16(data, at + 2) === size ? Ndpi.RADIUS : 0;
    case 1900:
      return ["M-SEARCH", "NOTIFY", "HTTP/1."].some((text) => beginsWith(data, at, end, text))
        ? Ndpi.SSDP
        : 0;
    case 2123:
    case 2152:
      return size >= 8 && first >> 5 >= 1 && first >> 5 <= 2 ? Ndpi.GTP : 0;
    case 5353:
      return isDns(data, at, end) ? Ndpi.MDNS : 0;
    case 5355:
      return isDns(data, at, end) ? Ndpi.LLMNR : 0;
    default:
      return 0;
  }
}

/** Protocols that are told by binary marks on any port. */
function byBinaryStart(data: Uint8Array, at: number, end: number): number {
  const size = end - at;
  if (isQuic(data, at, size)) return Ndpi.QUIC;
  if (size >= 20 && (data[at] & 0xc0) === 0 && u32(data, at + 4) === 0x2112a442) return Ndpi.STUN;
  if (size >= 13 && data[at] === 0x16 && data[at + 1] === 0xfe && data[at + 2] >= 0xfd) return Ndpi.DTLS;
  if (isWireGuard(data, at, size)) return Ndpi.WIREGUARD;
  return Ndpi.UNKNOWN;
}

/** Of the texts that begin a payload, only SIP is also spoken over UDP. */
function sipOnly(id: number): number {
  return id === Ndpi.SIP ? id : Ndpi.UNKNOWN;
}

/** A DNS header whose counts are plausible: at most a few questions, and something asked or answered. */
export function isDns(data: Uint8Array, at: number, end: number): boolean {
  if (at + 12 > end) return false;
  const questions = u16(data, at + 4);
  const answers = u16(data, at + 6);
  const opcode = (data[at + 2] >> 3) & 15;
  return questions <= 16 && answers <= 256 && opcode <= 6 && questions + answers + u16(data, at + 8) > 0;
}

/** QUIC's long header with a version that exists (1, 2, drafts, mvfst, Google's), or Google's old public header. */
function isQuic(data: Uint8Array, at: number, size: number): boolean {
  if (size < 14) return false;
  if ((data[at] & 0xc0) === 0xc0) {
    const version = u32(data, at + 1);
    const family = (version & 0xffffff00) >>> 0;
    if (version === 1 || version === 0x6b3343cf || family === 0xff000000 || family === 0xfaceb000)
      return true;
    return isGoogleVersion(version);
  }
  return (data[at] & 0x09) === 0x09 && isGoogleVersion(u32(data, at + 9));
}

/** "Q0.." and "T0..". */
function isGoogleVersion(version: number): boolean {
  const letter = version >>> 24;
  return (letter === 0x51 || letter === 0x54) && ((version >>> 16) & 0xff) === 0x30;
}

/** The four message types of WireGuard by their fixed lengths; data messages are too alike to others. */
function isWireGuard(data: Uint8Array, at: number, size: number): boolean {
  if (size < 32 || data[at + 1] !== 0 || data[at + 2] !== 0 || data[at + 3] !== 0) return false;
  return (
    (data[at] === 1 && size === 148) || (data[at] === 2 && size === 92) || (data[at] === 3 && size === 64)
  );
}
