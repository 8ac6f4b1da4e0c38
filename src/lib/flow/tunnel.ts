import { type Packet, TUNNELS, type Tunnel, TunnelKind } from "../capture";
import { addressText } from "./address";
import type { FlowTunnel } from "./ended-flow";

/** The tunnel as a word of the key. TEIDs differ between the two directions, so GTP-U counts by its kind alone. */
export function tunnelWord(packet: Packet): number {
  if (packet.tunnel === TunnelKind.NONE) return 0;
  const id = packet.tunnel === TunnelKind.GTP_U ? 0 : packet.tunnelId;
  return (Math.imul(id, 16) ^ (id >>> 28) ^ 0x10) + packet.tunnel;
}

/** What a flow keeps of the tunnel that its first packet came through. */
export function describeTunnel(packet: Packet): FlowTunnel {
  const { tunnel, tunnelId, data, outerVersion } = packet;
  const hasId = tunnel === TunnelKind.GTP_U || tunnel === TunnelKind.VXLAN || tunnel === TunnelKind.GRE;
  return {
    kind: TUNNELS[tunnel] as Tunnel,
    id: hasId ? tunnelId >>> 0 : undefined,
    qosFlow: packet.qosFlow < 0 ? undefined : packet.qosFlow,
    source: addressText(data, packet.outerSourceAt, outerVersion),
    target: addressText(data, packet.outerTargetAt, outerVersion),
  };
}
