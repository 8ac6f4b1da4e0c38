import type { Packet } from "../../capture";
import { hostHeader } from "./http";
import { Ndpi } from "./ndpi";
import { overTcp } from "./over-tcp";
import { overUdp } from "./over-udp";
import { serverNameIndication } from "./tls";

const TCP = 6;

/** nDPI's number of what one TCP or UDP payload tells, 0 for nothing. */
export function recognise(packet: Packet): number {
  const { data, payload, sourcePort, targetPort } = packet;
  const end = payload + packet.payloadCaptured;
  return packet.protocol === TCP
    ? overTcp(data, payload, end, sourcePort, targetPort)
    : overUdp(data, payload, end, sourcePort, targetPort);
}

/** The server's name in the payload in which a protocol was recognised; null where it says none. */
export function serverName(packet: Packet, id: number): string | null {
  const { data, payload } = packet;
  const end = payload + packet.payloadCaptured;
  if (id === Ndpi.TLS) return serverNameIndication(data, payload + 5, end);
  if (id === Ndpi.HTTP) return hostHeader(data, payload, end);
  return null;
}
