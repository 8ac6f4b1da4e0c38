import { capture } from "../../../src/lib/index";

/** Decodes bytes as a frame of a link type. */
export function decoded(
  bytes: Uint8Array,
  linkType: number,
  options: { inner?: boolean; length?: number } = {},
): { packet: capture.Packet; reason: capture.Reason } {
  const packet = new capture.Packet();
  const frame = Object.assign(new capture.Frame(), {
    data: bytes,
    captured: bytes.length,
    length: options.length ?? bytes.length,
    linkType,
  });
  const outcome = capture.decode(packet, frame, options.inner ?? true);
  return { packet, reason: capture.REASONS[outcome] };
}

/** One text for what a packet is: addresses, ports, protocol. */
export function told(packet: capture.Packet): string {
  const address = (at: number): string =>
    packet.version === 4
      ? [...packet.data.subarray(at, at + 4)].join(".")
      : Buffer.from(packet.data.subarray(at, at + 16))
          .toString("hex")
          .replace(/^(.{4}).*(.{4})$/, "$1…$2");
  return `${address(packet.sourceAt)}:${packet.sourcePort} > ${address(packet.targetAt)}:${packet.targetPort} ${packet.protocol}`;
}

export const v4 = capture.buildPacket({
  source: "192.0.2.1",
  target: "192.0.2.2",
  protocol: "udp",
  sourcePort: 1111,
  targetPort: 2222,
  payload: "four",
});
export const v6 = capture.buildPacket({
  source: "2001:db8::1",
  target: "2001:db8::2",
  protocol: "tcp",
  sourcePort: 3333,
  targetPort: 443,
  flags: 2,
  window: 512,
  sequence: 0xfffffff0,
  payload: "six",
});
export const V4 = "192.0.2.1:1111 > 192.0.2.2:2222 17";
export const V6 = "2001…0001:3333 > 2001…0002:443 6";

/** Bytes from hexadecimal text (blanks allowed) and other bytes. */
export function bytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === "string" ? Buffer.from(part.replaceAll(" ", ""), "hex") : Buffer.from(part),
    ),
  );
}
