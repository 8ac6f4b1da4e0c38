import {
  type CaptureInterface,
  damage,
  hex,
  LARGEST_FRAME,
  LARGEST_RECORD,
  type RecordReader,
  u16,
  u32,
} from "./format";
import type { Frame, FrameVisitor } from "./frame";

/** Length of the file header. */
export const PCAP_HEADER = 24;

/** The magic numbers, read as big-endian numbers, and what they say of the file. */
const MAGICS: ReadonlyMap<number, { little: boolean; nanos: boolean; recordHeader: number }> = new Map([
  [0xa1b2c3d4, { little: false, nanos: false, recordHeader: 16 }],
  [0xd4c3b2a1, { little: true, nanos: false, recordHeader: 16 }],
  [0xa1b23c4d, { little: false, nanos: true, recordHeader: 16 }],
  [0x4d3cb2a1, { little: true, nanos: true, recordHeader: 16 }],
  // Kuznetzov's libpcap patch: interface index, protocol and packet type follow the usual record header.
  [0xa1b2cd34, { little: false, nanos: false, recordHeader: 24 }],
  [0x34cdb2a1, { little: true, nanos: false, recordHeader: 24 }],
  // Mesquita's and Navtel's: usual records under a magic of their own.
  [0xa1b234cd, { little: false, nanos: false, recordHeader: 16 }],
  [0xcd34b2a1, { little: true, nanos: false, recordHeader: 16 }],
  [0xa12b3c4d, { little: false, nanos: false, recordHeader: 16 }],
  [0x4d3c2ba1, { little: true, nanos: false, recordHeader: 16 }],
]);

export function isPcapMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

/**
 * Reads the classic format: a 24-byte file header, then records of a 16- or 24-byte header and the frame.
 * Layout: the libpcap manual page pcap-savefile(5) and draft-ietf-opsawg-pcap.
 */
export class PcapReader implements RecordReader {
  readonly format = "pcap";
  readonly interfaces: CaptureInterface[];
  wanted: number;
  skip = 0;
  readonly #little: boolean;
  readonly #nanos: boolean;
  readonly #recordHeader: number;
  readonly #linkType: number;
  readonly #limit: number;
  /** Version 2.0 to 2.2 wrote the two lengths in the other order, 2.3 sometimes. */
  readonly #swapped: "never" | "always" | "when-larger";

  /** @param header the first 24 bytes of the file */
  constructor(header: Uint8Array) {
    const kind = MAGICS.get(u32(header, 0, false));
    if (kind === undefined) throw damage(0, "the magic number of a pcap file", hex(u32(header, 0, false)));
    this.#little = kind.little;
    this.#nanos = kind.nanos;
    this.#recordHeader = kind.recordHeader;
    const major = u16(header, 4, kind.little);
    const minor = u16(header, 6, kind.little);
    if (major !== 2 && major !== 543) {
      throw damage(4, "version 2 of the pcap format", `version ${major}.${minor}`);
    }
    this.#swapped =
      major === 543 || minor < 3
        ? major === 543
          ? "when-larger"
          : "always"
        : minor === 3
          ? "when-larger"
          : "never";
    const snapLength = u32(header, 16, kind.little);
    // The upper bits say whether frames end in a check sequence; the link type is in the lower ones.
    this.#linkType = u32(header, 20, kind.little) & 0x03ffffff;
    this.#limit = Math.min(Math.max(snapLength, LARGEST_FRAME), LARGEST_RECORD);
    this.wanted = this.#recordHeader;
    this.interfaces = [
      { linkType: this.#linkType, snapLength, ticksPerSecond: kind.nanos ? 1_000_000_000 : 1_000_000 },
    ];
  }

  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    base: number,
    frame: Frame,
    visit: FrameVisitor,
  ): number {
    const little = this.#little;
    const nanos = this.#nanos;
    const header = this.#recordHeader;
    const limit = this.#limit;
    const swapped = this.#swapped;
    frame.data = bytes;
    frame.linkType = this.#linkType;
    frame.timed = true;
    let at = start;
    while (at + header <= end) {
      const seconds = u32(bytes, at, little);
      const fraction = u32(bytes, at + 4, little);
      let captured = u32(bytes, at + 8, little);
      let length = u32(bytes, at + 12, little);
      if (swapped !== "never" && (swapped === "always" || captured > length)) {
        const held = captured;
        captured = length;
        length = held;
      }
      if (captured > limit) {
        throw damage(
          base + at + 8,
          `a captured length of at most ${limit} bytes`,
          `${captured} (${hex(captured)})`,
        );
      }
      const next = at + header + captured;
      if (next > end) {
        this.wanted = header + captured;
        return at;
      }
      frame.offset = at + header;
      frame.captured = captured;
      // More bytes than were on the wire cannot have been captured.
      frame.length = length < captured ? captured : length;
      if (nanos) {
        frame.micros = seconds * 1_000_000 + Math.floor(fraction / 1000);
        frame.nanos = (fraction % 1_000_000_000) | 0;
      } else {
        frame.micros = seconds * 1_000_000 + fraction;
        frame.nanos = ((fraction % 1_000_000) * 1000) | 0;
      }
      frame.byte = base + at;
      visit(frame);
      at = next;
    }
    this.wanted = header;
    return at;
  }
}
