import { type Fault, LabError } from "../core";
import type { Frame, FrameVisitor } from "./frame";

/** What is known of an interface (a pcap file has one, a pcapng file any number). */
export interface CaptureInterface {
  readonly linkType: number;
  /** Largest frame length that was captured; 0 when there was no limit. */
  readonly snapLength: number;
  /** Resolution of the times, in ticks a second. */
  readonly ticksPerSecond: number;
  readonly name?: string;
}

/** A file format's reader: takes whole records out of a buffer and says what it wants next. */
export interface RecordReader {
  readonly format: "pcap" | "pcapng";
  readonly interfaces: CaptureInterface[];
  /** Bytes the next record needs in one piece, as far as it is known; at least 1. */
  wanted: number;
  /** Bytes to pass over before the next record: parts of the file that are of no interest. */
  skip: number;
  /**
   * Visits every whole record in bytes[start, end) and returns the position of the first byte not consumed.
   * `base` is the offset in the file of bytes[0]. Damage is thrown as a LabError that names the byte.
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    base: number,
    frame: Frame,
    visit: FrameVisitor,
  ): number;
}

/**
 * Frames above this many bytes are not believed: a length field like 0x63503d00 is damage, and must not make the
 * reader ask for gigabytes. libpcap draws the line at 256 KiB unless the file announces more.
 */
export const LARGEST_FRAME = 262_144;
/** No announced length makes us hold more than this for one record. */
export const LARGEST_RECORD = 16_777_216;

/** A fault of the capture's own content: reading stops there, and what was read before stays good. */
export class CaptureDamage extends LabError {}

export function damage(byte: number, expected: string, found: string, hint?: string): CaptureDamage {
  const fault: Fault = {
    code: "format",
    expected,
    found,
    where: { byte },
    ...(hint === undefined ? {} : { hint }),
  };
  return new CaptureDamage(fault);
}

/** Unsigned 32-bit number at a position, in the file's byte order. */
export function u32(bytes: Uint8Array, at: number, little: boolean): number {
  return (
    (little
      ? bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
      : (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
  );
}

/** Unsigned 16-bit number at a position, in the file's byte order. */
export function u16(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1];
}

export function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
