import { capture } from "../../src/lib/index";
import { Blocks } from "../capture/blocks";
import { back, there } from "./support";

/** A small capture of one kind of file, with a little of everything in it. */
export interface CaptureKind {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly little: boolean;
  /** Positions of length fields that fuzzing forces. */
  readonly lengthsAt: readonly number[];
}

const CLIENT_HELLO = Buffer.from(
  "160301004b010000470303" +
    "00".repeat(32) +
    "00000213010100001c" +
    "00000018001600001365786d6c652e6578616d706c652e6f7267",
  "hex",
);
const DNS = Buffer.from(
  "123481800001000100000000036162630363" + "6f6d0000010001c00c00010001000000ff0004c0000201",
  "hex",
);

function around(protocol: "udp" | number, payload: Uint8Array, port: number): Uint8Array {
  const ends = { source: "203.0.113.1", target: "203.0.113.2", sourcePort: port, targetPort: port };
  return capture.buildFrame({ ...ends, protocol, payload });
}

const inner = capture.buildPacket(there({ protocol: "udp", payload: "inside" }));
const innerFrame = capture.buildFrame(there({ payload: "inside" }));

/** Frames of Ethernet: flags, applications, fragments, ICMP, IPv6, VLAN, and every tunnel. */
export const FRAMES: readonly Uint8Array[] = [
  capture.buildFrame(there({ flags: 2 })),
  capture.buildFrame(back({ flags: 18 })),
  capture.buildFrame(there({ flags: 24, payload: "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n" })),
  capture.buildFrame(there({ targetPort: 443, payload: CLIENT_HELLO })),
  capture.buildFrame(back({ protocol: "udp", sourcePort: 53, payload: DNS })),
  capture.buildFrame(back({ sourcePort: 21, payload: "220 FTP ready\r\n" })),
  capture.buildFrame({ ...there({ vlan: 7 }), source: "2001:db8::1", target: "2001:db8::2" }),
  capture.buildFrame(there({ protocol: "icmp", type: 3, code: 1 })),
  capture.buildFrame(there({ protocol: "udp", moreFragments: true, identification: 9, payload: "first" })),
  capture.buildFrame(there({ protocol: "udp", fragmentOffset: 16, identification: 9, payload: "second" })),
  around(4, inner, 0),
  around(47, Buffer.concat([Buffer.from("200008000000002a", "hex"), inner]), 0),
  around(
    "udp",
    Buffer.concat([Buffer.from("34ff0022000000010000008501090000", "hex").subarray(0, 16), inner]),
    2152,
  ),
  around("udp", Buffer.concat([Buffer.from("0800000000007b00", "hex"), innerFrame]), 4789),
  around("udp", Buffer.concat([Buffer.from("010000010a01c001", "hex"), innerFrame]), 37008),
  capture.buildFrame(there({ flags: 17, sequence: 99 })),
];

const written: capture.FrameToWrite[] = FRAMES.map((bytes, i) => ({
  micros: 1_700_000_000_000_000 + i * 1000,
  bytes,
}));

function pcapKind(name: string, options: capture.WriteOptions): CaptureKind {
  const bytes = capture.encodePcap(written, options);
  return { name, bytes, little: options.littleEndian ?? true, lengthsAt: [16, 20, 24, 32, 36] };
}

/** Kuznetzov's variant: eight more bytes in each record header. */
function modified(): CaptureKind {
  const plain = capture.encodePcap(written);
  const parts: Uint8Array[] = [plain.slice(0, 24)];
  new DataView(parts[0].buffer, parts[0].byteOffset).setUint32(0, 0xa1b2cd34, true);
  for (let at = 24; at < plain.length; ) {
    const length = plain[at + 8] | (plain[at + 9] << 8);
    parts.push(plain.slice(at, at + 16), new Uint8Array(8), plain.slice(at + 16, at + 16 + length));
    at += 16 + length;
  }
  return { name: "pcap, modified", bytes: Buffer.concat(parts), little: true, lengthsAt: [16, 20, 32, 36] };
}

function pcapngKind(name: string, little: boolean): CaptureKind {
  const blocks = new Blocks(little)
    .section()
    .interface(1, [[9, Uint8Array.of(9)]])
    .interface(1);
  blocks.block(5, new Uint8Array(12)).block(0x0bad, new Uint8Array(9));
  FRAMES.forEach((frame, i) => {
    const stamp = 1_700_000_000_000_000n + BigInt(i) * 1000n;
    if (i % 5 === 4) blocks.simplePacket(frame.length, frame);
    else if (i % 7 === 3) blocks.oldPacket(1, stamp, frame);
    else blocks.packet(i % 2, i % 2 === 0 ? stamp * 1000n : stamp, frame);
  });
  return { name, bytes: blocks.bytes(), little, lengthsAt: [4, 8, 24, 32, 36, 44, 60, 64, 84, 88] };
}

export const CAPTURE_KINDS: readonly CaptureKind[] = [
  pcapKind("pcap", {}),
  pcapKind("pcap, big-endian", { littleEndian: false }),
  pcapKind("pcap, nanoseconds", { nanos: true }),
  modified(),
  pcapngKind("pcapng", true),
  pcapngKind("pcapng, big-endian", false),
  pcapKind("pcap of cooked frames", { linkType: 113 }),
  pcapKind("pcap of 802.11 frames", { linkType: 127 }),
];
