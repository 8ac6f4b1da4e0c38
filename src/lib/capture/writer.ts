import { closeSync, openSync, writeSync } from "node:fs";
import { fail } from "../core";

/** A frame to be written. */
export interface FrameToWrite {
  /** Microseconds since the epoch. */
  readonly micros: number;
  /** The captured bytes. */
  readonly bytes: Uint8Array;
  /** Length on the wire when more than was captured. */
  readonly length?: number;
  /** Nanoseconds within the second; replaces the fraction of `micros` in a nanosecond file. */
  readonly nanos?: number;
}

export interface WriteOptions {
  readonly format?: "pcap" | "pcapng";
  /** LINKTYPE number; default 1, Ethernet. */
  readonly linkType?: number;
  /** Keep nanoseconds. Default false: microseconds. */
  readonly nanos?: boolean;
  readonly littleEndian?: boolean;
}

/**
 * Encodes frames one by one: the file's head, then a record for each. It holds nothing, so that a capture of any
 * size can be written through it.
 */
export class CaptureEncoder {
  readonly #pcapng: boolean;
  readonly #linkType: number;
  readonly #nanos: boolean;
  readonly #little: boolean;

  constructor(options: WriteOptions = {}) {
    this.#pcapng = options.format === "pcapng";
    this.#linkType = options.linkType ?? 1;
    this.#nanos = options.nanos ?? false;
    this.#little = options.littleEndian ?? true;
    if (!(Number.isInteger(this.#linkType) && this.#linkType >= 0 && this.#linkType <= 0xffff)) {
      fail({ code: "argument", expected: "a link type from 0 to 65535", found: String(this.#linkType) });
    }
  }

  head(): Uint8Array {
    const little = this.#little;
    if (!this.#pcapng) {
      const bytes = new Uint8Array(24);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, this.#nanos ? 0xa1b23c4d : 0xa1b2c3d4, little);
      view.setUint16(4, 2, little);
      view.setUint16(6, 4, little);
      view.setUint32(16, 262_144, little);
      view.setUint32(20, this.#linkType, little);
      return bytes;
    }
    const idb = this.#nanos ? 32 : 20;
    const bytes = new Uint8Array(28 + idb);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x0a0d0d0a, little);
    view.setUint32(4, 28, little);
    view.setUint32(8, 0x1a2b3c4d, little);
    view.setUint16(12, 1, little);
    // The section's length is not known beforehand: minus one says so.
    view.setInt32(16, -1, little);
    view.setInt32(20, -1, little);
    view.setUint32(24, 28, little);
    view.setUint32(28, 1, little);
    view.setUint32(32, idb, little);
    view.setUint16(36, this.#linkType, little);
    view.setUint32(40, 262_144, little);
    if (this.#nanos) {
      view.setUint16(44, 9, little);
      view.setUint16(46, 1, little);
      bytes[48] = 9;
    }
    view.setUint32(28 + idb - 4, idb, little);
    return bytes;
  }

  record(frame: FrameToWrite): Uint8Array {
    const little = this.#little;
    const captured = frame.bytes.length;
    const seconds = Math.floor(frame.micros / 1_000_000);
    const nanos = frame.nanos ?? (frame.micros - seconds * 1_000_000) * 1000;
    const fraction = this.#nanos ? nanos : Math.floor(nanos / 1000);
    if (!(seconds >= 0 && seconds <= 0xffffffff)) {
      fail({ code: "argument", expected: "a time from 1970 to 2106", found: `${frame.micros} µs` });
    }
    const wire = Math.max(frame.length ?? captured, captured);
    if (!this.#pcapng) {
      const bytes = new Uint8Array(16 + captured);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, seconds, little);
      view.setUint32(4, fraction, little);
      view.setUint32(8, captured, little);
      view.setUint32(12, wire, little);
      bytes.set(frame.bytes, 16);
      return bytes;
    }
    const padded = (captured + 3) & ~3;
    const bytes = new Uint8Array(32 + padded);
    const view = new DataView(bytes.buffer);
    const stamp = BigInt(seconds) * (this.#nanos ? 1_000_000_000n : 1_000_000n) + BigInt(fraction);
    view.setUint32(0, 6, little);
    view.setUint32(4, bytes.length, little);
    view.setUint32(12, Number(stamp >> 32n), little);
    view.setUint32(16, Number(stamp & 0xffffffffn), little);
    view.setUint32(20, captured, little);
    view.setUint32(24, wire, little);
    bytes.set(frame.bytes, 28);
    view.setUint32(bytes.length - 4, bytes.length, little);
    return bytes;
  }
}

/** A whole capture as bytes. */
export function encodeCapture(frames: Iterable<FrameToWrite>, options: WriteOptions = {}): Uint8Array {
  const encoder = new CaptureEncoder(options);
  const parts = [encoder.head()];
  for (const frame of frames) parts.push(encoder.record(frame));
  return Buffer.concat(parts);
}

/** A pcap file as bytes: microseconds, little-endian, Ethernet unless told otherwise. */
export function encodePcap(frames: Iterable<FrameToWrite>, options: WriteOptions = {}): Uint8Array {
  return encodeCapture(frames, { ...options, format: "pcap" });
}

const FLUSH_AT = 1 << 18;

/** Writes a capture file frame by frame; `close` it at the end. */
export class CaptureWriter {
  readonly #encoder: CaptureEncoder;
  readonly #descriptor: number;
  #held: Uint8Array[];
  #heldBytes = 0;

  constructor(file: string, options: WriteOptions = {}) {
    this.#encoder = new CaptureEncoder(options);
    this.#descriptor = openSync(file, "w");
    this.#held = [this.#encoder.head()];
  }

  write(frame: FrameToWrite): void {
    const record = this.#encoder.record(frame);
    this.#held.push(record);
    this.#heldBytes += record.length;
    if (this.#heldBytes >= FLUSH_AT) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#held);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    this.#held = [];
    this.#heldBytes = 0;
  }
}
