import { be32 } from "./words";

/**
 * The text of an address in a packet, such as `capture.decode` leaves at `packet.sourceAt`: dotted for version 4, as
 * RFC 5952 has it for version 6.
 *
 * @param data the bytes in which the packet lies
 * @param at position of the first byte of the address
 * @param version 4 or 6
 * @example
 * flow.addressText(Uint8Array.of(192, 0, 2, 1), 0, 4) //=> "192.0.2.1"
 */
export function addressText(data: Uint8Array, at: number, version: number): string {
  if (version === 4) return ipv4Text(be32(data, at));
  return ipv6Text(be32(data, at), be32(data, at + 4), be32(data, at + 8), be32(data, at + 12));
}

export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as `::`. */
export function ipv6Text(a: number, b: number, c: number, d: number): string {
  const groups = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff];
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  if (best < 0) return text(groups);
  return `${text(groups.slice(0, best))}::${text(groups.slice(best + bestLength))}`;
}
