import type { Frame } from "../frame";
import { internet } from "./internet";
import { link } from "./link";
import { Outcome, type Packet, TunnelKind } from "./packet";
import { tunnel } from "./tunnel";

/** Tunnels in tunnels deeper than this are left closed. */
const DEEPEST = 8;

/**
 * Decodes a frame into the packet object and returns an {@link Outcome}: 0 when there is an IP packet. With `inner`,
 * tunnels are opened, and the packet is the innermost one that can be read; what is in a tunnel but is no IP (ARP in
 * VXLAN, PPP negotiation in GRE) leaves the packet around it.
 *
 * @example
 * const frame = Object.assign(new capture.Frame(), { data: new Uint8Array(60), captured: 60, length: 60, linkType: 1 });
 * capture.REASONS[capture.decode(new capture.Packet(), frame, true)] //=> "not-ip"
 */
export function decode(packet: Packet, frame: Frame, inner: boolean): number {
  return decodeTo(packet, frame, inner ? DEEPEST : 0);
}

function decodeTo(packet: Packet, frame: Frame, deepest: number): number {
  const start = frame.offset;
  packet.data = frame.data;
  packet.start = start;
  packet.end = start + frame.captured;
  packet.frameLength = frame.length;
  packet.vlan = 0;
  packet.tunnel = TunnelKind.NONE;
  packet.tunnelId = 0;
  packet.qosFlow = -1;
  packet.outerVersion = 0;
  let at = link(packet, start, frame.linkType);
  for (let depth = 0; ; depth++) {
    const outcome = at < 0 ? -at : internet(packet, at);
    // What is inside cannot be read: go back to the packet around it.
    if (outcome !== Outcome.OK) return depth === 0 ? outcome : decodeTo(packet, frame, depth - 1);
    if (depth === deepest) return Outcome.OK;
    const inside = tunnel(packet);
    if (inside < 0) return Outcome.OK;
    at = link(packet, inside, packet.innerLink);
  }
}
