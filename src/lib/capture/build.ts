import { fail } from "../core";

/** A frame in the field's own terms, for simulations, tests and examples. */
export interface FrameSpec {
  /** IPv4 addresses in dots or IPv6 addresses in colons, both of one kind. */
  readonly source: string;
  readonly target: string;
  readonly protocol: "tcp" | "udp" | "icmp" | number;
  readonly sourcePort?: number;
  readonly targetPort?: number;
  /** TCP flag bits, sequence number and window. */
  readonly flags?: number;
  readonly sequence?: number;
  readonly window?: number;
  /** ICMP type and code. */
  readonly type?: number;
  readonly code?: number;
  readonly ttl?: number;
  readonly vlan?: number;
  readonly identification?: number;
  /** Fragment offset in bytes, and whether more fragments follow (IPv4). */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  readonly payload?: Uint8Array | string;
}

const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1 } as const;

/**
 * An Ethernet frame around an IPv4 or IPv6 packet. The IPv4 header checksum is right; transport checksums are 0, as
 * they are on machines whose network card computes them.
 *
 * @example
 * const bytes = capture.buildFrame({ source: "192.0.2.1", target: "192.0.2.2", protocol: "udp", payload: "hello" });
 * bytes.length //=> 47
 */
export function buildFrame(spec: FrameSpec): Uint8Array {
  const packet = buildPacket(spec);
  const tag = spec.vlan === undefined ? [] : [0x81, 0x00, (spec.vlan >> 8) & 0x0f, spec.vlan & 0xff];
  const type = spec.source.includes(":") ? [0x86, 0xdd] : [0x08, 0x00];
  const addresses = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
  return Uint8Array.from([...addresses, ...tag, ...type, ...packet]);
}

/** The IP packet alone, as raw-IP captures and tunnels carry it. */
export function buildPacket(spec: FrameSpec): Uint8Array {
  const protocol = typeof spec.protocol === "number" ? spec.protocol : PROTOCOLS[spec.protocol];
  const body =
    typeof spec.payload === "string" ? Buffer.from(spec.payload) : (spec.payload ?? new Uint8Array(0));
  const transport = spec.fragmentOffset
    ? body
    : Uint8Array.from([...transportHeader(spec, protocol, body.length), ...body]);
  const ttl = spec.ttl ?? 64;
  if (spec.source.includes(":")) {
    const header = [0x60, 0, 0, 0, transport.length >> 8, transport.length & 255, protocol, ttl];
    return Uint8Array.from([...header, ...ipv6Bytes(spec.source), ...ipv6Bytes(spec.target), ...transport]);
  }
  const length = 20 + transport.length;
  const fragment = ((spec.fragmentOffset ?? 0) >> 3) | (spec.moreFragments ? 0x2000 : 0);
  const id = spec.identification ?? 0;
  const header = [
    0x45,
    0,
    length >> 8,
    length & 255,
    id >> 8,
    id & 255,
    fragment >> 8,
    fragment & 255,
    ttl,
    protocol,
  ];
  const bytes = Uint8Array.from([
    ...header,
    0,
    0,
    ...ipv4Bytes(spec.source),
    ...ipv4Bytes(spec.target),
    ...transport,
  ]);
  const sum = checksum(bytes.subarray(0, 20));
  bytes[10] = sum >> 8;
  bytes[11] = sum & 255;
  return bytes;
}

function transportHeader(spec: FrameSpec, protocol: number, payload: number): number[] {
  const source = spec.sourcePort ?? 0;
  const target = spec.targetPort ?? 0;
  const ports = [source >> 8, source & 255, target >> 8, target & 255];
  if (protocol === PROTOCOLS.tcp) {
    const sequence = spec.sequence ?? 0;
    const window = spec.window ?? 65535;
    const number = [sequence >>> 24, (sequence >>> 16) & 255, (sequence >>> 8) & 255, sequence & 255];
    return [...ports, ...number, 0, 0, 0, 0, 0x50, spec.flags ?? 16, window >> 8, window & 255, 0, 0, 0, 0];
  }
  if (protocol === PROTOCOLS.udp) return [...ports, (payload + 8) >> 8, (payload + 8) & 255, 0, 0];
  if (protocol === PROTOCOLS.icmp || protocol === 58)
    return [spec.type ?? 8, spec.code ?? 0, 0, 0, 0, 0, 0, 0];
  return [];
}

function ipv4Bytes(text: string): number[] {
  const parts = text.split(".").map(Number);
  if (parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
    return parts;
  return fail({ code: "argument", expected: "an IPv4 address in dots", found: text });
}

/** The 16 bytes of an IPv6 address in text. */
export function ipv6Bytes(text: string): number[] {
  const [head, tail] = text.split("::");
  const groups = (part: string | undefined): string[] =>
    part === undefined || part === "" ? [] : part.split(":");
  const left = groups(head);
  const right = groups(tail);
  const missing = 8 - left.length - right.length;
  const all =
    tail === undefined ? left : [...left, ...new Array<string>(Math.max(missing, 0)).fill("0"), ...right];
  if (all.length !== 8 || !all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) {
    fail({ code: "argument", expected: "an IPv6 address", found: text });
  }
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
}

/** The Internet checksum, RFC 1071, of a header whose checksum field is zero. */
function checksum(header: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < header.length; i += 2) sum += (header[i] << 8) | header[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}
