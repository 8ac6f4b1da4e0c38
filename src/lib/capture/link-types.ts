/** LINKTYPE numbers of the tcpdump registry that are read here. */
export const LinkType = {
  NULL: 0,
  ETHERNET: 1,
  PPP: 9,
  /** DLT_RAW, which Linux and BSD wrote to files under their own numbers. */
  RAW_BSD: 12,
  RAW_OPENBSD: 14,
  PPP_SERIAL: 50,
  PPP_ETHERNET: 51,
  RAW: 101,
  CISCO_HDLC: 104,
  IEEE802_11: 105,
  LOOP: 108,
  LINUX_SLL: 113,
  IEEE802_11_RADIOTAP: 127,
  PPI: 192,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [LinkType.NULL, "BSD loopback"],
  [LinkType.ETHERNET, "Ethernet"],
  [LinkType.PPP, "PPP"],
  [LinkType.RAW_BSD, "raw IP"],
  [LinkType.RAW_OPENBSD, "raw IP"],
  [LinkType.PPP_SERIAL, "PPP in HDLC framing"],
  [LinkType.PPP_ETHERNET, "PPPoE"],
  [LinkType.RAW, "raw IP"],
  [LinkType.CISCO_HDLC, "Cisco HDLC"],
  [LinkType.IEEE802_11, "IEEE 802.11"],
  [LinkType.LOOP, "OpenBSD loopback"],
  [LinkType.LINUX_SLL, "Linux cooked v1"],
  [LinkType.IEEE802_11_RADIOTAP, "IEEE 802.11 with radiotap"],
  [LinkType.PPI, "PPI"],
  [LinkType.IPV4, "raw IPv4"],
  [LinkType.IPV6, "raw IPv6"],
  [LinkType.LINUX_SLL2, "Linux cooked v2"],
]);

/** The name of a link type, or its number where it is not decoded. */
export function linkTypeName(linkType: number): string {
  return NAMES.get(linkType) ?? `link type ${linkType} (not decoded)`;
}
