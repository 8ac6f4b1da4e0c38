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
import { type Clock, clockOf, readInterface } from "./pcapng-interface";

/** Type of a section header block; a palindrome, so it reads the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const PACKET_OBSOLETE = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Bytes of a packet block that are not the frame, options apart. */
const PACKET_OVERHEAD = 32;
/** Options of a packet block may follow the frame; blocks beyond frame limit and this are not believed. */
const OPTIONS_ALLOWANCE = 65_536;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): sections in either byte order, any number of interfaces, enhanced, simple
 * and obsolete packet blocks. All other blocks, known or not, are passed over by their length without being held.
 */
export class PcapngReader implements RecordReader {
  readonly format = "pcapng";
  readonly interfaces: CaptureInterface[] = [];
  wanted = 12;
  skip = 0;
  #little = true;
  #inSection = false;
  /** Interfaces of earlier sections: those of this one are counted from here. */
  #firstInterface = 0;
  readonly #clocks: Clock[] = [];
  /** A simple packet block carries no time: it gets the one before it. */
  #lastMicros = 0;

  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    base: number,
    frame: Frame,
    visit: FrameVisitor,
  ): number {
    let at = start;
    while (at + 12 <= end) {
      const type = u32(bytes, at, this.#little);
      if (type === SECTION_HEADER) this.#openSection(bytes, at, base);
      else if (!this.#inSection) throw damage(base + at, "a section header block", `block type ${hex(type)}`);
      const length = u32(bytes, at + 4, this.#little);
      if (length < 12 || (length & 3) !== 0) {
        throw damage(base + at + 4, "a block length that is a multiple of 4 and at least 12", String(length));
      }
      const isPacket = type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === PACKET_OBSOLETE;
      if (!isPacket && type !== INTERFACE && type !== SECTION_HEADER) {
        // Of no interest, possibly huge: pass over it without holding it.
        const rest = end - at;
        if (length > rest) {
          this.skip = length - rest;
          this.wanted = 12;
          return end;
        }
        this.#checkClosing(bytes, at, length, base);
        at += length;
        continue;
      }
      const limit = isPacket ? this.#blockLimit() : LARGEST_RECORD;
      if (length > limit) {
        throw damage(base + at + 4, `a block of at most ${limit} bytes`, `${length} (${hex(length)})`);
      }
      if (at + length > end) {
        this.wanted = length;
        return at;
      }
      this.#checkClosing(bytes, at, length, base);
      if (isPacket) this.#packet(type, bytes, at, length, base, frame, visit);
      else if (type === INTERFACE) this.#addInterface(bytes, at, length, base);
      at += length;
    }
    this.wanted = 12;
    return at;
  }

  #openSection(bytes: Uint8Array, at: number, base: number): void {
    const order = u32(bytes, at + 8, true);
    if (order === BYTE_ORDER) this.#little = true;
    else if (u32(bytes, at + 8, false) === BYTE_ORDER) this.#little = false;
    else throw damage(base + at + 8, `the byte-order magic ${hex(BYTE_ORDER)}`, hex(order));
    this.#inSection = true;
    this.#firstInterface = this.interfaces.length;
  }

  #blockLimit(): number {
    let snap = LARGEST_FRAME;
    for (let i = this.#firstInterface; i < this.interfaces.length; i++) {
      snap = Math.max(snap, this.interfaces[i].snapLength);
    }
    return Math.min(snap + PACKET_OVERHEAD + OPTIONS_ALLOWANCE, LARGEST_RECORD);
  }

  #checkClosing(bytes: Uint8Array, at: number, length: number, base: number): void {
    const closing = u32(bytes, at + length - 4, this.#little);
    if (closing !== length) {
      throw damage(
        base + at + length - 4,
        `the closing block length ${length}`,
        `${closing} (${hex(closing)})`,
      );
    }
  }

  #addInterface(bytes: Uint8Array, at: number, length: number, base: number): void {
    if (length < 20) throw damage(base + at + 4, "an interface block of at least 20 bytes", String(length));
    const described = readInterface(bytes, at, length, this.#little);
    this.interfaces.push(described.about);
    this.#clocks.push(clockOf(described.resolution, described.offsetSeconds));
  }

  #packet(
    type: number,
    bytes: Uint8Array,
    at: number,
    length: number,
    base: number,
    frame: Frame,
    visit: FrameVisitor,
  ): void {
    const little = this.#little;
    const simple = type === SIMPLE_PACKET;
    const header = simple ? 12 : 28;
    if (length < header + 4) {
      throw damage(base + at + 4, `a packet block of at least ${header + 4} bytes`, String(length));
    }
    const local = simple
      ? 0
      : type === ENHANCED_PACKET
        ? u32(bytes, at + 8, little)
        : u16(bytes, at + 8, little);
    const number = this.#firstInterface + local;
    if (number >= this.interfaces.length) {
      throw damage(base + at + 8, "an interface that was described before", `interface ${local}`);
    }
    const about = this.interfaces[number];
    let captured: number;
    let wire: number;
    if (simple) {
      wire = u32(bytes, at + 8, little);
      captured = Math.min(wire, length - 16);
      if (about.snapLength > 0) captured = Math.min(captured, about.snapLength);
    } else {
      captured = u32(bytes, at + 20, little);
      wire = u32(bytes, at + 24, little);
    }
    if (captured > length - header - 4) {
      throw damage(
        base + at + 20,
        `a captured length of at most ${length - header - 4} bytes in this block`,
        `${captured} (${hex(captured)})`,
      );
    }
    frame.data = bytes;
    frame.offset = at + header;
    frame.captured = captured;
    frame.length = wire < captured ? captured : wire;
    frame.linkType = about.linkType;
    frame.interface = number;
    frame.byte = base + at;
    frame.timed = !simple;
    if (!simple) {
      const clock = this.#clocks[number];
      clock.set(u32(bytes, at + 12, little), u32(bytes, at + 16, little));
      this.#lastMicros = clock.micros;
      frame.nanos = clock.nanos;
    }
    frame.micros = this.#lastMicros;
    visit(frame);
  }
}
