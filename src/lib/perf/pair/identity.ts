import type { Packet } from "../../capture";

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;

/** What tells a packet from others at both ends of a chain: 64 bits of hash over what no hop may change. */
export class Identity {
  first = 0;
  second = 0;

  /**
   * Takes IP version, length, identification, fragment place, protocol, both addresses, and `prefix` bytes behind
   * the IP header. Left out: what routers rewrite (time to live, traffic class, header checksum, options) and the
   * transport checksum, which the sender's network card may fill in behind the place of capture.
   *
   * @returns false when so many bytes were not captured
   */
  of(packet: Packet, prefix: number): boolean {
    const { data, transport, transportLength } = packet;
    const end = transport + Math.min(prefix, transportLength);
    if (end > packet.end) return false;
    this.first = 0x811c9dc5 | 0;
    this.second = 0x9747b28c | 0;
    this.#number(packet.ipLength);
    this.#number((packet.version << 8) | packet.protocol);
    this.#number(packet.identification);
    this.#number((packet.fragmentOffset << 1) | Number(packet.moreFragments));
    const addresses = packet.version === 4 ? 8 : 32;
    this.#bytes(data, packet.sourceAt, packet.sourceAt + addresses);
    const checksum = checksumPlace(packet);
    if (checksum < 0 || transport + checksum >= end) this.#bytes(data, transport, end);
    else {
      this.#bytes(data, transport, transport + checksum);
      this.#bytes(data, Math.min(end, transport + checksum + 2), end);
    }
    this.first = mixed(this.first);
    this.second = mixed(this.second);
    return true;
  }

  #number(value: number): void {
    this.first = Math.imul(this.first ^ value, 0x01000193);
    this.second = Math.imul(((this.second << 13) | (this.second >>> 19)) ^ value, 0x85ebca6b) + 0x52dce729;
  }

  #bytes(data: Uint8Array, from: number, to: number): void {
    let { first, second } = this;
    for (let i = from; i < to; i++) {
      const byte = data[i];
      first = Math.imul(first ^ byte, 0x01000193);
      second = (Math.imul(((second << 13) | (second >>> 19)) ^ byte, 0x85ebca6b) + 0x52dce729) | 0;
    }
    this.first = first;
    this.second = second;
  }
}

/** Where the transport checksum stands behind the transport header's begin; -1 for none that is known. */
function checksumPlace(packet: Packet): number {
  if (packet.fragmentOffset !== 0) return -1;
  if (packet.protocol === TCP) return 16;
  if (packet.protocol === UDP) return 6;
  return packet.protocol === ICMP || packet.protocol === ICMPV6 ? 2 : -1;
}

/** MurmurHash3's finalizer: every bit of the input moves every bit of the result. */
function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
