import { LabError } from "../core";
import { CaptureDamage, type CaptureInterface, damage, hex, type RecordReader, u32 } from "./format";
import { Frame, type FrameVisitor } from "./frame";
import { isPcapMagic, PCAP_HEADER, PcapReader } from "./pcap";
import { PcapngReader, SECTION_HEADER } from "./pcapng";

/** What a capture turned out to be, when it has been read. */
export interface CaptureSummary {
  readonly format: "pcap" | "pcapng" | "empty";
  readonly interfaces: readonly CaptureInterface[];
  /** Frames that were visited. */
  readonly frames: number;
  /** Bytes of the (uncompressed) capture. */
  readonly bytes: number;
  /**
   * Why reading stopped before the end: the last record is cut off ("truncated"), or a record's own numbers cannot
   * be true ("format"). Every frame before that byte was visited. Undefined when the capture is whole.
   */
  readonly damage?: LabError;
}

const FIRST_BUFFER = 1 << 20;

/**
 * A capture parser that is fed bytes in pieces of any size and visits the frames in them. It holds one buffer, which
 * grows only as far as one record needs.
 *
 * @example
 * const lengths: number[] = [];
 * const parser = new capture.CaptureParser((frame) => lengths.push(frame.length));
 * parser.write(capture.encodePcap([{ micros: 1_000_000, bytes: new Uint8Array(60) }]));
 * parser.end().frames //=> 1
 * lengths //=> [60]
 */
export class CaptureParser {
  readonly #visit: FrameVisitor;
  readonly #settle: (() => void) | undefined;
  readonly #frame = new Frame();
  #reader: RecordReader | undefined;
  #buffer = new Uint8Array(0);
  /** Filled part of the buffer. */
  #start = 0;
  #end = 0;
  /** File offset of the buffer's first byte. */
  #base = 0;
  #skip = 0;
  #frames = 0;
  #damage: LabError | undefined;

  /**
   * @param visit called for each frame
   * @param settle called before the bytes of the frames visited so far are given up: who puts frames aside to handle
   *   several at once has to handle them now
   */
  constructor(visit: FrameVisitor, settle?: () => void) {
    this.#settle = settle;
    this.#visit = (frame) => {
      this.#frames++;
      visit(frame);
    };
  }

  /** True once damage was met: what follows is not read. */
  get stopped(): boolean {
    return this.#damage !== undefined;
  }

  /** Room to read into, so that a file needs no copy. Follow it by `filled`. */
  room(): Uint8Array {
    const held = this.#end - this.#start;
    const wanted = Math.max(FIRST_BUFFER, this.#reader === undefined ? 0 : this.#reader.wanted + 4096);
    if (this.#buffer.length < wanted) {
      const grown = Buffer.allocUnsafeSlow(wanted);
      grown.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = grown;
    } else if (this.#start > 0) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
    }
    this.#base += this.#start;
    this.#start = 0;
    this.#end = held;
    return this.#buffer.subarray(held);
  }

  /** Says how many bytes of the room were filled, and visits the frames that are whole now. */
  filled(count: number): void {
    if (this.stopped) return;
    this.#end += count;
    this.#consume();
    this.#settle?.();
  }

  /** Takes a piece of the capture. */
  write(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length && !this.stopped) {
      const room = this.room();
      const part = piece.subarray(at, at + room.length);
      room.set(part);
      at += part.length;
      this.filled(part.length);
    }
  }

  /** The end of the capture. A record that is cut off is reported in the summary, not thrown. */
  end(): CaptureSummary {
    const left = this.#end - this.#start;
    const bytes = this.#base + this.#end;
    if (this.#damage === undefined) {
      if (this.#reader === undefined && left > 0) {
        throw damage(0, "a pcap or pcapng file", `${left} byte${left === 1 ? "" : "s"} that are neither`);
      }
      const missing = this.#skip > 0 ? this.#skip : left > 0 ? (this.#reader?.wanted ?? left) - left : 0;
      if (left > 0 || this.#skip > 0) {
        this.#damage = new LabError({
          code: "truncated",
          expected: `${Math.max(missing, 1)} more byte${missing === 1 ? "" : "s"} of the last record`,
          found: "the end of the capture",
          where: { byte: bytes },
        });
      }
    }
    return {
      format: this.#reader?.format ?? "empty",
      interfaces: this.#reader?.interfaces ?? [],
      frames: this.#frames,
      bytes,
      ...(this.#damage === undefined ? {} : { damage: this.#damage }),
    };
  }

  #consume(): void {
    try {
      if (this.#reader === undefined && !this.#recognise()) return;
      const reader = this.#reader!;
      do {
        if (this.#skip > 0) {
          const passed = Math.min(this.#skip, this.#end - this.#start);
          this.#skip -= passed;
          this.#start += passed;
          if (this.#skip > 0) return;
        }
        this.#start = reader.read(this.#buffer, this.#start, this.#end, this.#base, this.#frame, this.#visit);
        this.#skip = reader.skip;
        reader.skip = 0;
      } while (this.#skip > 0 && this.#start < this.#end);
    } catch (error) {
      if (!(error instanceof CaptureDamage) || this.#reader === undefined) throw error;
      this.#damage = error;
    }
  }

  #recognise(): boolean {
    if (this.#end - this.#start < 4) return false;
    const magic = u32(this.#buffer, this.#start, false);
    if (magic === SECTION_HEADER) {
      this.#reader = new PcapngReader();
      return true;
    }
    if (!isPcapMagic(magic)) {
      throw damage(
        this.#base,
        "a pcap or pcapng file",
        `the magic number ${hex(magic)}`,
        "Captures of other programs can be converted with editcap -F pcapng.",
      );
    }
    if (this.#end - this.#start < PCAP_HEADER) return false;
    this.#reader = new PcapReader(this.#buffer.subarray(this.#start, this.#start + PCAP_HEADER));
    this.#start += PCAP_HEADER;
    return true;
  }
}
