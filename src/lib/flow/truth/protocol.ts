/** Protocol names as ground-truth files write them, and their IANA numbers. */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["icmp", 1],
  ["igmp", 2],
  ["ipip", 4],
  ["tcp", 6],
  ["egp", 8],
  ["igp", 9],
  ["udp", 17],
  ["ipv6", 41],
  ["rsvp", 46],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["icmpv6", 58],
  ["icmp6", 58],
  ["ipv6-icmp", 58],
  ["ospf", 89],
  ["pim", 103],
  ["vrrp", 112],
  ["sctp", 132],
  ["udplite", 136],
]);

/**
 * The protocol number of a name ("tcp", "ICMPv6") or of a number written as text; undefined when it is neither.
 *
 * @example
 * flow.protocolNumber(" TCP ") //=> 6
 */
export function protocolNumber(text: string): number | undefined {
  const name = text.trim().toLowerCase();
  if (/^\d{1,3}$/.test(name)) return Number(name) <= 255 ? Number(name) : undefined;
  return PROTOCOL_NUMBERS.get(name);
}
