import type { Packet } from "../capture";

/** Datagrams whose ports are remembered at once, and for how long (the reassembly time of RFC 1122). */
const MOST = 4096;
const LIFETIME = 30_000_000;

interface FirstFragment {
  readonly micros: number;
  readonly sourcePort: number;
  readonly targetPort: number;
}

/** Remembers the ports of first fragments, so that later fragments, which carry none, get them too. */
export class Fragments {
  readonly #first = new Map<string, FirstFragment>();

  /** Gives a fragment its ports. False when its first fragment was not seen, so that its flow is not known. */
  resolve(packet: Packet, micros: number): boolean {
    const key = datagram(packet);
    if (packet.fragmentOffset === 0) {
      this.#first.delete(key);
      if (this.#first.size >= MOST) this.#first.delete(this.#first.keys().next().value as string);
      this.#first.set(key, { micros, sourcePort: packet.sourcePort, targetPort: packet.targetPort });
      return true;
    }
    const first = this.#first.get(key);
    if (first === undefined || Math.abs(micros - first.micros) > LIFETIME) return false;
    packet.sourcePort = first.sourcePort;
    packet.targetPort = first.targetPort;
    return true;
  }
}

/** What fragments of one datagram have in common: addresses, protocol and identification. */
function datagram(packet: Packet): string {
  const size = packet.version === 4 ? 4 : 16;
  const addresses =
    Buffer.from(packet.data.subarray(packet.sourceAt, packet.sourceAt + size)).toString("latin1") +
    Buffer.from(packet.data.subarray(packet.targetAt, packet.targetAt + size)).toString("latin1");
  return `${packet.protocol}/${packet.identification}/${addresses}`;
}
