import type { Random } from "../../core";
import type { Rule, Sense } from "../records/rule";

/** Bytes that GTP-U puts around a packet: 20 of IP, 8 of UDP, 12 of GTP with its optional fields. */
export const GTP_ENVELOPE = 40;

/** The traffic of one user's flow at one port. */
export interface SimulatedFlow {
  readonly id: string;
  readonly portId: string;
  readonly sense: Sense;
  readonly encapsulation: "gtp" | "none";
  /** bytes, without the envelope */
  readonly packetSize: number;
  /** Mean packets a second. */
  readonly rate: number;
  /** Header fields that rules may match. */
  readonly fields: Readonly<Record<string, string | number>>;
}

const SIZES = [84, 284, 576, 1360] as const;

/** Seeded flows of a port: three in four are a UE's traffic in its GTP tunnel. */
export function makeFlows(portId: string, count: number, random: Random): SimulatedFlow[] {
  return Array.from({ length: count }, (_, i) => {
    const draw = random.fork(`flow ${i}`);
    const encapsulation = draw.uniform() < 0.75 ? "gtp" : "none";
    const sense: Sense = draw.uniform() < 0.7 ? "INGRESS" : "EGRESS";
    const fields: Record<string, string | number> = {
      source: `10.${draw.integer(256)}.${draw.integer(256)}.${1 + draw.integer(254)}`,
      destination: `172.16.${draw.integer(16)}.${1 + draw.integer(254)}`,
      protocol: draw.uniform() < 0.6 ? "tcp" : "udp",
      source_port: 1024 + draw.integer(60000),
      destination_port: [80, 443, 5060, 8080][draw.integer(4)],
    };
    if (encapsulation === "gtp") fields.teid = 1 + draw.integer(0xfffffffe);
    return {
      id: `${portId}/flow${i}`,
      portId,
      sense,
      encapsulation,
      packetSize: SIZES[draw.integer(SIZES.length)],
      rate: Math.round(200 * Math.exp(1.2 * draw.normal())) + 5,
      fields,
    };
  });
}

export function isTunnelled(flow: SimulatedFlow): boolean {
  return flow.encapsulation === "gtp";
}

/** Bytes of one packet on the wire of the port. */
export function wireSize(flow: SimulatedFlow): number {
  return flow.packetSize + (isTunnelled(flow) ? GTP_ENVELOPE : 0);
}

/** Whether a rule's match fits a flow: same port and sense, and every field of the match. */
export function matches(rule: Rule, flow: SimulatedFlow): boolean {
  if (rule.portId !== flow.portId || rule.sense !== flow.sense) return false;
  return Object.entries(rule.match).every(
    ([field, value]) => Object.hasOwn(flow.fields, field) && flow.fields[field] === value,
  );
}
