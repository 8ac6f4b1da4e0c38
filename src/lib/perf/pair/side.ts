import {
  CaptureParser,
  type CaptureSource,
  decode,
  type Frame,
  LinkType,
  Outcome,
  Packet,
  REASONS,
} from "../../capture";
import { LabError } from "../../core";
import { Identity } from "./identity";
import type { CheckedMatchOptions } from "./options";
import { piecesOf } from "./pieces";
import type { SideReport } from "./report";

/** Bytes of an Ethernet frame with its checksum that stand in front of the IP packet, by link type, less its own header. */
const HEADER_CORRECTION: ReadonlyMap<number, number> = new Map([
  [LinkType.ETHERNET, 0],
  [LinkType.RAW_BSD, 14],
  [LinkType.RAW_OPENBSD, 14],
  [LinkType.RAW, 14],
  [LinkType.IPV4, 14],
  [LinkType.IPV6, 14],
  [LinkType.NULL, 10],
  [LinkType.LOOP, 10],
  [LinkType.LINUX_SLL, -2],
  [LinkType.LINUX_SLL2, -6],
]);
/** Shortest Ethernet frame, checksum included: shorter ones are padded on the wire. */
const SHORTEST_FRAME = 64;
const CHECKSUM = 4;
/** Preamble and start of frame (8) and the least gap between frames (12). */
export const FRAMING = 20;

/** The second that times are counted from, the same for both captures: whole nanoseconds then fit into a number. */
export interface Epoch {
  second: number;
}

/** One of two captures, as a queue of packets that is filled piece by piece. */
export class PairSide {
  /** The packet at the head of the queue: ns since the epoch's second, by the other side's clock. */
  time = 0;
  /** Bits on the wire, framing included. */
  bits = 0;
  /** Whether it has an identity, and which. */
  identified = false;
  first = 0;
  second = 0;
  /** Its place among the identified ones. */
  order = -1;
  /** True when the queue is empty and the capture has ended. */
  ended = false;

  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;

  readonly #parser: CaptureParser;
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #name: string | null;
  readonly #options: CheckedMatchOptions;
  readonly #epoch: Epoch;
  readonly #offset: number;
  readonly #packet = new Packet();
  readonly #identity = new Identity();
  readonly #ignored = new Map<string, number>();
  #times = new Float64Array(1024);
  #bits = new Float64Array(1024);
  #identities = new Int32Array(2048);
  #known = new Uint8Array(1024);
  #head = 0;
  #length = 0;
  #frames = 0;
  #format: SideReport["format"] = "empty";
  #damage: string | null = null;

  /** @param offset what the capture's clock is ahead of the other's, µs */
  constructor(source: CaptureSource, options: CheckedMatchOptions, epoch: Epoch, offset: number) {
    this.#name = typeof source === "string" ? source : null;
    this.#options = options;
    this.#epoch = epoch;
    this.#offset = Math.round(offset * 1000);
    this.#parser = new CaptureParser((frame) => this.#take(frame));
    this.#pieces = piecesOf(source, (message) => {
      this.#damage = message;
    });
  }

  /** True when a packet stands at the head. */
  get ready(): boolean {
    return this.#head < this.#length;
  }

  /** Reads on until a packet stands at the head, or the capture has ended. */
  async fill(): Promise<void> {
    this.#head = 0;
    this.#length = 0;
    while (!this.ready && !this.ended) {
      const piece = this.#parser.stopped ? undefined : await this.#pieces.next();
      try {
        if (piece === undefined || piece.done) await this.#end();
        else this.#parser.write(piece.value);
      } catch (error) {
        throw this.#named(error);
      }
    }
    if (this.ready) this.#look();
  }

  /** Goes on to the next packet; false when the queue has to be filled first. */
  next(): boolean {
    this.#head++;
    if (!this.ready) return false;
    this.#look();
    return true;
  }

  close(): Promise<unknown> {
    return this.#pieces.return(undefined);
  }

  /** What the capture held; matches and the rest are filled in by the caller. */
  account(): Pick<SideReport, "file" | "format" | "frames" | "packets" | "ignored" | "damage"> {
    const ignored = Object.fromEntries(this.#ignored);
    const left = Object.values(ignored).reduce((sum, count) => sum + count, 0);
    return {
      file: this.#name,
      format: this.#format,
      frames: this.#frames,
      packets: this.#frames - left,
      ignored,
      damage: this.#damage,
    };
  }

  #look(): void {
    const at = this.#head;
    this.time = this.#times[at];
    this.bits = this.#bits[at];
    this.identified = this.#known[at] === 1;
    if (!this.identified) return;
    this.first = this.#identities[2 * at];
    this.second = this.#identities[2 * at + 1];
    this.order++;
  }

  async #end(): Promise<void> {
    this.ended = true;
    await this.#pieces.return(undefined);
    const summary = this.#parser.end();
    this.#format = summary.format;
    this.#damage ??= summary.damage?.message ?? null;
  }

  #take(frame: Frame): void {
    this.#frames++;
    const correction = HEADER_CORRECTION.get(frame.linkType);
    if (correction === undefined || !frame.timed) {
      this.#ignore(frame.timed ? "link-type" : "no-time");
      return;
    }
    if (this.#length === this.#times.length) this.#grow();
    const whole = Math.floor(frame.micros / 1e6);
    if (Number.isNaN(this.#epoch.second)) this.#epoch.second = whole;
    const time = (whole - this.#epoch.second) * 1e9 + frame.nanos - this.#offset;
    const at = this.#length++;
    this.#times[at] = time;
    const captured = frame.length + correction + (this.#options.fcs ? 0 : CHECKSUM);
    this.#bits[at] = (Math.max(captured, SHORTEST_FRAME) + FRAMING) * 8;
    if (time < this.firstTime) this.firstTime = time;
    if (time > this.lastTime) this.lastTime = time;
    const outcome = decode(this.#packet, frame, this.#options.tunnel === "inner");
    let known = outcome === Outcome.OK;
    if (!known) this.#ignore(REASONS[outcome]);
    else {
      known = this.#identity.of(this.#packet, this.#options.prefix);
      if (!known) this.#ignore("cut-off");
    }
    this.#known[at] = Number(known);
    this.#identities[2 * at] = this.#identity.first;
    this.#identities[2 * at + 1] = this.#identity.second;
  }

  #ignore(reason: string): void {
    this.#ignored.set(reason, (this.#ignored.get(reason) ?? 0) + 1);
  }

  #grow(): void {
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const size = this.#times.length * 2;
    this.#times = grown(this.#times, new Float64Array(size));
    this.#bits = grown(this.#bits, new Float64Array(size));
    this.#identities = grown(this.#identities, new Int32Array(2 * size));
    this.#known = grown(this.#known, new Uint8Array(size));
  }

  /** The same fault with the file's name on it. */
  #named(error: unknown): unknown {
    if (!(error instanceof LabError) || this.#name === null || error.where.file !== undefined) return error;
    const { code, expected, found, hint, where, cause } = error;
    return new LabError({
      code,
      expected,
      found,
      where: { file: this.#name, ...where },
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  }
}
